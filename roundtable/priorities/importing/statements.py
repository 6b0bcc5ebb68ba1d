"""The items that a file of votes is about, such as Polis's comments.csv."""

from collections.abc import Iterator
from dataclasses import dataclass

from roundtable.errors import Refusal
from roundtable.sheets import mapping
from roundtable.sheets.mapping import Field
from roundtable.sheets.reading import Sheet

FIELDS = (
    Field("item", "Number of the statement", ("comment-id", "statement id", "id", "number"), required=True),
    Field("text", "Statement", ("comment-body", "comment", "body", "text", "statement"), required=True),
    Field("state", "Moderation", ("moderated", "moderation", "status", "state")),
)
ACCEPTED = frozenset({"1", "accepted", "yes", ""})
REJECTED = frozenset({"-1", "rejected", "no"})
WAITING = frozenset({"0", "waiting", "unmoderated"})


@dataclass(frozen=True)
class Statement:
    """One of the file's items, with what was decided about it: True accepted, False rejected, None waits."""

    number: int
    text: str
    accepted: bool | None


def statements(sheet: Sheet) -> Iterator[Statement]:
    """Every item of the file. Refuses the file where one cannot be read, for votes would be lost with it."""
    columns = mapping.guess(FIELDS, sheet.header)
    mapping.check(columns)
    seen: set[int] = set()
    for row in sheet.rows():
        number, text, state = (cell.strip() for cell in columns.values(row.cells))
        if row.fault:
            raise Refusal(f"Line {row.line} of {sheet.name}: {row.fault}")
        if not number.isascii() or not number.isdecimal() or len(number) > 9:
            raise Refusal(f"Line {row.line} of {sheet.name}: “{number[:40]}” is no number of a statement.")
        if int(number) in seen:
            raise Refusal(f"Line {row.line} of {sheet.name}: the number {number} is there twice.")
        if not text:
            raise Refusal(f"Line {row.line} of {sheet.name}: statement {number} has no words.")
        seen.add(int(number))
        yield Statement(int(number), text, _decided(state.casefold(), sheet.name, row.line))


def _decided(state: str, name: str, line: int) -> bool | None:
    if state in ACCEPTED | REJECTED:
        return state in ACCEPTED
    if state in WAITING:
        return None
    raise Refusal(f"Line {line} of {name}: “{state[:40]}” says nothing of moderation. Write 1, 0 or -1.")
