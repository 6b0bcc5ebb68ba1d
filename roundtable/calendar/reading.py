"""What a diary makes of an iCalendar object, read by a library that had no part in writing it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from roundtable.errors import Refusal

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True)
class Entry:
    """One event as a diary would show it. Times carry the zone that the object gives them."""

    method: str
    uid: str
    sequence: int
    title: str
    starts: datetime | date
    ends: datetime | date
    place: str
    description: str
    url: str
    status: str
    organiser: str
    attendees: tuple[str, ...]


def read(octets: bytes) -> list[Entry]:
    """The events of an iCalendar object, in its order; refuses what is none."""
    from icalendar import (
        Calendar,
        Event,
    )  # as large as half of this program, and few pages read what they wrote

    try:
        calendar = Calendar.from_ical(octets)
        method = str(calendar.get("METHOD", ""))
        return [_entry(event, method) for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:  # what the library raises on bad input
        raise Refusal(f"This is not a calendar file that can be read: {error}.") from error


def _entry(event: "Event", method: str) -> Entry:
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    return Entry(
        method=method,
        uid=str(event.get("UID", "")),
        sequence=int(event.get("SEQUENCE", 0)),
        title=str(event.get("SUMMARY", "")),
        starts=event.start,
        ends=event.end,
        place=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
        url=str(event.get("URL", "")),
        status=str(event.get("STATUS", "")),
        organiser=str(event.get("ORGANIZER", "")),
        attendees=tuple(str(attendee) for attendee in attendees),
    )
