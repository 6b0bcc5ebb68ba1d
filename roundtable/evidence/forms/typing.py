"""What is taken of what was typed: line ends, letters, lengths, addresses."""

import unicodedata
from typing import Any

from wtforms.validators import Length, ValidationError

from roundtable.characters import normalised
from roundtable.sheets.addresses import NotAnAddress, address

LONGEST = 20_000
_bidirectional = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


class ShortEnough(Length):
    """At most so many characters; says how many there are."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: Any, field: Any) -> None:
        typed = len(field.data or "")
        if typed > self.max:
            raise ValidationError(
                f"“{field.label.text}” takes {self.max:,} characters; these are {typed:,}. Shorten it, or send it in "
                "parts."
            )


def prose(typed: str | None) -> str:
    """Text as it was typed, with one kind of line end and without what no database keeps."""
    plain = (typed or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return normalised("NFC", plain).strip()


def name(typed: str | None) -> str:
    """One line, without marks that turn or hide its letters."""
    plain = "".join(
        sign for sign in typed or "" if sign not in _bidirectional and unicodedata.category(sign) != "Cc"
    )
    return " ".join(normalised("NFC", plain).split())


def is_address(_form: Any, field: Any) -> None:
    try:
        field.data = address(field.data)
    except NotAnAddress as reason:
        raise ValidationError(str(reason)) from reason
