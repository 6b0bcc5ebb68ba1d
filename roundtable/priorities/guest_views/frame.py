"""How a personal link finds its vote, and what its pages share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from flask import abort, make_response, request

from roundtable import clock
from roundtable.access import person_actor
from roundtable.access.gate import current_actor
from roundtable.access.links import Purpose, read
from roundtable.db import db
from roundtable.priorities import queries
from roundtable.priorities.exporting import results_of
from roundtable.priorities.forms.ballots import WHOLE
from roundtable.priorities.models import Criterion, Item, Participant, Vote
from roundtable.priorities.shown import Cell
from roundtable.priorities.tallying import EVERYBODY
from roundtable.trail import Actor
from roundtable.web.failures import page
from roundtable.web.headers import keep_private

OFTEN = "120 per minute"
"""For one link: whoever sits in a full room has the same network as everybody there."""


def whose() -> str:
    """By what the tries of these pages are counted: the link, not the network."""
    return str((request.view_args or {}).get("token", ""))[:100]


def find(token: str) -> Participant:
    """The participant whose link it is; a page that says what to do where it opens nothing."""
    keep_private()
    link = read(Purpose.VOTE, token)
    found = None
    if link is not None:
        found = db.session.scalar(queries.by_link().where(Participant.id == link.subject_id))
    if link is None or found is None:
        no_such_vote(404, "This link does not work")
    if found.link_number != link.number or found.withdrawn_at is not None:
        no_such_vote(410, "This link opens no vote any more")
    return found


def no_such_vote(status: int, heading: str) -> NoReturn:
    advice = (
        "Open it again from the last letter that you got about this vote; it may have been cut in two on its way. "
        "Otherwise answer the letter, and the organiser sends you another."
    )
    abort(make_response(page(status, heading, advice)))


def actor_of(participant: Participant) -> Actor:
    return person_actor(participant.person_id) if participant.person_id else current_actor()


@dataclass(frozen=True)
class Sheet:
    """A participant's ballot as it stands."""

    participant: Participant
    items: Sequence[Item]
    votes: dict[tuple[int, Criterion], Vote]

    def is_answered(self, item: Item) -> bool:
        """Whether something was said by every criterion; left open is not."""
        found = [self.votes.get((item.id, criterion)) for criterion in self.participant.round.criteria]
        return all(vote is not None and vote.answer != "left open" for vote in found)

    @property
    def answered(self) -> int:
        return sum(map(self.is_answered, self.items))

    def after(self, item: Item | None) -> Item | None:
        """The next item without an answer, from this one on and then from the first; None where all have one."""
        start = self.items.index(item) + 1 if item in self.items else 0
        return next(
            (one for one in (*self.items[start:], *self.items[:start]) if not self.is_answered(one)), None
        )

    @property
    def is_whole(self) -> bool:
        return self.participant.round.method in WHOLE

    @property
    def open(self) -> bool:
        return self.participant.round.is_open(clock.now())


def sheet_of(participant: Participant) -> Sheet:
    """The accepted items, and what the participant said of them: two statements."""
    votes = db.session.scalars(queries.current_votes(participant))
    items = db.session.scalars(queries.items_of(participant.round, accepted=True)).all()
    return Sheet(participant, items, {(vote.item_id, vote.criterion): vote for vote in votes})


@dataclass(frozen=True)
class Before:
    """What was said of one item in the first round: one's own answer, and the group's or everybody's."""

    own: Vote | None
    whose: str
    cell: Cell | None

    @property
    def counts(self) -> list[tuple[int, int]]:
        """Each value that was given, and by how many."""
        return sorted(self.cell.values.items()) if self.cell else []


def before(participant: Participant, items: Sequence[Item]) -> dict[tuple[int, Criterion], Before]:
    """The first answers to these items by this round's criteria; nothing where no round went before, or an item is new.

    A group of fewer than five in the cell is not shown to itself: everybody's answers stand in its place.
    """
    round = participant.round
    if round.follows_id is None or round.follows is None:
        return {}
    earlier = round.follows
    results = results_of(earlier)
    first = db.session.scalars(
        queries.taking_part(earlier).where(Participant.person_id == participant.person_id).limit(1)
    ).first()
    own: dict[Any, Vote] = {}
    if first is not None and participant.person_id is not None:
        own = {
            (vote.item_id, vote.criterion): vote for vote in db.session.scalars(queries.current_votes(first))
        }
    lines = {line.item.id: line for line in results.lines} if results is not None else {}
    found = {}
    for item in items:
        if item.earlier_id is None:
            continue
        for criterion in round.criteria:
            cells = lines[item.earlier_id].cells[criterion] if item.earlier_id in lines else {}
            mine = cells.get(str(participant.group_id))
            is_mine = mine is not None and not mine.hidden and mine.n > 0
            cell = mine if is_mine else cells.get(EVERYBODY)
            name = participant.group.name if is_mine and participant.group else "Everybody"
            shown = cell if cell is not None and not cell.hidden and cell.n else None
            found[item.id, criterion] = Before(own.get((item.earlier_id, criterion)), name, shown)
    return found
