"""The messages of iTIP (RFC 5546) that we send: REQUEST and CANCEL to one person, PUBLISH to whoever reads.

One object, one METHOD, one UID and one ATTENDEE in what goes to a person: never another guest's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from roundtable.calendar import lines
from roundtable.calendar.appointment import Appointment, Attendee, Participation, Status
from roundtable.calendar.zones import is_utc, vtimezone
from roundtable.clock import WallTime

PRODUCT = "-//Roundtable//Roundtable//EN"
HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
END = b"END:VEVENT\r\nEND:VCALENDAR\r\n"


@dataclass(frozen=True)
class Prepared:
    """The lines of a message that all its recipients share; theirs are put between the parts."""

    before_stamp: bytes
    before_page: bytes
    """Ends within DESCRIPTION, so that the recipient's page can go on from there in a folded line."""
    described: bool
    public_url: str


def request(appointment: Appointment, attendee: Attendee, *, stamp: datetime) -> bytes:
    """An invitation or its update, for one person's diary."""
    prepared = _prepared(appointment, "REQUEST", appointment.status)
    return _filled(prepared, attendee, stamp, _asked(attendee))


def cancel(appointment: Appointment, attendee: Attendee, *, stamp: datetime) -> bytes:
    """The event is off: takes it out of one person's diary. Its sequence must have been raised."""
    prepared = _prepared(appointment, "CANCEL", Status.CANCELLED)
    return _filled(prepared, attendee, stamp, _named(attendee))


def withdraw(appointment: Appointment, attendee: Attendee, *, stamp: datetime) -> bytes:
    """This person is no longer invited; the event goes on without them, and nothing here says otherwise."""
    prepared = _prepared(appointment, "CANCEL", None)
    return _filled(prepared, attendee, stamp, _named(attendee))


def publish(appointments: Sequence[Appointment], *, name: str = "") -> bytes:
    """A feed or a download: no attendee, no personal page; what is cancelled stays and says so.

    The same appointments give the same octets, so a feed can be compared and kept.
    """
    title = lines.text(name)
    named = [f"NAME:{title}", f"X-WR-CALNAME:{title}"] if title else []
    fresh = ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"] if title else []
    head = lines.joined([*HEAD, "METHOD:PUBLISH", *named, *fresh])
    events = [_published(appointment) for appointment in appointments]
    return b"".join([head, _zones(appointments), *events, b"END:VCALENDAR\r\n"])


@lru_cache(maxsize=256)
def _prepared(appointment: Appointment, method: str, status: Status | None) -> Prepared:
    head = lines.joined([*HEAD, f"METHOD:{method}"]) + _zones([appointment])
    opening = [*_identity(appointment), "DTSTAMP:"]
    description = _description(appointment)
    body = [*_facts(appointment, appointment.title, status), f"DESCRIPTION:{lines.text(description)}"]
    return Prepared(
        before_stamp=head + lines.joined(opening)[: -len(lines.LINE_END)],
        before_page=lines.LINE_END + lines.joined(body)[: -len(lines.LINE_END)],
        described=bool(description),
        public_url=appointment.url,
    )


def _filled(prepared: Prepared, attendee: Attendee, stamp: datetime, attendee_line: str) -> bytes:
    """The shared lines with this person's stamp, page and name between them."""
    page = attendee.page or prepared.public_url
    parts = [prepared.before_stamp, lines.utc(stamp).encode(), prepared.before_page]
    if page:
        where = "Your own page, to answer and for how to join" if attendee.page else "About this event"
        gap = "\n\n" if prepared.described else ""
        parts += [lines.FOLD, lines.fold(lines.text(f"{gap}{where}: "), already=1)]
        parts += [lines.FOLD, lines.fold(lines.text(page), already=1)]
        parts += [lines.LINE_END, lines.fold(f"URL:{lines.uri(page)}")]
    parts += [lines.LINE_END, lines.fold(attendee_line), lines.LINE_END, END]
    return b"".join(parts)


def _asked(attendee: Attendee) -> str:
    wanted = "TRUE" if attendee.answer is Participation.NEEDS_ACTION else "FALSE"
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={attendee.answer};RSVP={wanted}"
        f";CN={_name_of(attendee)}:{lines.mailto(attendee.address)}"
    )


def _named(attendee: Attendee) -> str:
    return f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN={_name_of(attendee)}:{lines.mailto(attendee.address)}"


def _name_of(attendee: Attendee) -> str:
    return lines.parameter(attendee.name or attendee.address)


def _published(appointment: Appointment) -> bytes:
    title = appointment.title
    if appointment.status is Status.CANCELLED:
        title = f"Cancelled: {title}"
    description = _description(appointment)
    if appointment.url:
        description = f"{description}\n\nAbout this event: {appointment.url}".strip()
    event = [
        *_identity(appointment),
        f"DTSTAMP:{lines.utc(appointment.last_modified)}",
        *_facts(appointment, title, appointment.status),
        f"DESCRIPTION:{lines.text(description)}",
        *([f"URL:{lines.uri(appointment.url)}"] if appointment.url else []),
        "END:VEVENT",
    ]
    return lines.joined(event)


def _identity(appointment: Appointment) -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{lines.text(appointment.uid)}", f"SEQUENCE:{appointment.sequence}"]


def _facts(appointment: Appointment, title: str, status: Status | None) -> list[str]:
    """What is the same for everybody. `status` is None where a message must not say how the event stands."""
    organiser = appointment.organiser
    facts = [
        f"LAST-MODIFIED:{lines.utc(appointment.last_modified)}",
        _moment("DTSTART", appointment.starts),
        _moment("DTEND", appointment.ends),
        f"SUMMARY:{lines.text(title)}",
        f"ORGANIZER;CN={_name_of(organiser)}:{lines.mailto(organiser.address)}",
    ]
    if appointment.place:
        facts.append(f"LOCATION:{lines.text(appointment.place)}")
    if status is not None:
        facts.append(f"STATUS:{status}")
    if status is Status.TENTATIVE:
        facts.append("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE")
    facts.append("TRANSP:TRANSPARENT" if status is Status.CANCELLED else "TRANSP:OPAQUE")
    return facts


def _description(appointment: Appointment) -> str:
    agenda = "\n".join(["Agenda", *appointment.agenda]) if appointment.agenda else ""
    return "\n\n".join(part for part in (lines.clean(appointment.description).strip(), agenda) if part)


def _moment(name: str, time: WallTime) -> str:
    if is_utc(time.zone):
        return f"{name}:{lines.local(time.local)}Z"
    return f"{name};TZID={time.zone}:{lines.local(time.local)}"


def _zones(appointments: Sequence[Appointment]) -> bytes:
    """One VTIMEZONE for each zone that is named, right for all the years in which it is."""
    years: dict[str, list[int]] = {}
    for appointment in appointments:
        for time in (appointment.starts, appointment.ends):
            if not is_utc(time.zone):
                years.setdefault(time.zone, []).append(time.local.year)
    return b"".join(vtimezone(zone, min(found), max(found)) for zone, found in sorted(years.items()))
