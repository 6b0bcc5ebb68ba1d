"""The calendar feed of public events."""

from roundtable.calendar import publish
from roundtable.db import db
from roundtable.events import queries
from roundtable.events.appointments import appointment_of
from roundtable.programmes.models import Programme


def calendar_feed(programme: Programme | None = None) -> bytes:
    """The meetings of public events, of one programme or of all, for whoever subscribes.

    What is cancelled stays in it and says so; a joining link is never in it.
    """
    meetings = db.session.scalars(queries.public_meetings(programme)).all()
    name = f"{programme.title}: events" if programme else "Roundtable: events"
    return publish([appointment_of(meeting) for meeting in meetings], name=name)
