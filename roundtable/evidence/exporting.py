"""Submissions as a table for people, or as JSON that gives every text back as it came."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.evidence.answers import answers_in
from roundtable.evidence.models import Attachment, Call, FieldType, Submission, SubmissionVersion
from roundtable.evidence.queries import every_question_of
from roundtable.files.models import StoredFile
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


def columns_of(call: Call) -> dict[int, str]:
    """A column for each question of the call, by its number: those that are asked and those that were answered.

    Two that are worded alike are told apart.
    """
    found: dict[int, str] = {}
    for question in db.session.scalars(every_question_of(call)):
        if question.type is FieldType.SECTION or (question.retired_at and not question.answered_at):
            continue
        label, number = question.label, 2
        while label in found.values() or label in HEADER:
            label, number = f"{question.label} ({number})", number + 1
        found[question.id] = label
    return found


def answers_as_kept(version: SubmissionVersion) -> list[dict[str, Any]]:
    """The answers of a version for those who read with a program."""
    return [
        {
            "question": each.question_id,
            "asked": each.asked,
            "type": each.type.value,
            "value": each.value,
            "words": each.words,
        }
        for each in answers_in(version.answers)
    ]


def _names_of_files(call: Call) -> dict[int, dict[int, str]]:
    """For each submission, the names of the files that answer each question for files."""
    found: dict[int, dict[int, str]] = {}
    query = (
        select(Submission.id, Attachment.question, StoredFile.name)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(Submission.call_id == call.id, Attachment.question != "", Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    for submission_id, key, name in db.session.execute(query):
        of, question_id = found.setdefault(submission_id, {}), int(key.removeprefix("q"))
        of[question_id] = f"{of[question_id]}; {name}" if question_id in of else name
    return found


class _Counted:
    """Rows, counted as they pass. With columns, each is for people: a cell for each question, and what is no text
    as the JSON of it. Without, the answers stand at its end as they are kept.
    """

    def __init__(self, call: Call, columns: Mapping[int, str] | None = None) -> None:
        self.call, self.columns, self.number = call, columns, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        files = _names_of_files(self.call) if self.columns else {}
        for submission in submissions_in(self.call):
            self.number += 1
            row = row_of(submission)
            if self.columns is None:
                yield (*row, answers_as_kept(submission.latest))
            else:
                given = {each.question_id: each.cell for each in answers_in(submission.latest.answers)}
                given |= files.get(submission.id, {})
                yield (*map(_cell, row), *(given.get(number, "") for number in self.columns))


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _csv(call: Call, to: IO[bytes]) -> int:
    columns = columns_of(call)
    rows = _Counted(call, columns)
    for chunk in csv_chunks((*HEADER, *columns.values()), rows):
        to.write(chunk)
    return rows.number


def _xlsx(call: Call, to: IO[bytes]) -> int:
    columns = columns_of(call)
    rows = _Counted(call, columns)
    write_xlsx(call.title, (*HEADER, *columns.values()), rows, to=to)
    return rows.number


def _json(call: Call, to: IO[bytes]) -> int:
    """One object: the call, and a list of submissions. Written piece by piece."""
    rows = _Counted(call)
    head = json.dumps({"call": call.slug, "title": call.title}, ensure_ascii=False)
    to.write(f'{head[:-1]}, "submissions": ['.encode())
    between = "\n"
    for row in rows:
        to.write(
            (
                between + json.dumps(dict(zip((*HEADER, "answers"), row, strict=True)), ensure_ascii=False)
            ).encode()
        )
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
