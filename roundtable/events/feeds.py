"""Calendar feeds: the events of a programme, of a group or of one person, for diaries that look for themselves.

What is cancelled stays in a feed and says so; a joining link, an attendee or a personal page is never in it, and an
alarm is forced on nobody. Each event's lines are kept while nothing of it has changed, so that after one change of
one event a feed is hardly more than read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, String, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import joinedload, selectinload

from roundtable import clock
from roundtable.calendar.messages import END, entry, feed_head
from roundtable.db import db
from roundtable.events.appointments import appointments_of
from roundtable.events.models import Answer, Event, Feed, Invitation, Meeting, SeatTarget, Series
from roundtable.events.queries import DIARY_LETTERS
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme

AT_ONCE = 500
MOST_KEPT = 20_000
"""Events whose lines are kept: about a kilobyte each."""

Stamp = tuple[Any, ...]
_kept: dict[int, tuple[Stamp, bytes]] = {}


@dataclass(frozen=True)
class Calendar:
    """What stands in a feed, without its lines: enough to tell whether anything has changed."""

    name: str
    which: ColumnElement[bool]
    events: Sequence[tuple[int, Stamp]]
    """The number of each event, and what differs after every change of it."""

    @property
    def etag(self) -> str:
        """Another one after every change of what the feed shows."""
        return blake2b(repr((self.name, self.events)).encode(), digest_size=16).hexdigest()

    def lines(self) -> Iterator[bytes]:
        """The feed, some events at a time."""
        yield feed_head(self.name, _years(self.which))
        for start in range(0, len(self.events), AT_ONCE):
            yield b"".join(_lines(self.events[start : start + AT_ONCE]))
        yield END


def of_public_events(programme: Programme | None = None) -> Calendar:
    """The public events of one programme or of all, for whoever subscribes."""
    public = Event.public_at <= clock.now()
    if programme is None:
        return _calendar("Roundtable: events", public)
    return _calendar(f"{programme.title}: events", public & (Event.programme_id == programme.id))


def of_feed(feed: Feed) -> Calendar:
    """What stands behind a secret address.

    Of a programme: all its events. Of a group: those that have seats for it, once they are public or somebody of the
    group was written to. Of a person: those that they were written to about, or answered, unless they said no.
    """
    if feed.programme is not None:
        return _calendar(f"{feed.programme.title}: all events", Event.programme_id == feed.programme_id)
    if feed.group is not None:
        return _calendar(f"{feed.group.name}: events", _seats_for(feed.group.id))
    return _calendar("Your events", _of_person(feed.person_id))


def _seats_for(group_id: int) -> ColumnElement[bool]:
    has_seats = exists().where(
        SeatTarget.event_id == Event.id,
        SeatTarget.group_id == group_id,
        or_(SeatTarget.minimum > 0, SeatTarget.maximum.is_(None), SeatTarget.maximum > 0),
    )
    told = exists().where(Invitation.event_id == Event.id, Invitation.group_id == group_id, _was_told())
    return has_seats & or_(Event.public_at <= clock.now(), told)


def _of_person(person_id: int | None) -> ColumnElement[bool]:
    comes = Invitation.answer.in_([Answer.ACCEPTED, Answer.TENTATIVE])
    return exists().where(
        Invitation.event_id == Event.id,
        Invitation.person_id == person_id,
        Invitation.withdrawn_at.is_(None),
        or_(comes, Invitation.answer.is_(None) & _was_told()),
    )


def _was_told() -> ColumnElement[bool]:
    """A letter that brings the event to a diary went, or is on its way."""
    return exists().where(
        Letter.subject_kind == Invitation.__tablename__,
        Letter.subject_id == Invitation.id,
        Letter.kind.in_(DIARY_LETTERS),
        Letter.approved_at.is_not(None),
        Letter.dropped_at.is_(None),
    )


def _calendar(name: str, which: ColumnElement[bool]) -> Calendar:
    """Which events, and their stamps, in one query. The page's address stands in what is public."""
    shown = case((Event.public_at <= clock.now(), 1), else_=0)
    changed_at = type_coerce(Event.changed_at, String)  # as the driver has it, which is quicker
    query = (
        select(Event.id, Event.version, changed_at, Programme.version, shown)
        .join(Programme, Programme.id == Event.programme_id)
        .where(which)
        .order_by(Event.id)
    )
    rows = db.session.execute(query).all()
    return Calendar(name, which, [(number, tuple(stamp)) for number, *stamp in rows])


def _years(which: ColumnElement[bool]) -> dict[str, tuple[int, int]]:
    """In which years each zone is named."""
    queries: tuple[Any, ...] = (
        select(Meeting.zone, func.min(Meeting.starts_local), func.max(Meeting.ends_local))
        .join(Event, Event.id == Meeting.event_id)
        .group_by(Meeting.zone),
        select(Series.zone, func.min(Series.starts_local), func.max(Meeting.planned_local))
        .join(Event, Event.id == Series.event_id)
        .join(Meeting, Meeting.event_id == Event.id)
        .group_by(Series.zone),
    )
    found: dict[str, tuple[int, int]] = {}
    for query in queries:
        for zone, first, last in db.session.execute(query.where(which)):
            low, high = found.get(zone, (first.year, last.year))
            found[zone] = min(low, first.year), max(high, last.year)
    return found


def _lines(events: Sequence[tuple[int, Stamp]]) -> list[bytes]:
    """The lines of these events, those that have changed made anew."""
    found = {number: _kept.get(number) for number, _ in events}
    fresh = [number for number, stamp in events if (kept := found[number]) is None or kept[0] != stamp]
    if fresh:
        stamps = dict(events)
        made = {event.id: (stamps[event.id], _of_event(event)) for event in _whole(fresh)}
        found |= made
        if len(_kept) + len(made) > MOST_KEPT:
            _kept.clear()
        _kept.update(made)
    return [kept[1] for kept in found.values() if kept is not None]


def _of_event(event: Event) -> bytes:
    return b"".join(entry(appointment) for appointment in appointments_of(event))


def _whole(numbers: Sequence[int]) -> Sequence[Event]:
    query = (
        select(Event)
        .where(Event.id.in_(numbers))
        .options(
            joinedload(Event.programme),
            selectinload(Event.series),
            selectinload(Event.meetings).selectinload(Meeting.sessions),
        )
    )
    return db.session.scalars(query).all()
