"""The parts of what somebody says, and their paragraphs, numbered on from the first part to the last; pure functions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TEXT = "text"
# The part that each kind of submission has.

_BREAK = re.compile(r"\r?\n[^\S\r\n]*\r?\n\s*")


@dataclass(frozen=True)
class Part:
    """Words that stand under one question."""

    name: str
    # "text", "setting" …: by which an excerpt says where its words stand.
    label: str
    text: str

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each paragraph starts and ends, in code points of the part's text."""
        return list(_spans(self.text))

    @property
    def paragraphs(self) -> list[str]:
        return [self.text[starts:ends].replace("\r\n", "\n") for starts, ends in self.spans]


@dataclass(frozen=True)
class NumberedPart:
    """A part and the number of its first paragraph, counted through all parts."""

    part: Part
    first: int


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs are parted where a line is empty; white space around the whole text belongs to none."""
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for gap in _BREAK.finditer(text, begin, end):
        yield begin, gap.start()
        begin = gap.end()
    if begin < end:
        yield begin, end


def numbered(parts: Sequence[Part]) -> list[NumberedPart]:
    """The parts in their order, each with the number of its first paragraph: 1, and on."""
    found, first = [], 1
    for part in parts:
        found.append(NumberedPart(part, first))
        first += len(part.spans)
    return found


def paragraph_at(parts: Sequence[Part], name: str, place: int) -> int | None:
    """The number of the paragraph in which a code point of a part stands; None where there is no such part."""
    for each in numbered(parts):
        if each.part.name == name:
            before = sum(starts <= place for starts, _ in each.part.spans)
            return each.first + max(before - 1, 0)
    return None
