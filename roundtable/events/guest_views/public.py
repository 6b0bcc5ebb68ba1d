"""The public page of an event, kept while nothing that it shows has changed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from flask import abort, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam, func, select

from roundtable import clock
from roundtable.access import public
from roundtable.calendar import publish
from roundtable.db import db
from roundtable.documents import to_html
from roundtable.events import queries
from roundtable.events.appointments import appointments_of, calendar_links, organiser_of, where
from roundtable.events.guest_views.frame import blueprint, calendar_file, send_document
from roundtable.events.models import Event, Invitation
from roundtable.programmes.models import Programme
from roundtable.web.display import current_display
from roundtable.web.kept import Kept

_pages: Kept[str] = Kept()


class Stamp(NamedTuple):
    """What differs after every change of what the public pages show."""

    id: int
    version: int
    changed_at: datetime
    programme_version: int
    seats: int | None
    public_at: datetime | None
    ends_at: datetime | None


# One look by slug: the numbers of the event and its programme, and its end. Made once, since making it takes longer
# than asking.
_STAMP = (
    select(
        Event.id,
        Event.version,
        Event.changed_at,
        Programme.version,
        Event.seats,
        Event.public_at,
        Event.ends_at,
    )
    .join(Programme, Programme.id == Event.programme_id)
    .where(Event.slug == bindparam("slug"))
)


def find_stamp(slug: str) -> Stamp:
    """The stamp of a public event; 404 where there is none."""
    row: Any = db.session.connection().execute(_STAMP, {"slug": slug}).first()
    if row is None:
        abort(404)
    stamp = Stamp(*row)
    if stamp.public_at is None or stamp.public_at > clock.now():
        abort(404)
    return stamp


def kept(slug: str, name: str, render: Callable[[Event, bool], str]) -> str:
    """A page of a public event as it was rendered last, unless something that it shows has changed since.

    Whoever has something to be told of, or is signed in, gets a rendering of their own.
    """
    stamp = find_stamp(slug)
    is_full = stamp.seats is not None and taken_up_to(stamp.id, stamp.seats) >= stamp.seats
    # A page says its own address, query and all, which is nobody else's business.
    if session.get("_user_id") or session.get("_flashes") or request.query_string:
        return render(find_public(slug), is_full)
    is_over = stamp.ends_at is not None and stamp.ends_at < clock.now()
    return _pages.get(
        (name, slug, current_display()),
        (stamp, is_full, is_over),
        lambda: render(find_public(slug), is_full),
    )


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
    return kept(slug, "event", _rendered)


def _rendered(event: Event, is_full: bool) -> str:
    return render_template(
        "events/public/event.html",
        event=event,
        organiser=organiser_of(event),
        purpose=to_html(event.purpose),
        where=where,
        calendar_links=calendar_links,
        is_full=is_full,
    )


@blueprint.get("/events/<slug>/event.ics")
@public
def public_diary(slug: str) -> ResponseReturnValue:
    """The meetings for a diary."""
    event = find_public(slug)
    return calendar_file(publish(appointments_of(event), alarms=True), event.slug)


@blueprint.get("/events/<slug>/documents/<int:document_id>")
@public
def public_document(slug: str, document_id: int) -> ResponseReturnValue:
    """A paper that everybody may have."""
    return send_document(find_public(slug), document_id, public_only=True)
