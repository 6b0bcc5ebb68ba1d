"""What one text has that another lacks, as a redline: words struck out, words put in; pure functions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from roundtable.evidence.models import SubmissionVersion

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Mark(StrEnum):
    KEPT = "kept"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Stretch:
    mark: Mark
    words: str


@dataclass(frozen=True)
class ComparedPart:
    """A part of two versions; one of them may lack it."""

    label: str
    stretches: list[Stretch]

    @property
    def is_same(self) -> bool:
        return all(each.mark is Mark.KEPT for each in self.stretches)


def redline(old: str, new: str) -> list[Stretch]:
    """The way from the old text to the new one, word by word, the fewest words changed."""
    return list(_joined(_stretches(_WORD.findall(old), _WORD.findall(new))))


def _stretches(old: list[str], new: list[str]) -> Iterator[Stretch]:
    from rapidfuzz.distance import Indel  # compiled; only this page needs it

    for step in Indel.opcodes(old, new):
        gone, come = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        if step.tag == "equal":
            yield Stretch(Mark.KEPT, "".join(gone))
            continue
        if gone:
            yield Stretch(Mark.OUT, "".join(gone))
        if come:
            yield Stretch(Mark.IN, "".join(come))


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """White space that stands between two changes changes with them: "one two" for "three four" reads as one change."""
    out, come = "", ""
    for each in stretches:
        if each.mark is Mark.KEPT and each.words.isspace() and (out or come) and "\n" not in each.words:
            out, come = out + each.words, come + each.words
        elif each.mark is Mark.KEPT:
            yield from _changed(out, come)
            out = come = ""
            yield each
        elif each.mark is Mark.OUT:
            out += each.words
        else:
            come += each.words
    yield from _changed(out, come)


def _changed(out: str, come: str) -> Iterator[Stretch]:
    both = ""
    while out and come and out[-1] == come[-1] and out[-1].isspace():
        both, out, come = out[-1] + both, out[:-1], come[:-1]
    if out:
        yield Stretch(Mark.OUT, out)
    if come:
        yield Stretch(Mark.IN, come)
    if both:
        yield Stretch(Mark.KEPT, both)


def compared(old: SubmissionVersion, new: SubmissionVersion) -> list[ComparedPart]:
    """Both versions part by part, in the order in which they are read."""
    before, after = ({part.name: part for part in version.parts} for version in (old, new))
    both = {**after, **{name: part for name, part in before.items() if name not in after}}
    return [
        ComparedPart(
            part.label,
            redline(
                before[name].text if name in before else "",
                after[name].text if name in after else "",
            ),
        )
        for name, part in both.items()
    ]
