"""The apostrophe that keeps a cell from being run as a formula: put on by an export, taken off by an import.

Putting it on and taking it off are each other's inverse, so `+44 20 …`, `- a point` and even a text that
begins with such an apostrophe itself come back as they were.
"""

import re

LIVE = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes, at the beginning of a cell, for the beginning of a formula."""

_neutral_or_live = re.compile(f"'*[{re.escape(LIVE)}]")
_neutral = re.compile(f"'+[{re.escape(LIVE)}]")
FIRST = frozenset(LIVE + "'")
"""A text that begins otherwise needs no mark."""


def put_on(text: str) -> str:
    """The text as a cell of a CSV file, which no spreadsheet takes for a formula."""
    if text[:1] in FIRST and _neutral_or_live.match(text):
        return "'" + text
    return text


def keep(text: str) -> str:
    """The text as a cell that says of itself that it is text: only one that looks marked needs a mark."""
    if text[:1] == "'" and _neutral.match(text):
        return "'" + text
    return text


def take_off(text: str) -> str:
    """The text of a cell without the mark."""
    if text[:1] == "'" and _neutral.match(text):
        return text[1:]
    return text
