"""Anonymised ballots that anyone can recount.

Each ballot is known by a random number that was drawn for this round and stands nowhere else; a file holds no name, no
organisation, no time and no declaration, and its order is that of the random numbers. A group stands beside a ballot
only where five or more of it voted (k-anonymity, k = 5), counted so that no group can be told by subtraction.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities.models import Item, Participant, PriorityRound, Vote
from roundtable.programmes.models import StakeholderGroup
from roundtable.small_numbers import FEW, hidden_groups

HEADER = ("ballot", "group", "item", "text", "criterion", "answer", "value")
WITHHELD = "withheld"


def rows(round: PriorityRound) -> Iterator[tuple[Any, ...]]:
    """The current answers to accepted items, of those who take part. Refuses where fewer than five voted."""
    sizes = _sizes(round)
    if sum(sizes.values()) < FEW:
        raise Refusal(
            f"Fewer than {FEW} voted in {round.title}. Whoever knows who was asked would know whose ballot is whose, so "
            "the ballots stay here."
        )
    hidden = hidden_groups(sizes)
    names = {
        str(number): name
        for number, name in db.session.execute(select(StakeholderGroup.id, StakeholderGroup.name))
    }
    named = {key: names.get(key, "no group") for key in sizes if key not in hidden}
    items = {
        item.id: item
        for item in db.session.scalars(
            select(Item).where(Item.round_id == round.id, Item.accepted_at.is_not(None))
        )
    }
    query = (
        select(
            Participant.ballot, Participant.group_id, Vote.item_id, Vote.criterion, Vote.answer, Vote.value
        )
        .join(Participant, Participant.id == Vote.participant_id)
        .where(
            Vote.round_id == round.id,
            Vote.replaced_at.is_(None),
            Vote.item_id.in_(items),
            Participant.withdrawn_at.is_(None),
        )
    )
    found = [
        (ballot, named.get(str(group), WITHHELD), items[item], criterion.value, answer.value, value)
        for ballot, group, item, criterion, answer, value in db.session.execute(query)
    ]
    for ballot, group, item, criterion, answer, value in sorted(
        found, key=lambda row: (row[0], row[2].number, row[3])
    ):
        yield ballot, group, item.mark, item.text, criterion, answer, value


def _sizes(round: PriorityRound) -> dict[str, int]:
    """How many of each group voted."""
    sizes: dict[str, int] = {}
    query = select(Participant.group_id).where(
        Participant.round_id == round.id,
        Participant.withdrawn_at.is_(None),
        Participant.voted_at.is_not(None),
    )
    for group in db.session.scalars(query):
        sizes[str(group)] = sizes.get(str(group), 0) + 1
    return sizes
