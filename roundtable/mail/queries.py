"""Find letters."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from roundtable.db import Record, db
from roundtable.mail.models import Letter, Outcome, State

_OPEN = and_(Letter.dropped_at.is_(None), Letter.settled_at.is_(None))

_IN_STATE: dict[State, ColumnElement[bool]] = {
    State.WAITING: and_(_OPEN, Letter.approved_at.is_(None)),
    State.APPROVED: and_(_OPEN, Letter.approved_at.is_not(None), Letter.handed_over_at.is_(None)),
    State.SENDING: and_(_OPEN, Letter.handed_over_at.is_not(None)),
    State.SENT: and_(Letter.dropped_at.is_(None), Letter.outcome == Outcome.SENT),
    State.KEPT: and_(Letter.dropped_at.is_(None), Letter.outcome == Outcome.KEPT),
    State.FAILED: and_(Letter.dropped_at.is_(None), Letter.outcome == Outcome.FAILED),
    State.UNKNOWN: and_(Letter.dropped_at.is_(None), Letter.outcome == Outcome.UNKNOWN),
    State.DROPPED: Letter.dropped_at.is_not(None),
}


def in_programme(programme_id: int) -> Select[Letter]:
    """The letters of a programme that may be shown, newest first. Account letters are never among them."""
    return (
        select(Letter)
        .where(Letter.programme_id == programme_id, Letter.secret.is_(False))
        .order_by(Letter.id.desc())
    )


def in_states(letters: Select[Letter], states: Iterable[State]) -> Select[Letter]:
    """Those that stand in one of these."""
    return letters.where(or_(*[_IN_STATE[state] for state in states]))


def to(letters: Select[Letter], words: str) -> Select[Letter]:
    """Those whose recipient's name or address has these words in it."""
    return letters.where(
        Letter.to_name.icontains(words, autoescape=True) | Letter.to_email.icontains(words, autoescape=True)
    )


def about(subject: Record) -> Select[Letter]:
    """What was written about a record, newest first."""
    return (
        select(Letter)
        .where(
            Letter.subject_kind == subject.__tablename__,
            Letter.subject_id == subject.id,
            Letter.secret.is_(False),
        )
        .order_by(Letter.id.desc())
    )


def to_person(person_id: int) -> Select[Letter]:
    """What was written to a person of the register, newest first."""
    return (
        select(Letter)
        .where(Letter.person_id == person_id, Letter.secret.is_(False))
        .order_by(Letter.id.desc())
    )


def kinds_in(programme_id: int) -> Select[str]:
    """The kinds of letter that a programme has."""
    return (
        select(Letter.kind)
        .where(Letter.programme_id == programme_id, Letter.secret.is_(False))
        .distinct()
        .order_by(Letter.kind)
    )


def count_by_state(letters: Select[Letter]) -> dict[State, int]:
    """How many of them stand where, in one query."""
    columns = [func.count().filter(condition) for condition in _IN_STATE.values()]
    numbers = db.session.execute(letters.order_by(None).with_only_columns(*columns)).one()
    return dict(zip(_IN_STATE, numbers, strict=True))
