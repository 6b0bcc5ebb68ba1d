"""Close a programme that is done with, and reopen it."""

from collections.abc import Iterator

from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import queries as events
from roundtable.evidence import queries as evidence
from roundtable.mail.models import Letter
from roundtable.priorities import queries as rounds
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record
from roundtable.web.words import count


def under_way(programme: Programme) -> Iterator[str]:
    """What somebody outside still waits for or may still answer, as sentences: a programme with that stays open."""
    for event in db.session.scalars(events.listed(programme)):
        yield f"“{event.title}” is still to come. Wait until it is over, or cancel it."
    now = clock.now()
    for call in db.session.scalars(evidence.calls_of(programme)):
        if call.public_at is not None and (call.is_open(now) or call.is_yet_to_open(now)):
            yield f"The call “{call.title}” takes submissions. Close it."
    for voting in db.session.scalars(rounds.of_programme(programme)):
        if voting.opened_at is not None and not voting.is_over(now):
            yield f"The round “{voting.title}” takes votes. Close it."
    waiting = select(func.count(Letter.id)).where(
        Letter.programme_id == programme.id, Letter.settled_at.is_(None), Letter.dropped_at.is_(None)
    )
    if letters := db.session.scalar(waiting):
        yield f"{count(letters, 'letter has', 'letters have')} not left yet. Send or drop what is in the outbox."


def close(programme: Programme, *, by: Actor) -> None:
    """Close it: it can be read and exported, and nothing in it changes. Refuses while something is under way."""
    db.session.refresh(programme, with_for_update=True)
    if programme.closed_at is not None:
        return
    if first := next(under_way(programme), None):
        raise Refusal(f"{programme.title} cannot be closed yet. {first}")
    programme.closed_at = clock.now()
    db.session.flush()
    record("closed", programme, by=by)


def reopen(programme: Programme, *, by: Actor) -> None:
    """Let work go on in it."""
    db.session.refresh(programme, with_for_update=True)
    if programme.closed_at is None:
        return
    programme.closed_at = None
    db.session.flush()
    record("reopened", programme, by=by)
