"""Formats that pandoc writes, from its own document tree: user text goes in as strings and is escaped there."""
