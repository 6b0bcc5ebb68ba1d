"""Codings as a table (a row for each, or a column for each theme) or as JSON that can be imported elsewhere.

What was withdrawn, set aside or unmarked is in none of them. Names and addresses are in none either: a contributor is
their pseudonym and group, and their organisation where it may be said.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from roundtable.db import db
from roundtable.evidence.models import Attribution, Call, Submission, SubmissionVersion
from roundtable.sheets.writing import CSV_TYPE, XLSX_TYPE, csv_chunks, write_xlsx
from roundtable.themes import queries
from roundtable.themes.coding import place_of
from roundtable.themes.importing.sheets import LEVELS_PARTED
from roundtable.themes.models import Coding, Excerpt, Theme

SUBMISSION = (
    "submission",
    "kind",
    "text",
    "setting",
    "outcome",
    "cost_and_benefit",
    "contributor",
    "on_behalf_of",
    "group",
    "attribution",
)
CODING = ("theme", "below", "part", "starts", "ends", "words", "memo", "coder", "coded_at")
SAID_FOR = (Attribution.NAMED, Attribution.ORGANISATION)
# Who agreed to one of these agreed to the name of their organisation.
_at_once = 500


@dataclass(frozen=True)
class Coded:
    """A submission that counts, as it stands, with its codings in the order of its words."""

    submission: Submission
    codings: list[dict[str, Any]]

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands under SUBMISSION."""
        latest, group = self.submission.latest, self.submission.group
        return (
            self.submission.reference,
            self.submission.kind.value,
            latest.text,
            latest.setting,
            latest.outcome,
            latest.cost_and_benefit,
            self.submission.pseudonym,
            self.submission.on_behalf_of if self.submission.attribution in SAID_FOR else "",
            group.name if group else "",
            self.submission.attribution.value,
        )


class Book:
    """The codebook by its numbers: each theme with the names above it."""

    def __init__(self, call: Call) -> None:
        self.themes = {theme.id: theme for theme in db.session.scalars(queries.of(call.programme))}
        tree = queries.tree(call.programme_id)
        self.above = {
            number: [self.themes[each].name for each in reversed(tree.above(number))]
            for number in self.themes
        }
        order = [branch.theme.id for branch in queries.codebook(call.programme)]
        self.order = [*order, *(number for number in self.themes if number not in set(order))]

    def path(self, number: int) -> str:
        return LEVELS_PARTED.join([*self.above[number], self.themes[number].name])

    def entry(self, theme: Theme) -> dict[str, Any]:
        return {
            "name": theme.name,
            "above": self.above[theme.id],
            "description": theme.description,
            "colour": theme.colour,
        }


def coded(call: Call, book: Book) -> Iterator[Coded]:
    """Every submission of a call that counts, with what was coded of it, a few hundred at a time."""
    last = 0
    query = (
        select(Submission)
        .where(Submission.call_id == call.id, Submission.stands)
        .options(joinedload(Submission.group), joinedload(Submission.latest, innerjoin=True))
        .order_by(Submission.number)
        .limit(_at_once)
    )
    while batch := db.session.scalars(query.where(Submission.number > last)).all():
        last = batch[-1].number
        codings = _codings([each.id for each in batch], book)
        for submission in batch:
            yield Coded(submission, codings.get(submission.id, []))


def _codings(submissions: Sequence[int], book: Book) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(Coding)
        .join(Coding.excerpt)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(SubmissionVersion.submission_id.in_(submissions), Excerpt.removed_at.is_(None))
        .options(
            joinedload(Coding.account),
            contains_eager(Coding.excerpt)
            .contains_eager(Excerpt.version)
            .contains_eager(SubmissionVersion.submission)
            .joinedload(Submission.latest),
        )
        .order_by(Excerpt.part, Excerpt.starts, Excerpt.ends, Coding.theme_id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for coding in db.session.scalars(query):
        submission = coding.excerpt.version.submission
        found.setdefault(submission.id, []).append(_coding(coding, submission, book))
    return found


def _coding(coding: Coding, submission: Submission, book: Book) -> dict[str, Any]:
    """A coding as CODING has it, by the words as they stand now; without a place where they are gone."""
    excerpt = coding.excerpt
    place = place_of(excerpt, submission.latest)
    return {
        "theme": book.themes[coding.theme_id].name,
        "below": LEVELS_PARTED.join(book.above[coding.theme_id]),
        "part": excerpt.part,
        "starts": place[0] if place else None,
        "ends": place[1] if place else None,
        "words": excerpt.words,
        "memo": excerpt.memo,
        "coder": coding.coder or (coding.account.shown_name if coding.account else ""),
        "coded_at": coding.created_at.isoformat(timespec="seconds"),
        "theme_id": coding.theme_id,
    }


def export(call: Call, form: str, *, wide: bool = False, to: IO[bytes]) -> int:
    """Write what was coded in a call; gives how many codings there are."""
    book, counted = Book(call), _Counted()
    if form == "json":
        _json(call, book, counted, to)
    else:
        header = (*SUBMISSION, *map(book.path, book.order)) if wide else (*SUBMISSION, *CODING)
        rows = _wide(call, book, counted) if wide else _long(call, book, counted)
        _TABLES[form](call.title, header, rows, to)
    return counted.number


class _Counted:
    number = 0


def _long(call: Call, book: Book, counted: _Counted) -> Iterator[tuple[Any, ...]]:
    for each in coded(call, book):
        for coding in each.codings:
            counted.number += 1
            yield (*each.cells, *(coding[name] for name in CODING))


def _wide(call: Call, book: Book, counted: _Counted) -> Iterator[tuple[Any, ...]]:
    for each in coded(call, book):
        spoken = {coding["theme_id"] for coding in each.codings}
        counted.number += len(each.codings)
        yield (*each.cells, *(int(number in spoken) for number in book.order))


def _json(call: Call, book: Book, counted: _Counted, to: IO[bytes]) -> None:
    """One object; its submissions are written piece by piece, their codings kept for the end."""
    themes = [book.entry(book.themes[number]) for number in book.order]
    head = json.dumps({"call": call.slug, "title": call.title, "themes": themes}, ensure_ascii=False)
    to.write(f'{head[:-1]}, "submissions": ['.encode())
    codings, between = [], "\n"
    for each in coded(call, book):
        said = dict(zip(SUBMISSION, each.cells, strict=True))
        to.write((between + json.dumps(said, ensure_ascii=False)).encode("utf-8", "replace"))
        between = ",\n"
        for coding in each.codings:
            counted.number += 1
            kept = {name: coding[name] for name in CODING if name != "below"}
            codings.append(
                {"submission": each.submission.reference, "above": book.above[coding["theme_id"]], **kept}
            )
    rows = ",\n".join(json.dumps(coding, ensure_ascii=False) for coding in codings)
    to.write(f'\n], "codings": [\n{rows}\n]}}\n'.encode("utf-8", "replace"))


def _csv(_title: str, header: Sequence[str], rows: Iterator[tuple[Any, ...]], to: IO[bytes]) -> None:
    for chunk in csv_chunks(header, rows):
        to.write(chunk)


def _xlsx(title: str, header: Sequence[str], rows: Iterator[tuple[Any, ...]], to: IO[bytes]) -> None:
    write_xlsx(title, header, rows, to=to)


_TABLES: dict[str, Callable[..., None]] = {"csv": _csv, "xlsx": _xlsx}
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "json": "application/json; charset=utf-8"}
