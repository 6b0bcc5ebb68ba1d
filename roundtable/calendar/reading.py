"""What a diary makes of an iCalendar object, read by a library that had no part in writing it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

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
    rule: str
    """The RRULE of a series."""
    left_out: tuple[datetime | date, ...]
    """When the rule has meetings of a series that are off."""
    instance_of: datetime | date | None
    """Of one meeting of a series: when the rule has it."""
    alarms: tuple[str, ...]
    """How long before it each reminds, as the object says it: -PT15M."""


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
        raise Refusal(f"This is not a calendar file that can be read: {str(error).rstrip('.')}.") from error


def _entry(event: "Event", method: str) -> Entry:
    rule, instance = event.get("RRULE"), event.get("RECURRENCE-ID")
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
        attendees=tuple(str(attendee) for attendee in _listed(event.get("ATTENDEE"))),
        rule=_text(rule),
        left_out=tuple(each.dt for dates in _listed(event.get("EXDATE")) for each in dates.dts),
        instance_of=instance.dt if instance is not None else None,
        alarms=tuple(_text(alarm["TRIGGER"]) for alarm in event.walk("VALARM") if "TRIGGER" in alarm),
    )


def _listed(value: Any) -> list[Any]:
    """What stands once or several times."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """A value as the object has it."""
    return value.to_ical().decode() if hasattr(value, "to_ical") else str(value or "")
