"""Take in statements and votes from files: every vote is kept, in the order of time; a repeated one replaces."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from roundtable import clock
from roundtable.db import db, insert_many, insert_missing
from roundtable.errors import Refusal
from roundtable.jobs import later
from roundtable.priorities.actions.items import MOST
from roundtable.priorities.importing.statements import Statement
from roundtable.priorities.importing.votes import Incoming
from roundtable.priorities.models import Item, Participant, Place, PriorityRound, Vote
from roundtable.priorities.tallying import tally
from roundtable.stakeholders.actions import organisation_named
from roundtable.stakeholders.models import Person
from roundtable.trail import Actor, record

Key = tuple[int, int, str]
# Participant, item, criterion.


@dataclass(frozen=True)
class Taken:
    """What came of an import of votes."""

    new: int
    known: int
    replaced: int
    # Of the new ones, and of those that were there: how many a later vote took the place of.


def take_in_items(round: PriorityRound, statements: Iterable[Statement], *, by: Actor) -> int:
    """Add the statements that are not there yet, by their numbers; gives how many. Refuses another text under the same number."""
    db.session.execute(select(PriorityRound.id).where(PriorityRound.id == round.id).with_for_update())
    known = dict(db.session.execute(select(Item.number, Item.text).where(Item.round_id == round.id)).all())
    now, fresh = clock.now(), []
    for each in statements:
        if each.number in known and known[each.number] != each.text:
            raise Refusal(
                f"The round has another item {each.number} already. Import into a round of its own."
            )
        if each.number not in known:
            decided = (now if each.accepted else None, now if each.accepted is False else None)
            fresh.append(
                Item(
                    round_id=round.id,
                    number=each.number,
                    text=each.text,
                    created_at=now,
                    accepted_at=decided[0],
                    rejected_at=decided[1],
                )
            )
    if len(known) + len(fresh) > MOST:
        raise Refusal(f"A round can ask about {MOST} items; this would make {len(known) + len(fresh)}.")
    db.session.add_all(fresh)
    db.session.flush()
    if fresh:
        record("imported statements into", round, by=by, number=len(fresh))
    return len(fresh)


def take_in_votes(round: PriorityRound, incoming: Iterable[Incoming], *, by: Actor) -> Taken:
    """Keep every vote of a file that is not there yet, whether its item was accepted or not, and whether the round is
    open or not; of several by one voter on one item the latest counts.

    A vote without a time is taken for one that was cast now, after all that stand above it in the file. The same file
    again changes nothing.
    """
    votes = list(incoming)
    db.session.execute(select(PriorityRound.id).where(PriorityRound.id == round.id).with_for_update())
    voters = _participants(round, votes)
    history = _history(round, set(voters.values()))
    now, fresh, known = clock.now(), [], 0
    for place, vote in enumerate(votes):
        key = (voters[vote.voter], vote.item_id, vote.criterion.value)
        said = (vote.answer, vote.value)
        there = history[key]
        same = any(
            (was.answer, was.value) == said
            and (was.cast_at == vote.at if vote.at else was.replaced_at is None)
            for was in there
            if was.id
        )
        if same:
            known += 1
            continue
        row = _Row(None, vote.at or now, place, *said, None)
        there.append(row)
        fresh.append((key, row))
    replaced = _replace(history, {key for key, _row in fresh})
    insert_many(Vote, [_as_values(round, key, row) for key, row in fresh])
    if fresh:
        _note_when(voters, votes, now)
        record("imported votes into", round, by=by, number=len(fresh))
        later(tally, round.id)
    return Taken(len(fresh), known, replaced)


@dataclass(slots=True)
class _Row:
    """A vote as it is in the table, or as it will be."""

    id: int | None
    cast_at: Any
    place: int
    answer: Any
    value: int | None
    replaced_at: Any


def _participants(round: PriorityRound, votes: list[Incoming]) -> dict[str, int]:
    """Who each voter of the file is: somebody who was asked, by their address, or a pseudonym of this round."""
    said = {vote.voter: vote for vote in votes}
    addresses = [voter for voter in said if "@" in voter]
    by_address = _asked(round, addresses)
    unknown = [voter for voter in addresses if voter not in by_address]
    if unknown:
        raise Refusal(
            f"Nobody with the address {unknown[0]} takes part in {round.title}, or more than one. Invite them first, "
            "or write a pseudonym in place of the address."
        )
    pseudonyms = [voter for voter in said if voter not in by_address]
    organisations = {
        name: organisation_named(name).id for name in {said[p].organisation for p in pseudonyms} if name
    }
    now = clock.now()
    rows = [
        {
            "round_id": round.id,
            "pseudonym": voter,
            "group_id": said[voter].group_id,
            "organisation_id": organisations.get(said[voter].organisation),
            "place": Place.IMPORTED,
            "invited_at": now,
            "link_number": 0,
        }
        for voter in pseudonyms
    ]
    insert_missing(Participant, rows, unique=["round_id", "pseudonym"])
    found = select(Participant.pseudonym, Participant.id).where(
        Participant.round_id == round.id, Participant.pseudonym.is_not(None)
    )
    return by_address | {name: number for name, number in db.session.execute(found) if name in said}


def _asked(round: PriorityRound, addresses: list[str]) -> dict[str, int]:
    if not addresses:
        return {}
    query = (
        select(Person.email_key, func.min(Participant.id))
        .join(Participant, Participant.person_id == Person.id)
        .where(Participant.round_id == round.id, Participant.withdrawn_at.is_(None))
        .group_by(Person.email_key)
        .having(func.count(Participant.id) == 1)
    )
    found = dict(db.session.execute(query).all())
    return {each: found[each.lower()] for each in addresses if each.lower() in found}


def _history(round: PriorityRound, participants: set[int]) -> defaultdict[Key, list[_Row]]:
    found: defaultdict[Key, list[_Row]] = defaultdict(list)
    query = select(
        Vote.participant_id,
        Vote.item_id,
        Vote.criterion,
        Vote.id,
        Vote.cast_at,
        Vote.answer,
        Vote.value,
        Vote.replaced_at,
    ).where(Vote.round_id == round.id)
    for who, item, criterion, number, at, answer, value, replaced in db.session.execute(
        query.order_by(Vote.id)
    ):
        if who in participants:
            found[who, item, criterion.value].append(_Row(number, at, -1, answer, value, replaced))
    return found


def _replace(history: dict[Key, list[_Row]], touched: set[Key]) -> int:
    """Let each vote but the last in time be replaced by the next one; gives how many are."""
    replaced, moved = 0, []
    for key in touched:
        rows = sorted(history[key], key=lambda row: (row.cast_at, row.place))
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            ends = following.cast_at if following else None
            if row.id is not None and row.replaced_at != ends:
                moved.append({"number": row.id, "ends": ends})
            row.replaced_at = ends
        replaced += len(rows) - 1
    # Those that end first, so that no two are the current one at once.
    for change in sorted(moved, key=lambda each: each["ends"] is None):
        moving = update(Vote).where(Vote.id == change["number"]).values(replaced_at=change["ends"])
        db.session.execute(moving, execution_options={"synchronize_session": False})
    return replaced


def _as_values(round: PriorityRound, key: Key, row: _Row) -> dict[str, Any]:
    return {
        "round_id": round.id,
        "participant_id": key[0],
        "item_id": key[1],
        "criterion": key[2],
        "answer": row.answer,
        "value": row.value,
        "cast_at": row.cast_at,
        "replaced_at": row.replaced_at,
    }


def _note_when(voters: dict[str, int], votes: list[Incoming], now: Any) -> None:
    latest: dict[int, Any] = {}
    for vote in votes:
        who = voters[vote.voter]
        latest[who] = max(latest.get(who, vote.at or now), vote.at or now)
    rows = [{"id": who, "voted_at": at} for who, at in latest.items()]
    db.session.execute(update(Participant), rows)
    db.session.expire_all()
