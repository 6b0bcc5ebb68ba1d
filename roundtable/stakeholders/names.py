"""How names and addresses are tidied, and how they are compared: without case, accents and typographic marks."""

import re
from functools import lru_cache

from roundtable.characters import normalised
from roundtable.search import fold

_unseen = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_control = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_typographic = str.maketrans("’‘‐–", "''--")


def tidy(text: str) -> str:
    """The text on one line, in NFC, without control, direction and zero-width characters. Nothing is recased."""
    if not (text.isascii() and text.isprintable()):
        text = _unseen.sub("", _control.sub(" ", normalised("NFC", text)))
    return " ".join(text.split())


def tidy_lines(text: str) -> str:
    """The same for a text of several lines, which keep their ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(tidy(line) for line in lines).strip()


def folded(text: str) -> str:
    """The text as it is compared and sorted."""
    return text.lower() if text.isascii() else fold(text).translate(_typographic)


folded_once = lru_cache(maxsize=20_000)(folded)
"""The same for what comes again and again: organisations, groups, networks."""


def sort_name(name: str, family_name: str = "", given_name: str = "") -> str:
    """What a person is sorted by: the family name where it is known, otherwise the name as it is written."""
    return folded(f"{family_name} {given_name or name}" if family_name else name)[:220]


def address_key(email: str) -> str:
    """What an address is compared by."""
    return email.lower()
