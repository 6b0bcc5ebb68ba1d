"""Rounds with people in them, for the tests of this room."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from roundtable.db import db
from roundtable.priorities import actions, queries
from roundtable.priorities.exporting import results_of as shown
from roundtable.priorities.models import Answer, Criterion, Item, Method, Participant, PriorityRound
from roundtable.priorities.shown import Results
from roundtable.priorities.tallying import tally
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make


def round_of(
    programme: Programme,
    method: Method = Method.APPROPRIATENESS,
    *,
    items: int = 3,
    opened: bool = True,
    **values: Any,
) -> PriorityRound:
    """A round on a few statements, open."""
    made = actions.make_round(programme, method, {"title": "What matters most"} | values, by=SYSTEM)
    actions.add_statements(made, [f"Statement {n}" for n in range(1, items + 1)], by=SYSTEM)
    if opened:
        actions.open_round(made, by=SYSTEM)
    return made


def items_of(round: PriorityRound) -> Sequence[Item]:
    return db.session.scalars(queries.items_of(round)).all()


def join(
    round: PriorityRound, number: int = 1, *, group: Any = None, organisation: Any = None
) -> list[Participant]:
    """So many people of one group who take part."""
    people = [make.stakeholder(round.programme, group=group) for _ in range(number)]
    for person in people:
        if organisation is not None:
            make.post(person, organisation)
    fresh = actions.invite(people, to=round, by=SYSTEM)
    return list(
        db.session.scalars(select(Participant).where(Participant.id.in_(fresh)).order_by(Participant.id))
    )


def rate(
    participant: Participant, item: Item, value: int | Answer, criterion: Criterion | None = None
) -> None:
    """One answer, by the round's first criterion unless told otherwise."""
    by = criterion or participant.round.criteria[0]
    said = (
        actions.Said(item.id, by, value)
        if isinstance(value, Answer)
        else actions.Said(item.id, by, Answer.RATED, value)
    )
    actions.cast(participant, [said], by=SYSTEM)


def results_of(round: PriorityRound) -> Results:
    """What is shown of a round once it is closed and counted."""
    if round.closed_at is None and round.opened_at is not None:
        actions.close(round, by=SYSTEM)
    db.session.commit()
    tally(round.id)
    found = shown(db.session.merge(round))
    assert found is not None
    return found
