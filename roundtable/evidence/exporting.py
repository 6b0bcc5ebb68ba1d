"""Submissions as a table for people, or as JSON that gives every text back as it came."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.evidence.models import Call, Submission, SubmissionVersion
from roundtable.sheets.writing import CSV_TYPE, XLSX_TYPE, csv_chunks, write_xlsx
from roundtable.web.words import short_day

HEADER = (
    "reference",
    "kind",
    "text",
    "setting",
    "outcome",
    "cost_and_benefit",
    "contact",
    "needed_by",
    "rests_on",
    "contributor",
    "pseudonym",
    "email",
    "on_behalf_of",
    "group",
    "attribution",
    "basis",
    "source",
    "received",
    "version",
    "beside",
)
_batch = 1_000


def basis_of(name: str, day: date) -> str:
    """On what basis a file's texts may be used, where nobody said it better."""
    return f"Imported from {name} on {short_day(day)}; whoever imported it answers for its use."[:500]


def export(call: Call, form: str, *, to: IO[bytes]) -> int:
    """Write a call's submissions that count (not those withdrawn or set aside), in the order of their numbers; gives how many."""
    return FORMATS[form].write(call, to)


def submissions_in(call: Call) -> Iterator[Submission]:
    """Every submission of a call that counts, a batch at a time."""
    last = 0
    query = (
        select(Submission)
        .where(Submission.call_id == call.id, Submission.stands)
        .options(
            joinedload(Submission.group),
            joinedload(Submission.latest, innerjoin=True).joinedload(SubmissionVersion.cites),
        )
        .order_by(Submission.number)
        .limit(_batch)
    )
    while batch := db.session.scalars(query.where(Submission.number > last)).all():
        last = batch[-1].number
        yield from batch
        for submission in batch:
            db.session.expunge(submission)


def row_of(submission: Submission) -> tuple[Any, ...]:
    """What stands under the header."""
    latest = submission.latest
    return (
        submission.reference,
        submission.kind.value,
        latest.text,
        latest.setting,
        latest.outcome,
        latest.cost_and_benefit,
        latest.contact,
        latest.needed_by,
        latest.cites.key if latest.cites else "",
        submission.contributor,
        submission.pseudonym,
        submission.email or "",
        submission.on_behalf_of,
        submission.group.name if submission.group else "",
        submission.attribution.value,
        submission.consent_basis,
        submission.source.value,
        submission.received_at.isoformat(timespec="seconds"),
        latest.number,
        submission.beside or "",
    )


class _Counted:
    """Rows, counted as they pass. `flat` writes what is no text as the JSON of it, for a cell."""

    def __init__(self, call: Call, *, flat: bool = True) -> None:
        self.call, self.flat, self.number = call, flat, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for submission in submissions_in(self.call):
            self.number += 1
            row = row_of(submission)
            yield tuple(map(_cell, row)) if self.flat else row


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _csv(call: Call, to: IO[bytes]) -> int:
    rows = _Counted(call)
    for chunk in csv_chunks(HEADER, rows):
        to.write(chunk)
    return rows.number


def _xlsx(call: Call, to: IO[bytes]) -> int:
    rows = _Counted(call)
    write_xlsx(call.title, HEADER, rows, to=to)
    return rows.number


def _json(call: Call, to: IO[bytes]) -> int:
    """One object: the call, and a list of submissions. Written piece by piece."""
    rows = _Counted(call, flat=False)
    head = json.dumps({"call": call.slug, "title": call.title}, ensure_ascii=False)
    to.write(f'{head[:-1]}, "submissions": ['.encode())
    between = "\n"
    for row in rows:
        to.write((between + json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False)).encode())
        between = ",\n"
    to.write(b"\n]}\n")
    return rows.number


class Format:
    """A way to write submissions."""

    def __init__(self, write: Callable[[Call, IO[bytes]], int], media_type: str) -> None:
        self.write, self.media_type = write, media_type


FORMATS = {
    "csv": Format(_csv, CSV_TYPE),
    "xlsx": Format(_xlsx, XLSX_TYPE),
    "json": Format(_json, "application/json; charset=utf-8"),
}
