"""A feed of 10,000 events: first, then after one of them changed, against icalendar's serialising of the same."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as CalendarEvent

from roundtable import clock
from roundtable.db import db, insert_many, new_uid, transaction
from roundtable.events import actions, feeds
from roundtable.events.actions import MeetingFacts
from roundtable.events.models import Event, EventKind, Meeting
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.table import note

COUNT, TURNS = 10_000, 3
FIRST_DAY = datetime(2027, 1, 4, 10)
LONDON = ZoneInfo("Europe/London")
PURPOSE = "What helps people to stay in work, number {}: for employers, services and those who plan them."


def measure() -> None:
    """CPU seconds of whole requests, database and all; the library is given its events ready to serialise."""
    with installation() as place, place.app.app_context():
        programme = sowing.programme()
        _sow(programme)
        db.session.commit()
        address, client = f"/calendar/{programme.slug}.ics", place.app.test_client()
        calendar = _of_icalendar()
        first, changed, unchanged, theirs = [], [], [], []
        for turn in range(TURNS):
            feeds._kept.clear()
            first.append(_spent(lambda: _read(client, address)))
            _move_one(turn)
            changed.append(_spent(lambda: _read(client, address)))
            tag = client.get(address).headers["ETag"]
            unchanged.append(_spent(lambda tag=tag: _ask(client, address, tag)))  # type: ignore[misc]
            theirs.append(_spent(calendar.to_ical))
    ours, again, asked, library = (min(each) for each in (first, changed, unchanged, theirs))
    what = f"a feed of {COUNT:,} events"
    said = f"{ours:.2f} s against {library:.2f} s"
    note(f"{what}, first time, against icalendar", ours / library, "≤ 1.5", unit="×", at_most=1.5, said=said)
    said = f"{again * 1000:.0f} ms; {asked * 1000:.0f} ms where nothing changed (304)"
    note(
        f"{what}, after one changed, against icalendar",
        library / again,
        "≥ 20",
        unit="× faster",
        at_least=20,
        said=said,
    )


def _sow(programme: Programme) -> None:
    now = clock.now()
    events = [
        {
            "programme_id": programme.id,
            "slug": f"bench-{number}",
            "title": f"Bench webinar {number}",
            "folded_title": f"bench webinar {number}",
            "kind": EventKind.WEBINAR,
            "purpose": PURPOSE.format(number),
            "public_at": now,
            "created_at": now,
            "changed_at": now,
            "version": 1,
        }
        for number in range(COUNT)
    ]
    insert_many(Event, events)
    numbers = [number for (number,) in db.session.query(Event.id).order_by(Event.id)]
    meetings = []
    for place, number in enumerate(numbers):
        starts = _starts(place)
        at = starts.replace(tzinfo=LONDON).astimezone(UTC)
        meetings.append(
            {
                "event_id": number,
                "uid": new_uid(),
                "zone": "Europe/London",
                "starts_local": starts,
                "ends_local": starts + timedelta(hours=1),
                "starts_at": at,
                "ends_at": at + timedelta(hours=1),
                "place": "Hall 1, Example Street, London",
                "changed_at": now,
            }
        )
    insert_many(Meeting, meetings)


def _starts(place: int) -> datetime:
    return FIRST_DAY + timedelta(days=place % 700)


def _read(client: FlaskClient, address: str) -> None:
    """As a server sends it: piece by piece."""
    response = client.get(address, buffered=False)
    size = sum(len(piece) for piece in response.response)
    if response.status_code != 200 or size < COUNT * 400:
        raise RuntimeError(f"the feed answers {response.status_code} with {size} bytes")


def _ask(client: FlaskClient, address: str, tag: str) -> None:
    if client.get(address, headers={"If-None-Match": tag}).status_code != 304:
        raise RuntimeError("the feed was sent again though nothing had changed")


def _move_one(turn: int) -> None:
    with transaction():
        meeting = db.session.get_one(Meeting, COUNT // 2 + turn)
        later = timedelta(minutes=15)
        starts, ends = meeting.starts_local + later, meeting.ends_local + later
        actions.edit_meeting(meeting, MeetingFacts(starts, ends, place=meeting.place), by=SYSTEM)
    db.session.remove()


def _spent(deed: Callable[[], object]) -> float:
    before = time.process_time()
    deed()
    return time.process_time() - before


def _of_icalendar() -> Calendar:
    """The same events, built; only their serialising is measured."""
    calendar = Calendar()
    calendar.add("prodid", "-//Bench//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(Timezone.from_tzid("Europe/London"))
    organiser = vCalAddress("mailto:bench@roundtable.example")
    organiser.params["CN"] = vText("Bench")
    now = datetime.now(UTC)
    for number in range(COUNT):
        event = CalendarEvent()
        starts = _starts(number).replace(tzinfo=LONDON)
        event.add("uid", f"{new_uid()}@127.0.0.1")
        event.add("sequence", 0)
        event.add("dtstamp", now)
        event.add("last-modified", now)
        event.add("dtstart", starts)
        event.add("dtend", starts + timedelta(hours=1))
        event.add("summary", f"Bench webinar {number}")
        event.add("organizer", organiser)
        event.add("location", "Hall 1, Example Street, London")
        event.add("status", "CONFIRMED")
        event.add("transp", "OPAQUE")
        url = f"http://127.0.0.1:5000/events/bench-{number}"
        event.add("description", f"{PURPOSE.format(number)}\n\nAbout this event: {url}")
        event.add("url", url)
        calendar.add_component(event)
    return calendar
