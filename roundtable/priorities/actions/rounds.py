"""Make, edit, open and close rounds; run one in the room; let one follow another."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy

from roundtable import clock
from roundtable.clock import WallTime
from roundtable.db import db, insert_many
from roundtable.errors import Refusal
from roundtable.jobs import later
from roundtable.priorities import queries
from roundtable.priorities.models import Item, Method, Participant, PriorityRound
from roundtable.priorities.tallying import tally
from roundtable.programmes.models import Programme
from roundtable.programmes.slugs import free_slug
from roundtable.trail import Actor, record

EDITABLE = (
    *("title", "introduction", "most", "takes_proposals"),
    *("zone", "opens_local", "closes_local", "remind_days"),
)


def make_round(
    programme: Programme, method: Method, values: Mapping[str, Any], *, by: Actor
) -> PriorityRound:
    """Make a round. Nobody can vote in it before it is opened."""
    _refuse_values(values, method)
    made = PriorityRound(
        programme_id=programme.id,
        slug=free_slug(PriorityRound, values["title"]),
        method=method,
        created_at=clock.now(),
        **{name: values[name] for name in EDITABLE if name in values},
    )
    db.session.add(made)
    db.session.flush()
    record("made", made, by=by)
    return made


def edit_round(round: PriorityRound, values: Mapping[str, Any], *, by: Actor) -> None:
    """Change what is said of a round, and until when. Its address and its method stay."""
    _refuse_values(values, round.method)
    if round.opened_at is not None and values.get("most", round.most) != round.most:
        raise Refusal(
            "The round was opened with another number. What was voted by that stays as it is.", field="most"
        )
    for name in EDITABLE:
        if name in values:
            setattr(round, name, values[name])
    changed = [name for name in EDITABLE if sqlalchemy.inspect(round).attrs[name].history.has_changes()]
    if not changed:
        return
    db.session.flush()
    record("edited", round, by=by, changed=changed)


def open_round(round: PriorityRound, *, by: Actor) -> None:
    """Let people vote, from the opening time on; again, after it was closed. Refuses where there is nothing to vote on.

    Results that were released are kept back again, until somebody releases the new ones.
    """
    if not db.session.scalar(queries.items_of(round, accepted=True).limit(1)):
        raise Refusal(
            "There is nothing to vote on yet. Choose gaps or recommendations, or add statements, first."
        )
    if round.is_past(clock.now()):
        raise Refusal("The closing time has gone by. Give the round a later one first.")
    if round.opened_at is not None and round.closed_at is None:
        return
    verb = "opened" if round.opened_at is None else "reopened"
    round.opened_at = round.opened_at or clock.now()
    round.closed_at = round.released_at = None
    db.session.flush()
    record(verb, round, by=by)


def close(round: PriorityRound, *, by: Actor) -> None:
    """Take no more votes, whatever the closing time. What was voted stays, and is counted."""
    if round.opened_at is None:
        raise Refusal("The round was never opened, so there is nothing to close.")
    if round.closed_at is not None:
        return
    round.closed_at, round.in_room_since = clock.now(), None
    db.session.flush()
    record("closed", round, by=by)
    later(tally, round.id)


def run_in_room(round: PriorityRound, *, by: Actor) -> None:
    """Let the short codes open votes, for whoever sits in the room."""
    if not round.is_open(clock.now()):
        raise Refusal("The round takes no votes now. Open it first.")
    if round.in_room_since is None:
        round.in_room_since = clock.now()
        db.session.flush()
        record("began in the room", round, by=by)


def leave_room(round: PriorityRound, *, by: Actor) -> None:
    """The short codes open nothing any more; personal links do."""
    if round.in_room_since is not None:
        round.in_room_since = None
        db.session.flush()
        record("ended in the room", round, by=by)


def release_results(round: PriorityRound, *, by: Actor) -> None:
    """Let those who take part see the results on their own links. Refuses while votes can change them."""
    if not round.is_over(clock.now()):
        raise Refusal("The round still takes votes. Close it before its results are shown to those who vote.")
    if round.released_at is None:
        round.released_at = clock.now()
        db.session.flush()
        record("released the results of", round, by=by)


def keep_results_back(round: PriorityRound, *, by: Actor) -> None:
    """Take the results off the links of those who take part."""
    if round.released_at is not None:
        round.released_at = None
        db.session.flush()
        record("kept back the results of", round, by=by)


def note_minority(round: PriorityRound, text: str, *, by: Actor) -> None:
    """Keep what those say who see it otherwise; it is printed with the results."""
    if round.minority != text.strip():
        round.minority = text.strip()
        db.session.flush()
        record("noted the minority's view in", round, by=by)


def follow(earlier: PriorityRound, title: str, *, by: Actor) -> PriorityRound:
    """A second round with the same items and the same people, which shows each their own and the group's first answer.

    Pseudonyms of an import stay behind: nobody can be written to by one. Nobody is written to yet.
    """
    if not earlier.is_over(clock.now()):
        raise Refusal("The first round still takes votes. Close it before a second shows its answers.")
    values = {name: getattr(earlier, name) for name in ("introduction", "most", "takes_proposals", "zone")}
    made = make_round(earlier.programme, earlier.method, values | {"title": title}, by=by)
    made.follows_id = earlier.id
    db.session.flush()
    items = db.session.scalars(queries.items_of(earlier, accepted=True)).all()
    kept = ("number", "text", "gap_id", "recommendation_id")
    fresh = {"round_id": made.id, "created_at": clock.now(), "accepted_at": clock.now()}
    rows = [fresh | {name: getattr(one, name) for name in kept} | {"earlier_id": one.id} for one in items]
    insert_many(Item, rows)
    people = [
        (one.person_id, one.group_id, one.organisation_id)
        for one in db.session.scalars(queries.taking_part(earlier))
        if one.person_id is not None
    ]
    names = ("person_id", "group_id", "organisation_id")
    asked = {"round_id": made.id, "invited_at": clock.now()}
    insert_many(Participant, [asked | dict(zip(names, one, strict=True)) for one in people])
    return made


def _refuse_values(values: Mapping[str, Any], method: Method) -> None:
    zone = values.get("zone") or clock.LONDON
    opens, closes = values.get("opens_local"), values.get("closes_local")
    for name, local in (("opens_local", opens), ("closes_local", closes)):
        if local is not None:
            WallTime(local, zone).checked(name)
    if opens and closes and closes <= opens:
        raise Refusal("The round closes before it opens. Choose a later closing time.", field="closes_local")
    if values.get("remind_days") and not closes and "closes_local" in values:
        raise Refusal("There is no closing time to count from. Give the round one.", field="remind_days")
    if not 1 <= values.get("most", 10) <= 100:
        raise Refusal("Give each between 1 and 100.", field="most")
    if values.get("takes_proposals") and method is not Method.STATEMENTS:
        raise Refusal("Only a round of statements can take proposals.", field="takes_proposals")
