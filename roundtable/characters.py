"""Text in one of Unicode's forms, in a time that grows with its length and no faster.

Normalising sorts the marks on a sign, and as Python does it, twice as many marks take four times as long: two
megabytes of them would take an hour. So no sign keeps more than MOST_MARKS, which is more than any language puts on
one (UAX 15, "stream-safe").
"""

import unicodedata
from typing import Literal

MOST_MARKS = 30
SHORT = 500
# Characters that may all be marks: their sorting takes no time.
_SPLITS = frozenset("\u0f73\u0f75\u0f77\u0f79\u0f81")
# Vowel signs that say they are no marks and come apart into some.


def normalised(form: Literal["NFC", "NFKD"], text: str) -> str:
    """The text in that form, without the marks that are too many."""
    return unicodedata.normalize(form, text if len(text) <= SHORT or text.isascii() else _thinned(text))


def _thinned(text: str) -> str:
    marks, too_many = 0, []
    for place, sign in enumerate(text):
        if sign > "\u02ff" and (unicodedata.combining(sign) or sign in _SPLITS):
            marks += 1
            if marks > MOST_MARKS:
                too_many.append(place)
        else:
            marks = 0
    if not too_many:
        return text
    left_out = set(too_many)
    return "".join(sign for place, sign in enumerate(text) if place not in left_out)
