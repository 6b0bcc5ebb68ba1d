"""Links that open the "add an event" form of a calendar on the web, filled in."""

from urllib.parse import urlencode

from roundtable.calendar import lines
from roundtable.calendar.appointment import Appointment, Status
from roundtable.calendar.components import description_of
from roundtable.calendar.zones import is_utc

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
OFFICE = "https://outlook.office.com/calendar/0/deeplink/compose"
LONGEST = 1_000
"""Characters of a description: an address cannot be of any length."""


def links_of(appointment: Appointment) -> list[tuple[str, str]]:
    """The name of each calendar and the link. Like a file that is passed on, it holds no personal page."""
    return [
        ("Google Calendar", google(appointment)),
        ("Outlook.com", _microsoft(OUTLOOK, appointment)),
        ("Office 365", _microsoft(OFFICE, appointment)),
    ]


def google(appointment: Appointment) -> str:
    """In local time with its zone, so that it stays there when the zone's rules change."""
    in_utc = is_utc(appointment.starts.zone)
    mark = "Z" if in_utc else ""
    times = [lines.local(time.local) + mark for time in (appointment.starts, appointment.ends)]
    words = {
        "action": "TEMPLATE",
        "text": _title(appointment),
        "dates": "/".join(times),
        "details": _details(appointment),
        "location": appointment.place,
        "ctz": "" if in_utc else appointment.starts.zone,
    }
    return _link(GOOGLE, words)


def _microsoft(base: str, appointment: Appointment) -> str:
    words = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": _title(appointment),
        "startdt": f"{appointment.starts.instant:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{appointment.ends.instant:%Y-%m-%dT%H:%M:%SZ}",
        "body": _details(appointment),
        "location": appointment.place,
    }
    return _link(base, words)


def _title(appointment: Appointment) -> str:
    held = appointment.status is Status.TENTATIVE
    return f"Save the date: {appointment.title}" if held else appointment.title


def _details(appointment: Appointment) -> str:
    words = description_of(appointment)
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0] + " …"
    return "\n\n".join(part for part in (words, appointment.url) if part)


def _link(base: str, words: dict[str, str]) -> str:
    return f"{base}?{urlencode({name: value for name, value in words.items() if value})}"
