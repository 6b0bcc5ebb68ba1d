"""Cast votes, change them, declare an interest, and be done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

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
from roundtable.trail import Actor, record

RANGES = {
    Criterion.IMPORTANCE: (1, 9),
    Criterion.FEASIBILITY: (1, 9),
    Criterion.AGREEMENT: (-1, 1),
}


@dataclass(frozen=True)
class Said:
    """One answer to one item by one criterion; only what is rated has a value."""

    item_id: int
    criterion: Criterion
    answer: Answer
    value: int | None = None


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
    db.session.execute(select(Participant.id).where(Participant.id == participant.id).with_for_update())
    before = {
        (vote.item_id, vote.criterion): vote
        for vote in db.session.scalars(queries.current_votes(participant))
    }
    changed = [one for one in answers if _differs(before.get((one.item_id, one.criterion)), one)]
    _refuse_sums(round, before, changed)
    if changed:
        _replace([before[key] for one in changed if (key := (one.item_id, one.criterion)) in before], now)
        insert_many(Vote, [_row(participant, one, now) for one in changed])
        participant.voted_at = now
        participant.place = place or participant.place
        db.session.flush()
        record("voted", participant, by=by, programme_id=round.programme_id)
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
    accepted = select(Item.id).where(
        Item.round_id == round.id, Item.accepted_at.is_not(None), Item.id.in_(wanted)
    )
    if wanted - set(db.session.scalars(accepted)):
        raise Refusal(
            "One of these was taken out of the vote meanwhile. Reload the page and go on with the others."
        )
    for one in answers:
        if one.criterion not in round.criteria:
            raise Refusal(f"This round does not ask for {one.criterion.value}.")
        if one.answer is Answer.RATED:
            refuse_value(round, one.criterion, one.value)


def _refuse_sums(round: PriorityRound, before: dict[Any, Vote], changed: list[Said]) -> None:
    """Dots are spent once, and a rank is given once."""
    if round.method not in (Method.DOTS, Method.RANKING, Method.GROUP_RANKING):
        return
    values = {key: vote.value for key, vote in before.items() if vote.value is not None}
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


def _differs(before: Vote | None, one: Said) -> bool:
    """Whether it says something else than the last time. Who never answered and answers nothing has left it open."""
    return before is None or (before.answer, before.value) != (one.answer, one.value)


def _replace(votes: list[Vote], now: datetime) -> None:
    if votes:
        replaced = update(Vote).where(Vote.id.in_([vote.id for vote in votes])).values(replaced_at=now)
        db.session.execute(replaced, execution_options={"synchronize_session": False})
        for vote in votes:
            db.session.expire(vote)


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
