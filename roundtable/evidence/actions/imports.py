"""Take in submissions from a file."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, update

from roundtable import clock
from roundtable.db import db, insert_many
from roundtable.evidence.actions.submissions import lock_call, reference_of, searched
from roundtable.evidence.importing.lines import Incoming
from roundtable.evidence.models import Call, Source, Submission, SubmissionVersion
from roundtable.evidence.numbering import take_numbers
from roundtable.evidence.queries import WORDS
from roundtable.programmes.models import Programme
from roundtable.sheets.preview import Line, Verdict
from roundtable.stakeholders.models import Person, Stake
from roundtable.trail import Actor, record, record_many

_at_once = 2_000


def take_in(lines: Iterable[Line], call: Call, *, by: Actor, import_id: int | None = None) -> int:
    """Receive the new lines of a file, in their order; gives how many there were.

    A line that the call has already is left out, also when two import the same file at once. No receipts are written:
    it was not the contributors who did this. An open call is not asked for.
    """
    lock_call(call)
    known = set(
        db.session.scalars(
            select(Submission.import_key).where(
                Submission.call_id == call.id, Submission.import_key.is_not(None)
            )
        )
    )
    new = (line.values for line in lines if line.verdict is Verdict.NEW and line.values.key not in known)
    taken = 0
    while batch := list(islice(new, _at_once)):
        _write(batch, call, import_id, by=by)
        taken += len(batch)
    if taken:
        raised = update(Call).where(Call.id == call.id).values(received=Call.received + taken)
        db.session.execute(raised, execution_options={"synchronize_session": False})
        record("imported submissions", call, by=by, rows=taken)
    return taken


def _write(batch: Sequence[Incoming], call: Call, import_id: int | None, *, by: Actor) -> None:
    now = clock.now()
    code = db.session.scalars(select(Programme.code).where(Programme.id == call.programme_id)).one()
    numbers = take_numbers(call.programme_id, len(batch))
    people = _people(batch, call.programme_id)
    rows = [
        {
            **_row(incoming, number, code),
            "programme_id": call.programme_id,
            "call_id": call.id,
            "person_id": people.get((incoming.email or "").lower()),
            "import_id": import_id,
            "received_at": now,
        }
        for incoming, number in zip(batch, numbers, strict=True)
    ]
    returned = db.session.execute(insert(Submission).returning(Submission.id, Submission.import_key), rows)
    ids = {key: number for number, key in returned}
    insert_many(
        SubmissionVersion,
        [
            {"submission_id": ids[incoming.key], "number": 1, "created_at": now, **asdict(incoming.said)}
            for incoming in batch
        ],
    )
    WORDS.put(
        (ids[incoming.key], searched(row["reference"], incoming, incoming.said))
        for row, incoming in zip(rows, batch, strict=True)
    )
    with_person = {ids[row["import_key"]]: row["person_id"] for row in rows if row["person_id"]}
    record_many(
        "imported", Submission, ids.values(), by=by, programme_id=call.programme_id, people=with_person
    )


def _row(incoming: Incoming, number: int, code: str) -> dict[str, Any]:
    return {
        "number": number,
        "reference": reference_of(code, number),
        "kind": incoming.kind,
        "pseudonym": incoming.pseudonym,
        "contributor": incoming.contributor,
        "email": incoming.email,
        "group_id": incoming.group_id,
        "on_behalf_of": incoming.on_behalf_of,
        "attribution": incoming.attribution,
        "consent_basis": incoming.basis,
        "beside": incoming.beside,
        "import_key": incoming.key,
        "source": Source.IMPORT,
        "link_number": 0,
        "current_version": 1,
    }


def _people(batch: Sequence[Incoming], programme_id: int) -> dict[str, int]:
    """The person of each address that exactly one stakeholder of the programme has."""
    keys = sorted({incoming.email.lower() for incoming in batch if incoming.email})
    query = (
        select(Person.email_key, func.min(Person.id))
        .join(Stake)
        .where(Stake.programme_id == programme_id, Person.email_key.in_(keys))
        .group_by(Person.email_key)
        .having(func.count(Person.id) == 1)
    )
    return {key: number for key, number in db.session.execute(query) if key} if keys else {}
