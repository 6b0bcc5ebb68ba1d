"""Find letters."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from roundtable.db import Record, db
from roundtable.mail.models import Address, Letter, LetterTemplate, Outcome, State

_OPEN = and_(Letter.outcome.is_(None), Letter.dropped_at.is_(None))
# The same, as the indices of what is in hand and of what was stopped say it: SQLite would take that of all states.
_UNSETTLED = and_(Letter.settled_at.is_(None), Letter.dropped_at.is_(None))

# A letter is dropped before it leaves and has an outcome after; never both. Said so that the index can be used.
_IN_STATE: dict[State, ColumnElement[bool]] = {
    State.WAITING: and_(_OPEN, Letter.approved_at.is_(None), Letter.stopped_at.is_(None)),
    State.STOPPED: and_(_UNSETTLED, Letter.approved_at.is_(None), Letter.stopped_at.is_not(None)),
    State.APPROVED: and_(_OPEN, Letter.approved_at.is_not(None), Letter.handed_over_at.is_(None)),
    State.SENDING: and_(_UNSETTLED, Letter.approved_at.is_not(None), Letter.handed_over_at.is_not(None)),
    State.SENT: and_(Letter.outcome == Outcome.SENT, Letter.dropped_at.is_(None)),
    State.KEPT: and_(Letter.outcome == Outcome.KEPT, Letter.dropped_at.is_(None)),
    State.FAILED: and_(Letter.outcome == Outcome.FAILED, Letter.dropped_at.is_(None)),
    State.BOUNCED: and_(Letter.outcome == Outcome.BOUNCED, Letter.dropped_at.is_(None)),
    State.UNKNOWN: and_(Letter.outcome == Outcome.UNKNOWN, Letter.dropped_at.is_(None)),
    State.DROPPED: and_(Letter.outcome.is_(None), Letter.dropped_at.is_not(None)),
}

_TROUBLE = {
    State.FAILED: Outcome.FAILED,
    State.BOUNCED: Outcome.BOUNCED,
    State.UNKNOWN: Outcome.UNKNOWN,
}

COUNTED = 1_000
"""How far letters are counted in each state; beyond that there are "more than"."""


def in_programme(programme_id: int) -> Select[Letter]:
    """The letters of a programme that may be shown, newest first. Account letters are never among them."""
    return (
        select(Letter)
        .where(Letter.programme_id == programme_id, Letter.secret.is_(False))
        .order_by(Letter.id.desc())
    )


def in_states(letters: Select[Letter], states: Iterable[State]) -> Select[Letter]:
    """Those that stand in one of these."""
    wanted = frozenset(states)
    if wanted == {State.APPROVED, State.SENDING}:
        return letters.where(_OPEN, Letter.approved_at.is_not(None))
    if wanted and wanted <= _TROUBLE.keys():
        few = letters.where(
            Letter.outcome.in_([_TROUBLE[state] for state in wanted]), Letter.dropped_at.is_(None)
        )
        return few.order_by(None).order_by((Letter.id + 0).desc())  # sort these, do not walk through all
    return letters.where(or_(*[_IN_STATE[state] for state in wanted]))


def to(letters: Select[Letter], words: str) -> Select[Letter]:
    """Those whose recipient's name or address has these words in it."""
    return letters.where(
        Letter.to_name.icontains(words, autoescape=True) | Letter.to_email.icontains(words, autoescape=True)
    )


def addresses(emails: Iterable[str]) -> dict[str, Address]:
    """What is known of these mailboxes, by their address in lower case; nothing of most."""
    keys = {email.lower() for email in emails}
    found = db.session.scalars(select(Address).where(Address.email_key.in_(keys)))
    return {address.email_key: address for address in found}


def has_left_bulk(email: str) -> bool:
    """Whether bulk letters to this address have ended."""
    found = addresses([email]).get(email.lower())
    return found is not None and found.bulk_ended_at is not None


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


def waiting_about(subjects: Select[int], kind: type[Record], *, programme_id: int) -> Select[int]:
    """How many letters of a programme about any of these records wait for approval."""
    return select(func.count(Letter.id)).where(
        Letter.programme_id == programme_id,
        Letter.subject_kind == kind.__tablename__,
        Letter.subject_id.in_(subjects),
        _OPEN,
        Letter.approved_at.is_(None),
    )


def kinds_in(programme_id: int, kinds: Sequence[str]) -> list[str]:
    """Those of these kinds of which the programme has letters, in one query."""
    if not kinds:
        return []
    of_programme = exists().where(Letter.programme_id == programme_id, Letter.secret.is_(False))
    there = db.session.execute(select(*[of_programme.where(Letter.kind == kind) for kind in kinds])).one()
    return [kind for kind, found in zip(kinds, there, strict=True) if found]


def count_by_state(letters: Select[Letter]) -> dict[State, int]:
    """How many of them stand where, in one query, each counted as far as COUNTED.

    For letters that an index narrows; of others, `count_all_by_state` looks at each but once.
    """
    counted = [
        select(func.count())
        .select_from(
            letters.where(condition).order_by(None).with_only_columns(Letter.id).limit(COUNTED).subquery()
        )
        .scalar_subquery()
        for condition in _IN_STATE.values()
    ]
    return dict(zip(_IN_STATE, db.session.execute(select(*counted)).one(), strict=True))


def count_all_by_state(letters: Select[Letter]) -> dict[State, int]:
    """How many of them stand where, all counted, in one walk through them."""
    state = case(*((condition, name.value) for name, condition in _IN_STATE.items())).label("state")
    rows = db.session.execute(letters.order_by(None).with_only_columns(state, func.count()).group_by("state"))
    return dict.fromkeys(State, 0) | {State(value): number for value, number in rows if value}


def templates(programme_id: int) -> Select[LetterTemplate]:
    """What a programme's organisers have put in their own words."""
    return select(LetterTemplate).where(LetterTemplate.programme_id == programme_id)


def template(programme_id: int, kind: str) -> Select[LetterTemplate]:
    """Their words for one kind of letter."""
    return templates(programme_id).where(LetterTemplate.kind == kind)
