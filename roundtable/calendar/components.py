"""The properties of an appointment that are the same for everybody who is told of it."""

from datetime import timedelta

from roundtable.calendar import lines
from roundtable.calendar.appointment import Appointment, Attendee, Status
from roundtable.calendar.zones import is_utc
from roundtable.clock import WallTime


def identity_of(appointment: Appointment) -> list[str]:
    """Which appointment it is, and which state of it."""
    named = ["BEGIN:VEVENT", f"UID:{lines.text(appointment.uid)}"]
    if appointment.instance_of is not None:
        named.append(moment("RECURRENCE-ID", appointment.instance_of))
    return [*named, f"SEQUENCE:{appointment.sequence}"]


def facts_of(appointment: Appointment, title: str, status: Status | None) -> list[str]:
    """When, where and by whom. `status` is None where a message must not say how the event stands."""
    organiser = appointment.organiser
    facts = [
        f"LAST-MODIFIED:{lines.utc(appointment.last_modified)}",
        moment("DTSTART", appointment.starts),
        moment("DTEND", appointment.ends),
        *([f"RRULE:{appointment.rule}"] if appointment.series else []),
        f"SUMMARY:{lines.text(title)}",
        f"ORGANIZER;CN={name_of(organiser)}:{lines.mailto(organiser.address)}",
    ]
    if appointment.place:
        facts.append(f"LOCATION:{lines.text(appointment.place)}")
    if status is not None:
        facts.append(f"STATUS:{status}")
    if status is Status.TENTATIVE:
        facts.append("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE")
    facts.append("TRANSP:TRANSPARENT" if status is Status.CANCELLED else "TRANSP:OPAQUE")
    return facts


def description_of(appointment: Appointment, *, note: str = "") -> str:
    """What it is about, how to join where this says so, and its agenda."""
    told = (lines.clean(words).strip() for words in (appointment.description, note))
    agenda = "\n".join(["Agenda", *appointment.agenda]) if appointment.agenda else ""
    return "\n\n".join(part for part in (*told, agenda) if part)


def reminder(appointment: Appointment) -> list[str]:
    """The alarm, where the event wants one. A day before is the same wall time, so it is said in days."""
    if appointment.alarm is None:
        return []
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{lines.text(appointment.title)}",
        f"TRIGGER:-{_duration(appointment.alarm)}",
        "END:VALARM",
    ]


def _duration(length: timedelta) -> str:
    if length.seconds == 0:
        return f"P{length.days}D"
    minutes = int(length.total_seconds()) // 60
    return f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"


def moment(name: str, time: WallTime) -> str:
    """A property that holds a local time with its zone."""
    if is_utc(time.zone):
        return f"{name}:{lines.local(time.local)}Z"
    return f"{name};TZID={time.zone}:{lines.local(time.local)}"


def name_of(attendee: Attendee) -> str:
    """A mailbox's name as a parameter."""
    return lines.parameter(attendee.name or attendee.address)
