"""What other people's diaries send us (iTIP): read line by line, since many of them write what a strict reader refuses.

Nothing here refuses: a line that cannot be read is left out, and what is missing then is empty.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from roundtable.calendar.appointment import LARGEST_SEQUENCE
from roundtable.calendar.lines import clean
from roundtable.clock import find_zone
from roundtable.errors import Refusal

LONGEST = 1_000_000
"""Octets of a calendar part that are read; an answer has a few thousand."""

YEARS = range(1970, 2200)
"""In which an appointment can be: at the ends of the calendar, reckoning with zones fails."""
LONGEST_WITH_ZONE = 100_000
"""Octets in which a zone is looked for that the object describes itself: that reads all of it anew."""
LONGEST_COMMENT = 5_000
DEEPEST = 20
"""Components within components."""

_FOLDED = re.compile("\n[ \t]")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_DURATION = re.compile(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNSTRUCTURED = re.compile(r"(?i)(mailto:[^;,\s\"]+)\s*$")


@dataclass(frozen=True)
class Participant:
    """An ATTENDEE line."""

    address: str
    name: str = ""
    said: str = ""
    """PARTSTAT in capitals; empty where it says none."""
    sent_by: str = ""
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incoming:
    """The first event of an iCalendar object that came by mail."""

    method: str = ""
    uid: str = ""
    sequence: int | None = None
    stamp: datetime | None = None
    """DTSTAMP, or the time of the answer where a diary says it and copies the DTSTAMP of the invitation."""
    starts: datetime | None = None
    ends: datetime | None = None
    place: str = ""
    title: str = ""
    comment: str = ""
    organiser: str = ""
    of_one: bool = False
    """It names one meeting of a series (RECURRENCE-ID)."""
    occurrence: datetime | None = None
    """When the rule has that meeting, where that can be read."""
    participants: tuple[Participant, ...] = ()

    @property
    def is_damaged(self) -> bool:
        """Whether what every message of iTIP has is missing."""
        return not (self.method and self.uid)


def hear(octets: bytes) -> Incoming:
    """What an iCalendar object says, as far as it can be read."""
    octets = octets[:LONGEST]
    found: dict[str, Any] = {"participants": (), "comment": ""}
    for name, values, value in _properties(octets):
        if _MOMENTS.get(name) in found:
            continue
        if name == "ATTENDEE":
            found["participants"] = (*found["participants"][:100], _participant(values, value))
        elif name == "COMMENT":
            if len(found["comment"]) < LONGEST_COMMENT:
                found["comment"] = f"{found['comment']}\n{clean(value)}".strip()[:LONGEST_COMMENT]
        elif name in ("DTSTAMP", "X-MICROSOFT-CDO-REPLYTIME"):
            stamps = (_moment(value, "", octets), found.get("stamp"))
            found["stamp"] = max(filter(None, stamps), default=None)
        elif name in _MOMENTS:
            found[_MOMENTS[name]] = _moment(value, _one(values, "TZID"), octets)
            found["of_one"] = found.get("of_one", False) or name == "RECURRENCE-ID"
        else:
            field, read = _PLAIN[name]
            found[field] = read(value)
    duration = found.pop("duration", None)
    if found.get("ends") is None and found.get("starts") is not None and duration is not None:
        found["ends"] = found["starts"] + duration
    return Incoming(**found)


def _properties(octets: bytes) -> Iterator[tuple[str, Any, str]]:
    """METHOD, and the properties of the first VEVENT that are ours to read."""
    from icalendar.parser import Contentline  # as large as half of this program

    text = _decoded(octets).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    inside: list[str] = []
    events = 0
    for line in _FOLDED.sub("", text).split("\n"):
        name = re.split("[:;]", line, maxsplit=1)[0].strip().upper()
        if name == "BEGIN":
            inside.append(line.partition(":")[2].strip().upper())
            events += inside[-1] == "VEVENT"
            if len(inside) > DEEPEST:
                return
        elif name == "END":
            ended = line.partition(":")[2].strip().upper()
            if ended in inside:
                del inside[len(inside) - 1 - inside[::-1].index(ended) :]
        elif (name in _WANTED and inside[-1:] == ["VEVENT"] and events == 1) or (
            name == "METHOD" and inside in (["VCALENDAR"], [])
        ):
            values: Any = {}
            try:
                _, values, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
            except ValueError:  # a parameter without a value, say; the address at the end can still be read
                found = _UNSTRUCTURED.search(line[-400:])
                value = found[1] if found else line.partition(":")[2]
            yield name, values, str(value)


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _participant(values: Any, value: str) -> Participant:
    return Participant(
        address=_address(value),
        name=clean(_one(values, "CN")).replace("\n", " ").strip()[:200],
        said=_one(values, "PARTSTAT").strip().upper(),
        sent_by=_address(_one(values, "SENT-BY")),
        delegated_to=_addresses(values, "DELEGATED-TO"),
        delegated_from=_addresses(values, "DELEGATED-FROM"),
    )


def _one(values: Any, name: str) -> str:
    found = values.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found)


def _addresses(values: Any, name: str) -> tuple[str, ...]:
    found = values.get(name, "")
    each = found if isinstance(found, list) else [found]
    return tuple(filter(None, (_address(str(one)) for one in each)))


def _address(value: str) -> str:
    """The mailbox of a CAL-ADDRESS."""
    from urllib.parse import unquote

    bare = value.strip().strip("\"'<> ")
    if bare.lower().startswith("mailto:"):
        bare = unquote(bare[7:])
    return bare.strip("<> ") if "@" in bare and len(bare) <= 320 and clean(bare).split() == [bare] else ""


def _moment(value: str, zone: str, octets: bytes) -> datetime | None:
    """The instant of a DATE-TIME; None of a date, or where nobody can tell the zone."""
    found = _STAMP.fullmatch(value.strip())
    if found is None:
        return None
    try:
        local = datetime(*(int(part) for part in found.groups()[:6]))  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return None
    if local.year not in YEARS:
        return None
    if found[7] or not zone:
        return local.replace(tzinfo=UTC) if found[7] else None
    with suppress(Refusal):
        return local.replace(tzinfo=find_zone(_iana(zone))).astimezone(UTC)
    return _by_its_own_zone(octets, value.strip(), zone)


def _iana(zone: str) -> str:
    """The zone's name in the database of the world, where it is one of Windows'."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return str(WINDOWS_TO_OLSON.get(zone, zone))


def _by_its_own_zone(octets: bytes, value: str, zone: str) -> datetime | None:
    """The instant as the VTIMEZONE of the object has it, for zones with names of their own."""
    from icalendar import Calendar, Event

    if len(octets) > LONGEST_WITH_ZONE:
        return None
    try:
        for event in Calendar.from_ical(octets).walk("VEVENT"):
            if not isinstance(event, Event):
                continue
            for name in ("DTSTART", "DTEND"):
                moment = event.get(name)
                written = getattr(moment, "dt", None)
                if isinstance(written, datetime) and f"{written:%Y%m%dT%H%M%S}" == value and written.tzinfo:
                    return written.astimezone(UTC)
    except Exception:  # whatever the library makes of it, the rest of the message is read
        return None
    return None


def _duration(value: str) -> timedelta | None:
    found = _DURATION.fullmatch(value.strip())
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (min(int(part or 0), 10_000) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _number(value: str) -> int | None:
    with suppress(ValueError):
        return max(0, min(int(value), LARGEST_SEQUENCE))
    return None


def _line(value: str) -> str:
    return clean(value).strip()


_SEVERAL = {"ATTENDEE", "COMMENT", "DTSTAMP", "X-MICROSOFT-CDO-REPLYTIME"}
_PLAIN: dict[str, tuple[str, Callable[[str], Any]]] = {
    "METHOD": ("method", lambda value: _line(value).upper()[:20]),
    "UID": ("uid", _line),
    "SEQUENCE": ("sequence", _number),
    "DURATION": ("duration", _duration),
    "LOCATION": ("place", _line),
    "SUMMARY": ("title", _line),
    "ORGANIZER": ("organiser", _address),
}
_MOMENTS = {"DTSTART": "starts", "DTEND": "ends", "RECURRENCE-ID": "occurrence"}
_WANTED = (_PLAIN.keys() - {"METHOD"}) | _MOMENTS.keys() | _SEVERAL
