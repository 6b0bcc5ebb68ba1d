"""The messages of iTIP (RFC 5546) that we send: REQUEST and CANCEL to one person, PUBLISH to whoever reads.

One object, one METHOD, one UID and one ATTENDEE in what goes to a person: never another guest's name. A series is
one UID: its pattern with a rule, then each meeting that differs, by its RECURRENCE-ID.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from roundtable.calendar import lines
from roundtable.calendar.appointment import Appointment, Attendee, Participation, Status
from roundtable.calendar.components import (
    description_of,
    facts_of,
    identity_of,
    moment,
    name_of,
    reminder,
)
from roundtable.calendar.zones import is_utc, vtimezone

PRODUCT = "-//Roundtable//Roundtable//EN"
HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
END = b"END:VCALENDAR\r\n"
Years = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Prepared:
    """The lines of one VEVENT that all recipients share; theirs are put between the parts."""

    before_stamp: bytes
    before_page: bytes
    """Ends within DESCRIPTION, so that the recipient's page can go on from there in a folded line."""
    described: bool
    public_url: str
    after: bytes


def request(appointment: Appointment, attendee: Attendee, *, stamp: datetime) -> bytes:
    """An invitation or its update, for one person's diary: of a meeting, of a whole series, or of one meeting of it."""
    head, events = _prepared(appointment, "REQUEST", appointment.status)
    return _filled(head, events, attendee, stamp, _asked(attendee, appointment.status))


def cancel(appointment: Appointment, attendee: Attendee, *, stamp: datetime) -> bytes:
    """The event is off: takes it out of one person's diary. Its sequence must have been raised."""
    head, events = _prepared(appointment, "CANCEL", Status.CANCELLED)
    return _filled(head, events, attendee, stamp, _named(attendee))


def withdraw(appointment: Appointment, attendee: Attendee, *, stamp: datetime) -> bytes:
    """This person is no longer invited; the event goes on without them, and nothing here says otherwise."""
    head, events = _prepared(appointment, "CANCEL", None)
    return _filled(head, events, attendee, stamp, _named(attendee))


def decline_counter(appointment: Appointment, *, stamp: datetime) -> bytes:
    """The time that a diary proposed is declined; the event stays as it is.

    It names what it is about and nothing else: no time, no zone, no attendee (RFC 5546, 3.2.8).
    """
    instance = appointment.instance_of
    event = [
        "BEGIN:VEVENT",
        f"UID:{lines.text(appointment.uid)}",
        *([f"RECURRENCE-ID:{lines.utc(instance.instant)}"] if instance else []),
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{lines.utc(stamp)}",
        f"ORGANIZER;CN={name_of(appointment.organiser)}:{lines.mailto(appointment.organiser.address)}",
        "END:VEVENT",
    ]
    return lines.joined([*HEAD, "METHOD:DECLINECOUNTER", *event]) + END


def publish(appointments: Iterable[Appointment], *, name: str = "", alarms: bool = False) -> bytes:
    """A feed or a download: no attendee, no personal page; what is cancelled stays and says so.

    The same appointments give the same octets, so a feed can be compared and kept. Only a download reminds: in a
    feed nobody has asked for it.
    """
    found = list(appointments)
    entries = [entry(appointment, alarms=alarms) for appointment in found]
    return b"".join([feed_head(name, years_of(found)), *entries, END])


_SAID = re.compile(rb"^SEQUENCE:(\d+)\r\nDTSTAMP:(\d{8}T\d{6})Z", re.MULTILINE)


def sequence_and_stamp(octets: bytes) -> tuple[int, datetime]:
    """What a message of ours says first of its SEQUENCE and its DTSTAMP, for whoever keeps account of what was sent."""
    found = _SAID.search(octets)
    if found is None:
        raise ValueError("a message of ours begins with its SEQUENCE and its DTSTAMP")
    return int(found[1]), datetime.fromisoformat(found[2].decode() + "Z")


def feed_head(name: str, years: Years) -> bytes:
    """The beginning of a feed, with the rules of the zones that are named in it."""
    title = lines.text(name)
    named = [f"NAME:{title}", f"X-WR-CALNAME:{title}"] if title else []
    fresh = ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"] if title else []
    return lines.joined([*HEAD, "METHOD:PUBLISH", *named, *fresh]) + _zones(years)


def entry(appointment: Appointment, *, alarms: bool = False) -> bytes:
    """An appointment as it stands in a feed; of a series, each meeting that differs after it."""
    changed = appointment.series.changed if appointment.series else ()
    return b"".join(_published(each, alarms=alarms) for each in (appointment, *changed))


def years_of(appointments: Iterable[Appointment]) -> dict[str, tuple[int, int]]:
    """The first and the last year in which each zone is named."""
    years: dict[str, tuple[int, int]] = {}
    for appointment in appointments:
        for time in appointment.times:
            first, last = years.get(time.zone, (time.local.year, time.local.year))
            years[time.zone] = min(first, time.local.year), max(last, time.local.year)
    return years


@lru_cache(maxsize=256)
def _prepared(
    appointment: Appointment, method: str, status: Status | None
) -> tuple[bytes, tuple[Prepared, ...]]:
    """What comes before the events, and each event. A cancellation of a series needs its pattern alone."""
    head = lines.joined([*HEAD, f"METHOD:{method}"]) + _zones(years_of([appointment]))
    events = [_event(appointment, status, asks=method == "REQUEST")]
    if method == "REQUEST" and appointment.series:
        stand = [one for one in appointment.series.changed if one.status is not Status.CANCELLED]
        events += [_event(one, one.status, asks=True) for one in stand]
    return head, tuple(events)


def _event(appointment: Appointment, status: Status | None, *, asks: bool) -> Prepared:
    description = description_of(appointment, note=appointment.note)
    called_off = _called_off(appointment) if asks else []
    body = [
        *facts_of(appointment, appointment.title, status),
        *called_off,
        f"DESCRIPTION:{lines.text(description)}",
    ]
    return Prepared(
        before_stamp=lines.joined([*identity_of(appointment), "DTSTAMP:"])[: -len(lines.LINE_END)],
        before_page=lines.LINE_END + lines.joined(body)[: -len(lines.LINE_END)],
        described=bool(description),
        public_url=appointment.url,
        after=lines.joined([*(reminder(appointment) if asks else []), "END:VEVENT"]),
    )


def _called_off(appointment: Appointment) -> list[str]:
    """The meetings of a series that are off: who is invited now never had them, so they are left out of the rule."""
    if appointment.series is None:
        return []
    return [
        moment("EXDATE", one.instance_of)
        for one in appointment.series.changed
        if one.status is Status.CANCELLED and one.instance_of is not None
    ]


def _filled(
    head: bytes, events: tuple[Prepared, ...], attendee: Attendee, stamp: datetime, attendee_line: str
) -> bytes:
    """The shared lines with this person's stamp, page and name between them."""
    stamped = lines.utc(stamp).encode()
    named = lines.fold(attendee_line) + lines.LINE_END
    parts = [head]
    for event in events:
        parts += [event.before_stamp, stamped, event.before_page]
        page = attendee.page or event.public_url
        if page:
            where = "Your own page, to answer and for how to join" if attendee.page else "About this event"
            gap = "\n\n" if event.described else ""
            parts += [lines.FOLD, lines.fold(lines.text(f"{gap}{where}: "), already=1)]
            parts += [lines.FOLD, lines.fold(lines.text(page), already=1)]
            parts += [lines.LINE_END, lines.fold(f"URL:{lines.uri(page)}")]
        parts += [lines.LINE_END, named, event.after]
    parts.append(END)
    return b"".join(parts)


def _asked(attendee: Attendee, status: Status) -> str:
    """Asks for an answer where there is none; a date that is only held asks for none yet."""
    waits = attendee.answer is Participation.NEEDS_ACTION and status is not Status.TENTATIVE
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={attendee.answer}"
        f";RSVP={'TRUE' if waits else 'FALSE'};CN={name_of(attendee)}:{lines.mailto(attendee.address)}"
    )


def _named(attendee: Attendee) -> str:
    return f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN={name_of(attendee)}:{lines.mailto(attendee.address)}"


def _published(appointment: Appointment, *, alarms: bool) -> bytes:
    title = appointment.title
    if appointment.status is Status.CANCELLED:
        title = f"Cancelled: {title}"
    description = description_of(appointment)
    if appointment.url:
        description = f"{description}\n\nAbout this event: {appointment.url}".strip()
    reminds = alarms and appointment.status is not Status.CANCELLED
    event = [
        *identity_of(appointment),
        f"DTSTAMP:{lines.utc(appointment.last_modified)}",
        *facts_of(appointment, title, appointment.status),
        f"DESCRIPTION:{lines.text(description)}",
        *([f"URL:{lines.uri(appointment.url)}"] if appointment.url else []),
        *(reminder(appointment) if reminds else []),
        "END:VEVENT",
    ]
    return lines.joined(event)


def _zones(years: Years) -> bytes:
    """One VTIMEZONE for each zone that is named, right for all the years in which it is."""
    return b"".join(vtimezone(zone, *years[zone]) for zone in sorted(years) if not is_utc(zone))
