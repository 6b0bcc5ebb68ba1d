"""Words in a survey's cell that say nothing: nobody answered, so there is no evidence."""

from collections.abc import Iterable
from itertools import groupby

NOTHING = (
    "Did not answer",
    "Not answered",
    "No answer",
    "No response",
    "No comment",
    "Not applicable",
    "N/A",
    "NA",
    "n.a.",
    "#N/A",
    "Null",
    "(blank)",
    "Skipped",
    "-",
    "–",
    ".",
    "?",
)
"""What surveys write where nobody answered, as far as nobody says otherwise. "None" and "Nothing" may be answers."""

_around = " \t\r\n\u00a0.,!?*-–—_"


def plain(text: str) -> str:
    """A cell's words as they are compared: one case, one space, no punctuation around them; "..." is "."."""
    words = " ".join(text.casefold().split())
    return words.strip(_around) or "".join(sign for sign, _ in groupby(words) if sign != " ")


class Nothing:
    """Tells cells that say nothing from evidence."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = {plain(word) for word in words} | {""}
        self.longest = max(map(len, self.words)) + 40

    def __call__(self, cell: str) -> bool:
        return not cell or (len(cell) <= self.longest and plain(cell) in self.words) or not cell.strip()
