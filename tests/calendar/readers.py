"""Four programs that read calendars, none of them ours, each asked the same questions."""

import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from dateutil.rrule import rrulestr

from tests.calendar.libical import by_libical
from tests.calendar.seen import Seen

ICALJS = Path(__file__).parent / "read_with_icaljs.mjs"
__all__ = ["READERS", "Seen", "by_icalendar", "by_vobject", "with_zones_of_its_own"]


def with_zones_of_its_own(octets: bytes) -> bytes:
    """The same object with zone names that no reader knows, so that it must follow the rules it is given."""
    mark = uuid.uuid4().hex[:8]
    for line in octets.decode().split("\r\n"):
        if line.startswith("TZID:"):
            zone = line.removeprefix("TZID:")
            new = f"Nowhere/{mark}"
            octets = octets.replace(f"TZID:{zone}".encode(), f"TZID:{new}".encode())
            octets = octets.replace(f"TZID={zone}:".encode(), f"TZID={new}:".encode())
    return octets


def together(
    pattern: Iterable[datetime],
    length: timedelta,
    changed: dict[datetime, tuple[datetime, datetime]],
) -> tuple[tuple[datetime, datetime], ...]:
    """The meetings of a series: its pattern, with those that differ in their places."""
    plain = {start.astimezone(UTC) for start in pattern}
    assert changed.keys() <= plain, "a meeting that differs stands for none of the rule"
    return tuple(sorted(changed.get(start, (start, start + length)) for start in plain))


def by_icalendar(octets: bytes) -> Seen:
    calendar = icalendar.Calendar.from_ical(octets)
    first, *changed = calendar.walk("VEVENT")
    for event in (first, *changed):
        assert event.errors == [], event.errors
    return Seen(
        method=str(calendar.get("METHOD")),
        uid=str(first["UID"]),
        sequence=int(first["SEQUENCE"]),
        status=str(first.get("STATUS", "")),
        title=str(first["SUMMARY"]),
        description=str(first.get("DESCRIPTION", "")),
        attendees=tuple(str(one) for event in (first, *changed) for one in _listed(event.get("ATTENDEE"))),
        instance_of=first["RECURRENCE-ID"].dt.astimezone(UTC) if "RECURRENCE-ID" in first else None,
        meetings=_by_icalendar_and_dateutil(first, changed),
        alarms=tuple(alarm["TRIGGER"].dt for alarm in first.walk("VALARM")),
    )


def _by_icalendar_and_dateutil(first: Any, changed: list[Any]) -> tuple[tuple[datetime, datetime], ...]:
    starts, ends = first["DTSTART"].dt, first["DTEND"].dt
    off = {one.dt for each in _listed(first.get("EXDATE")) for one in each.dts}
    rule = first["RRULE"].to_ical().decode() if "RRULE" in first else "FREQ=DAILY;COUNT=1"
    local = rrulestr(rule, dtstart=starts.replace(tzinfo=None))
    pattern = [time.replace(tzinfo=starts.tzinfo) for time in local]
    return together(
        [time for time in pattern if time not in off],
        ends - starts,
        {
            one["RECURRENCE-ID"].dt.astimezone(UTC): (
                one["DTSTART"].dt.astimezone(UTC),
                one["DTEND"].dt.astimezone(UTC),
            )
            for one in changed
        },
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def by_vobject(octets: bytes) -> Seen:
    calendar = vobject.readOne(octets.decode())
    first, *changed = calendar.vevent_list
    rules = first.getrruleset(addRDate=True) if hasattr(first, "rrule") else [first.dtstart.value]
    return Seen(
        method=calendar.method.value,
        uid=first.uid.value,
        sequence=int(first.sequence.value),
        status=first.status.value if hasattr(first, "status") else "",
        title=first.summary.value,
        description=first.description.value,
        attendees=tuple(
            one.value for event in (first, *changed) for one in getattr(event, "attendee_list", [])
        ),
        instance_of=first.recurrence_id.value.astimezone(UTC) if hasattr(first, "recurrence_id") else None,
        meetings=together(
            list(rules),
            first.dtend.value - first.dtstart.value,
            {
                one.recurrence_id.value.astimezone(UTC): (
                    one.dtstart.value.astimezone(UTC),
                    one.dtend.value.astimezone(UTC),
                )
                for one in changed
            },
        ),
        alarms=tuple(alarm.trigger.value for alarm in getattr(first, "valarm_list", [])),
    )


def by_icaljs(many: list[bytes]) -> list[Seen]:
    node, modules = shutil.which("node"), os.environ.get("ROUNDTABLE_NODE_MODULES")
    if node is None:
        pytest.skip("node is not installed")
    if not modules or not (Path(modules) / "ical.js").is_dir():
        pytest.skip("ical.js is not there: set ROUNDTABLE_NODE_MODULES to a node_modules folder that has it")
    answer = subprocess.run(
        [node, str(ICALJS), str(Path(modules) / "ical.js" / "dist" / "ical.js")],
        input=json.dumps([octets.decode() for octets in many]).encode(),
        capture_output=True,
        check=True,
    )
    return [_by_icaljs(said) for said in json.loads(answer.stdout)]


def _by_icaljs(said: dict[str, Any]) -> Seen:
    def instant(seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC)

    return Seen(
        method=said["method"],
        uid=said["uid"],
        sequence=said["sequence"],
        status=said["status"],
        title=said["title"],
        description=said["description"],
        attendees=tuple(said["attendees"]),
        instance_of=instant(said["instance_of"]) if said["instance_of"] is not None else None,
        meetings=tuple(sorted((instant(starts), instant(ends)) for starts, ends in said["meetings"])),
        alarms=tuple(timedelta(seconds=each) for each in said["alarms"]),
    )


def one_by_one(reader: Callable[[bytes], Seen]) -> Callable[[list[bytes]], list[Seen]]:
    return lambda many: [reader(octets) for octets in many]


READERS: dict[str, Callable[[list[bytes]], list[Seen]]] = {
    "icalendar": one_by_one(by_icalendar),
    "vobject": one_by_one(by_vobject),
    "libical": one_by_one(by_libical),
    "ical.js": by_icaljs,
}
