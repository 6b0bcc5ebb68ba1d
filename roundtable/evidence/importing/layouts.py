"""A workbook that describes another file: which column asks what, as government departments send with an export.

It has a sheet for each sort of question (demographic, multiple choice, open, and hybrid: an open question with a closed
one beside it). Under a heading "Column ID" each row names a column of the export by its letters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from roundtable.errors import Refusal
from roundtable.sheets.reading import Sheet

_letters = re.compile(r"[A-Z]{1,3}")


class Sort(StrEnum):
    DEMOGRAPHIC = "demographic"
    OPEN = "open"
    HYBRID = "hybrid"
    CLOSED = "multiple choice"


@dataclass(frozen=True)
class Question:
    """What a column of the export asks. `beside` is the column of the closed question that belongs to an open one."""

    column: str
    sort: Sort
    title: str
    number: str = ""
    beside: str = ""

    @property
    def place(self) -> int:
        """Where its column stands, from 0."""
        return place_of_letters(self.column)


@dataclass(frozen=True)
class Layout:
    """What a form says of an export."""

    name: str
    questions: tuple[Question, ...]

    @property
    def texts(self) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if each.sort in (Sort.OPEN, Sort.HYBRID))


@dataclass
class Applied:
    """A form as it fits one file: the names of the columns with words and with closed answers, and what they ask."""

    texts: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    # Columns that the form names and the file does not have.


def place_of_letters(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def is_layout(name: str, content: bytes) -> bool:
    """Whether a file is such a form, and no export."""
    if not name.lower().endswith(".xlsx") or not content.startswith(b"PK\x03\x04"):
        return False
    return bool(_questions(name, content))


def read_layout(name: str, content: bytes) -> Layout:
    """What the form says. Refuses a workbook that is none."""
    found = _questions(name, content) if name.lower().endswith(".xlsx") else []
    if not found:
        raise Refusal(
            f"{name} does not describe the columns of a file: it has no sheet with a heading “Column ID” and rows below "
            "it that begin with a column’s letters, such as A or AC. Leave it out and match the columns by hand.",
            field="layout",
        )
    return Layout(name, tuple(found))


def apply(layout: Layout, sheet: Sheet) -> Applied:
    """What the form says, by the names of this file's columns. Refuses a form of which no column is in the file."""
    applied = Applied()
    for question in layout.questions:
        for letters, holds_words in (
            (question.column, question.sort in (Sort.OPEN, Sort.HYBRID)),
            (question.beside, False),
        ):
            if not letters:
                continue
            place = place_of_letters(letters)
            if place >= len(sheet.header):
                applied.lacking.append(letters)
                continue
            column = sheet.header[place]
            into = applied.texts if holds_words else applied.answers
            if column not in applied.texts and column not in applied.answers:
                into.append(column)
            if letters == question.column:
                applied.titles[column] = question.title
    if not applied.texts and not applied.answers:
        raise Refusal(
            f"{layout.name} describes another file: it names the columns {', '.join(applied.lacking[:10])}, and "
            f"{sheet.name} has {len(sheet.header)} columns.",
            field="layout",
        )
    return applied


def _questions(name: str, content: bytes) -> list[Question]:
    from roundtable.sheets.workbook import every_sheet  # loads calamine, which only an import needs

    return [
        question
        for title, rows in every_sheet(name, content).items()
        if len(rows) <= 2_000
        for question in _in_sheet(title, rows)
    ]


def _in_sheet(title: str, rows: Sequence[list[str]]) -> list[Question]:
    sort = next((each for each in Sort if title.casefold().startswith(each.value.split()[0])), None)
    heading = next((n for n, row in enumerate(rows) if row and _folded(row[0]).startswith("column id")), None)
    if sort is None or heading is None:
        return []
    headings = [_folded(cell) for cell in rows[heading]]
    numbered = len(headings) > 1 and headings[1] == "number"
    found = []
    for row in rows[heading + 1 :]:
        cells = [*(" ".join(cell.split()) for cell in row), "", "", ""]
        if not _letters.fullmatch(cells[0]):
            continue
        found.append(
            Question(
                column=cells[0],
                sort=sort,
                title=cells[2] if numbered else cells[1],
                number=cells[1] if numbered else "",
                beside=cells[3] if sort is Sort.HYBRID and _letters.fullmatch(cells[3]) else "",
            )
        )
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
