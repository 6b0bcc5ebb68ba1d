"""Ratios, both sides measured in one run: `make bench`. Nothing here is a test, and nothing in the tests is timed."""
