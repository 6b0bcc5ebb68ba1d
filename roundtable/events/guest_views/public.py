"""The public page of an event, kept while nothing that it shows has changed."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import Response, abort, render_template, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select

from roundtable import clock
from roundtable.access import public
from roundtable.calendar import publish
from roundtable.db import db
from roundtable.documents import to_html
from roundtable.events import queries
from roundtable.events.appointments import appointment_of, organiser_of, where
from roundtable.events.guest_views.frame import blueprint, calendar_file, send_document
from roundtable.events.models import Event, Invitation, Meeting
from roundtable.programmes.models import Programme
from roundtable.web.display import current_display
from roundtable.web.kept import Kept

_pages = Kept()


class Stamp(NamedTuple):
    """What differs after every change of what the page shows."""

    id: int
    version: int
    changed_at: datetime
    programme_version: int
    seats: int | None
    public_at: datetime | None
    ends_at: datetime | None


def _stamp_of(slug: str) -> Select[*tuple[Any, ...]]:
    """One look by slug: the numbers of the event and its programme, and its end."""
    ends = select(func.max(Meeting.ends_at)).where(Meeting.event_id == Event.id).scalar_subquery()
    return (
        select(
            Event.id, Event.version, Event.changed_at, Programme.version, Event.seats, Event.public_at, ends
        )
        .join(Programme, Programme.id == Event.programme_id)
        .where(Event.slug == slug)
    )


def find_stamp(slug: str) -> Stamp:
    """The stamp of a public event; 404 where there is none."""
    row: Any = db.session.execute(_stamp_of(slug)).first()
    if row is None or row.public_at is None or row.public_at > clock.now():
        abort(404)
    return Stamp(*row)


def find_public(slug: str) -> Event:
    """A public event with all that its page shows; 404 where there is none."""
    event = db.session.scalar(queries.whole().where(Event.slug == slug, Event.public_at <= clock.now()))
    if event is None:
        abort(404)
    return event


def taken_up_to(event_id: int, seats: int | None) -> int:
    """How many seats are taken; counts no further than there are seats."""
    if seats is None:
        return 0
    some = (
        select(Invitation.id)
        .where(Invitation.event_id == event_id, Invitation.seated_at.is_not(None))
        .limit(seats)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(some)) or 0


@blueprint.get("/events/<slug>")
@public
def public_page(slug: str) -> ResponseReturnValue:
    """What, when and where, and how to register."""
    stamp = find_stamp(slug)
    is_full = stamp.seats is not None and taken_up_to(stamp.id, stamp.seats) >= stamp.seats
    is_over = stamp.ends_at is not None and stamp.ends_at < clock.now()
    key = (slug, current_display())
    if session.get("_user_id") or session.get("_flashes"):
        return _rendered(slug, is_full)
    return Response(
        _pages.get(key, (stamp, is_full, is_over), lambda: _rendered(slug, is_full)), mimetype="text/html"
    )


def _rendered(slug: str, is_full: bool) -> str:
    event = find_public(slug)
    return render_template(
        "events/public/event.html",
        event=event,
        organiser=organiser_of(event),
        purpose=to_html(event.purpose),
        where=where,
        is_full=is_full,
    )


@blueprint.get("/events/<slug>/event.ics")
@public
def public_diary(slug: str) -> ResponseReturnValue:
    """The meetings for a diary."""
    event = find_public(slug)
    return calendar_file(publish([appointment_of(meeting) for meeting in event.meetings]), event.slug)


@blueprint.get("/events/<slug>/documents/<int:document_id>")
@public
def public_document(slug: str, document_id: int) -> ResponseReturnValue:
    """A paper that everybody may have."""
    return send_document(find_public(slug), document_id, public_only=True)
