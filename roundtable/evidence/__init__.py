"""Calls for evidence, and the submissions that they gather."""
