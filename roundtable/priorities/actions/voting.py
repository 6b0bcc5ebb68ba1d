"""Cast votes, change them, declare an interest, and be done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from roundtable import clock
from roundtable.db import db, insert_many
from roundtable.errors import Refusal
from roundtable.priorities import queries
from roundtable.priorities.models import (
    Answer,
    Criterion,
    Item,
    Method,
    Participant,
    Place,
    PriorityRound,
    Vote,
)
from roundtable.trail import Actor, record, record_many

RANGES = {
    Criterion.IMPORTANCE: (1, 9),
    Criterion.FEASIBILITY: (1, 9),
    Criterion.AGREEMENT: (-1, 1),
}


_ITEMS: Any = Item.__table__
_VOTES: Any = Vote.__table__
_PEOPLE: Any = Participant.__table__
# Written once, on the tables: these run for each tap of a full room, and making them cost more than running them.
_ACCEPTED = select(_ITEMS.c.id).where(
    _ITEMS.c.round_id == bindparam("round"),
    _ITEMS.c.accepted_at.is_not(None),
    _ITEMS.c.id.in_(bindparam("wanted", expanding=True)),
)
_HELD = select(_PEOPLE.c.id).where(_PEOPLE.c.id == bindparam("participant")).with_for_update()
_BEFORE = select(_VOTES.c.id, _VOTES.c.item_id, _VOTES.c.criterion, _VOTES.c.answer, _VOTES.c.value).where(
    _VOTES.c.participant_id == bindparam("participant"), _VOTES.c.replaced_at.is_(None)
)

_VOTED = (
    update(_PEOPLE)
    .where(_PEOPLE.c.id == bindparam("participant"))
    .values(voted_at=bindparam("now"), place=bindparam("at"))
)


@dataclass(frozen=True)
class Said:
    """One answer to one item by one criterion; only what is rated has a value."""

    item_id: int
    criterion: Criterion
    answer: Answer
    value: int | None = None


class _Before(NamedTuple):
    """What was said of an item until now."""

    id: int
    answer: Answer
    value: int | None


def cast(
    participant: Participant,
    said: Iterable[Said],
    *,
    by: Actor,
    place: Place | None = None,
    at: datetime | None = None,
) -> int:
    """Note what a participant says now. An answer that they gave before is replaced, and kept with its time; the same
    again changes nothing. Refuses all of it where one cannot be taken. Gives how many answers are new.
    """
    round, now = participant.round, at or clock.now()
    if participant.withdrawn_at is not None:
        raise Refusal("This vote was taken out of the round.")
    if not round.is_open(clock.now()):
        raise Refusal("The round takes no votes now; what you had said stays.")
    answers = list(said)
    _refuse_unfit(round, answers)
    # Of two presses at once the second waits here.
    db.session.execute(_HELD, {"participant": participant.id})
    before = {
        (item, criterion): _Before(number, answer, value)
        for number, item, criterion, answer, value in db.session.execute(
            _BEFORE, {"participant": participant.id}
        )
    }
    changed = [one for one in answers if _differs(before.get((one.item_id, one.criterion)), one)]
    _refuse_sums(participant, changed)
    if changed:
        _replace([before[key] for one in changed if (key := (one.item_id, one.criterion)) in before], now)
        insert_many(Vote, [_row(participant, one, now) for one in changed])
        _note_when(participant, now, place or participant.place)
        voter = {participant.id: participant.person_id} if participant.person_id else None
        record_many(
            "voted", Participant, [participant.id], by=by, programme_id=round.programme_id, people=voter
        )
    return len(changed)


def declare(participant: Participant, interests: str, *, by: Actor) -> None:
    """Declare an interest, or with no words that there is none."""
    if participant.interests != interests.strip():
        participant.interests, participant.declared_at = interests.strip()[:2000], clock.now()
        db.session.flush()
        record("declared interests", participant, by=by, programme_id=participant.round.programme_id)


def finish(participant: Participant, *, by: Actor) -> None:
    """Say that one is done. Everything can be changed until the round closes."""
    if participant.finished_at is None:
        participant.finished_at = clock.now()
        db.session.flush()
        record("finished voting", participant, by=by, programme_id=participant.round.programme_id)


def refuse_value(round: PriorityRound, criterion: Criterion, value: int | None) -> None:
    """Refuse a value that the criterion does not have."""
    low, high = RANGES.get(criterion, (0 if criterion is Criterion.DOTS else 1, round.most))
    if value is None or not low <= value <= high:
        raise Refusal(f"{criterion.value.capitalize()} is given as a whole number from {low} to {high}.")


def _refuse_unfit(round: PriorityRound, answers: list[Said]) -> None:
    wanted = {one.item_id for one in answers}
    if wanted - set(db.session.scalars(_ACCEPTED, {"round": round.id, "wanted": list(wanted)})):
        raise Refusal(
            "One of these was taken out of the vote meanwhile. Reload the page and go on with the others."
        )
    for one in answers:
        if one.criterion not in round.criteria:
            raise Refusal(f"This round does not ask for {one.criterion.value}.")
        if one.answer is Answer.RATED:
            refuse_value(round, one.criterion, one.value)


def _refuse_sums(participant: Participant, changed: list[Said]) -> None:
    """Dots are spent once, and a rank is given once, among the items that are voted on."""
    round = participant.round
    if round.method not in (Method.DOTS, Method.RANKING, Method.GROUP_RANKING):
        return
    counting = db.session.scalars(queries.counting_votes(participant))
    values = {(vote.item_id, vote.criterion): vote.value for vote in counting if vote.value is not None}
    for one in changed:
        values.pop((one.item_id, one.criterion), None)
        if one.value is not None:
            values[one.item_id, one.criterion] = one.value
    if round.method is Method.DOTS:
        if sum(values.values()) > round.most:
            raise Refusal(f"You have {round.most} dots and gave {sum(values.values())}. Take some away.")
        return
    twice = sorted(rank for rank, times in Counter(values.values()).items() if times > 1)
    if twice:
        raise Refusal(f"Rank {twice[0]} is given twice. Give each rank to one item.")


def _differs(before: _Before | None, one: Said) -> bool:
    """Whether it says something else than the last time. Who never answered and answers nothing has left it open."""
    return before is None or (before.answer, before.value) != (one.answer, one.value)


def _replace(votes: list[_Before], now: datetime) -> None:
    if votes:
        replaced = update(Vote).where(Vote.id.in_([vote.id for vote in votes])).values(replaced_at=now)
        db.session.execute(replaced, execution_options={"synchronize_session": "fetch"})


def _note_when(participant: Participant, now: datetime, place: Place) -> None:
    """When and where they voted last; with one statement, since to flush the session takes longer than all else."""
    db.session.execute(_VOTED, {"participant": participant.id, "now": now, "at": place})
    set_committed_value(participant, "voted_at", now)
    set_committed_value(participant, "place", place)


def _row(participant: Participant, one: Said, now: datetime) -> dict[str, Any]:
    return {
        "round_id": participant.round_id,
        "participant_id": participant.id,
        "item_id": one.item_id,
        "criterion": one.criterion,
        "answer": one.answer,
        "value": one.value if one.answer is Answer.RATED else None,
        "cast_at": now,
        "replaced_at": None,
    }
