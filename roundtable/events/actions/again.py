"""Ask again whoever said yes to another time."""

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import letters, queries
from roundtable.events.models import Event
from roundtable.trail import Actor, record


def ask_again(event: Event, *, by: Actor) -> int:
    """Write to whoever said yes or maybe before the last change of time or place. Once for each change.

    Gives how many letters were written.
    """
    if not event.takes_invitations:
        raise Refusal(f"{event.title} is over or was cancelled, so there is nothing to ask.")
    stale = db.session.scalars(queries.answered_before_a_move(event)).all()
    written = letters.asked_again(event, stale)
    record("asked again those who answered before a move of", event, by=by, letters=written)
    return written
