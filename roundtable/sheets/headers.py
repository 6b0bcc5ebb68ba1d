"""Where the names of the columns stand: not always in the first row, and not always in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LOOKED_AT = 12
"""Rows from the top among which the names are looked for."""

_number = re.compile(
    r"(?:ident|q|question|col|column|field|var|variable|item)[ _.-]?\d+(?:[._-]\w+)*", re.IGNORECASE
)
_open_ended = frozenset({"response", "open-ended response", "other (please specify)"})


@dataclass(frozen=True)
class Header:
    """The names of the columns, the line that they stand in, the last line above the rows, and what to say of it."""

    line: int
    cells: list[str]
    last_line: int
    warning: str = ""


Raw = tuple[int, list[str]]


def header_in(rows: Sequence[Raw], *, at: int = 0, lines: int = 1) -> Header | None:
    """The header among the first rows, of which none is empty; None where there is no row.

    `at` and `lines` are where somebody says that it stands; otherwise these are known: a title above the table,
    numbers of questions with the questions below them (Citizen Space, Qualtrics), and questions with their options
    below them (SurveyMonkey).
    """
    if at:
        return _said(rows, at, lines)
    if not rows:
        return None
    place = _below_titles(rows)
    line, cells = rows[place]
    following = rows[place + 1 : place + 3]
    if following and _are_numbers(cells) and (found := _questions_below(cells, following)):
        return found
    if following and _has_options_below(cells, following[0][1]):
        return Header(
            line,
            joined(cells, following[0][1]),
            following[0][0],
            f"The names of the columns were read from lines {line} and {following[0][0]}.",
        )
    warning = f"The names of the columns were read from line {line}, below a title." if place else ""
    return Header(line, cells, line, warning)


def joined(above: list[str], below: list[str]) -> list[str]:
    """Names of two rows in one: a question that stands over several columns, and each column's own part of it."""
    names, question = [], ""
    for place in range(max(len(above), len(below))):
        upper = above[place].strip() if place < len(above) else ""
        lower = below[place].strip() if place < len(below) else ""
        question = upper or question
        own = "" if lower.casefold() in _open_ended and upper else lower
        names.append(": ".join(filter(None, (upper or (question if own else ""), own))))
    return names


def _said(rows: Sequence[Raw], at: int, lines: int) -> Header | None:
    found = [row for row in rows if row[0] >= at][:lines]
    if not found:
        return None
    cells = found[0][1] if len(found) == 1 else joined(found[0][1], found[1][1])
    return Header(found[0][0], cells, found[-1][0])


def _below_titles(rows: Sequence[Raw]) -> int:
    """How many rows hold a title: one cell of several filled, and below it a row with three or more."""
    for place, (_, cells) in enumerate(rows):
        filled = sum(bool(cell.strip()) for cell in cells)
        if filled > 1 or len(cells) < 3 or (place == 0 and not cells[0].strip()):
            return place if place < len(rows) - 1 and (filled >= 3 or place == 0) else 0
    return 0


def _are_numbers(cells: list[str]) -> bool:
    named = [cell.strip() for cell in cells if cell.strip()]
    return len(named) > 1 and sum(bool(_number.fullmatch(name)) for name in named) * 2 >= len(named)


def _questions_below(numbers: list[str], rows: Sequence[Raw]) -> Header | None:
    line, questions = rows[0]
    named = [cell.strip() for cell in questions if cell.strip()]
    by_import_id = len(rows) > 1 and any(cell.startswith('{"ImportId"') for cell in rows[1][1])
    asks = sum(name.endswith(("?", ":")) for name in named) * 3 >= len(named)
    if not named or len(set(named)) < len(named) or not (by_import_id or asks):
        return None
    cells = [
        (questions[place].strip() if place < len(questions) else "") or number
        for place, number in enumerate(numbers)
    ]
    last = rows[1][0] if by_import_id else line
    return Header(line, cells, last, f"The names of the columns were read from line {line}, the questions.")


def _has_options_below(questions: list[str], options: list[str]) -> bool:
    known = any(option.strip().casefold() in _open_ended for option in options)
    return (
        known
        and any(
            not question.strip() and option.strip()
            for question, option in zip(questions, options, strict=False)
        )
    ) or (known and sum(option.strip().casefold() in _open_ended for option in options) > 1)
