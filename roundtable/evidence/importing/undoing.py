"""Take an import back, as long as nothing was done with what it brought."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.actions.submissions import lock_call
from roundtable.evidence.likeness import forget
from roundtable.evidence.models import (
    Call,
    Likeness,
    LikenessBand,
    Submission,
    SubmissionImport,
    SubmissionVersion,
)
from roundtable.evidence.queries import WORDS
from roundtable.trail import Actor, record
from roundtable.trail.models import Entry
from roundtable.web.words import count

_ITSELF = frozenset(kind.__tablename__ for kind in (SubmissionVersion, LikenessBand, Likeness))
# What comes and goes with a submission: its versions, and what a comparison made of it.


def rested_on(run: SubmissionImport, most: int = 1_000) -> list[str]:
    """The first of those with which something was done since: read, marked, edited, quoted, withdrawn, asked about."""
    brought = select(Submission.reference).where(Submission.import_id == run.id, _was_used())
    return list(db.session.scalars(brought.order_by(Submission.number).limit(most)))


def _was_used() -> ColumnElement[bool]:
    """Whether the trail tells of a submission, or any record of any room points at it or at a version of it."""
    told = exists().where(
        Entry.subject_kind == Submission.__tablename__,
        Entry.subject_id == Submission.id,
        Entry.verb != "imported",
    )
    decided = exists().where(
        or_(Likeness.submission_id == Submission.id, Likeness.first_id == Submission.id),
        Likeness.verdict.is_not(None),
    )
    condition: ColumnElement[bool] = told | decided | (Submission.current_version > 1)
    for key in _pointing_at(Submission.__tablename__):
        condition |= exists().where(key == Submission.id)
    for key in _pointing_at(SubmissionVersion.__tablename__):
        condition |= exists().where(
            key == SubmissionVersion.id, SubmissionVersion.submission_id == Submission.id
        )
    return condition


def _pointing_at(table: str) -> Iterable[Any]:
    """Each column of any room, seen or not from here, that is a key to the table."""
    for other in db.metadata.tables.values():
        if other.name not in _ITSELF:
            for column in other.columns:
                if any(key.column.table.name == table for key in column.foreign_keys):
                    yield column


def take_back(run: SubmissionImport, *, by: Actor) -> int:
    """Remove what an import brought; gives how many. The file stays to be confirmed again. Numbers are not given again.

    Refuses when something was done with any of it.
    """
    call = lock_call(run.call)
    db.session.refresh(run, with_for_update=True)
    if run.confirmed_at is None:
        raise Refusal("This import was taken back already, or never confirmed. Nothing of it is in the call.")
    if used := rested_on(run):
        raise Refusal(
            f"Something was done with {count(len(used), 'submission')} of this import since, such as {used[0]}: it was "
            "read, marked, edited or withdrawn. Withdraw what should not count, one by one."
        )
    brought = list(db.session.scalars(select(Submission.id).where(Submission.import_id == run.id)))
    WORDS.remove(brought)
    forget(select(Submission.id).where(Submission.import_id == run.id))
    gone = delete(Submission).where(Submission.import_id == run.id)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    fewer = update(Call).where(Call.id == call.id).values(received=Call.received - len(brought))
    db.session.execute(fewer, execution_options={"synchronize_session": False})
    db.session.expire_all()
    run.confirmed_at, run.written = None, 0
    db.session.flush()
    record("taken back", run, by=by, programme_id=call.programme_id, rows=len(brought))
    return len(brought)
