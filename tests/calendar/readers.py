"""Four programs that read calendars, none of them ours, each asked the same questions."""

import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
import vobject

ICALJS = Path(__file__).parent / "read_with_icaljs.mjs"


@dataclass(frozen=True)
class Seen:
    """What a reader says of the one event in an object."""

    method: str
    uid: str
    title: str
    description: str
    attendees: tuple[str, ...]
    starts: datetime
    ends: datetime


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


def by_icalendar(octets: bytes) -> Seen:
    calendar = icalendar.Calendar.from_ical(octets)
    (event,) = calendar.walk("VEVENT")
    assert event.errors == [], event.errors
    attendees = event.get("ATTENDEE", [])
    return Seen(
        method=str(calendar.get("METHOD")),
        uid=str(event["UID"]),
        title=str(event["SUMMARY"]),
        description=str(event.get("DESCRIPTION", "")),
        attendees=tuple(str(one) for one in (attendees if isinstance(attendees, list) else [attendees])),
        starts=event["DTSTART"].dt.astimezone(UTC),
        ends=event["DTEND"].dt.astimezone(UTC),
    )


def by_vobject(octets: bytes) -> Seen:
    calendar = vobject.readOne(octets.decode())
    (event,) = calendar.vevent_list
    return Seen(
        method=calendar.method.value,
        uid=event.uid.value,
        title=event.summary.value,
        description=event.description.value,
        attendees=tuple(one.value for one in getattr(event, "attendee_list", [])),
        starts=event.dtstart.value.astimezone(UTC),
        ends=event.dtend.value.astimezone(UTC),
    )


class IcalTime(ctypes.Structure):
    _fields_ = [
        *[(name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")],
        *[(name, ctypes.c_int) for name in ("is_date", "is_daylight")],
        ("zone", ctypes.c_void_p),
    ]


def by_libical(octets: bytes) -> Seen:
    name = ctypes.util.find_library("ical")
    if name is None:
        pytest.skip("libical is not installed (Debian: libical3)")
    lib = ctypes.CDLL(name)
    for function in (
        "icalparser_parse_string",
        "icalcomponent_get_inner",
        "icalcomponent_get_first_property",
    ):
        getattr(lib, function).restype = ctypes.c_void_p
    lib.icalcomponent_get_next_property.restype = ctypes.c_void_p
    for function in ("uid", "summary", "description"):
        getattr(lib, f"icalcomponent_get_{function}").restype = ctypes.c_char_p
    lib.icalproperty_get_attendee.restype = ctypes.c_char_p
    lib.icalproperty_method_to_string.restype = ctypes.c_char_p
    lib.icalproperty_string_to_kind.restype = ctypes.c_int
    for function in ("dtstart", "dtend"):
        getattr(lib, f"icalcomponent_get_{function}").restype = IcalTime
    lib.icaltime_as_timet_with_zone.restype = ctypes.c_long
    lib.icaltime_as_timet_with_zone.argtypes = [IcalTime, ctypes.c_void_p]

    whole = ctypes.c_void_p(lib.icalparser_parse_string(octets))
    assert lib.icalcomponent_count_errors(whole) == 0
    assert lib.icalrestriction_check(whole) == 1, "libical does not find it valid for its method"
    event = ctypes.c_void_p(lib.icalcomponent_get_inner(whole))
    kind = lib.icalproperty_string_to_kind(b"ATTENDEE")
    attendees = []
    prop = lib.icalcomponent_get_first_property(event, kind)
    while prop:
        attendees.append(lib.icalproperty_get_attendee(ctypes.c_void_p(prop)).decode())
        prop = lib.icalcomponent_get_next_property(event, kind)

    def instant(time: IcalTime) -> datetime:
        assert time.zone, "libical found no zone"
        return datetime.fromtimestamp(lib.icaltime_as_timet_with_zone(time, time.zone), UTC)

    seen = Seen(
        method=lib.icalproperty_method_to_string(lib.icalcomponent_get_method(whole)).decode(),
        uid=lib.icalcomponent_get_uid(whole).decode(),
        title=lib.icalcomponent_get_summary(whole).decode(),
        description=lib.icalcomponent_get_description(whole).decode(),
        attendees=tuple(attendees),
        starts=instant(lib.icalcomponent_get_dtstart(whole)),
        ends=instant(lib.icalcomponent_get_dtend(whole)),
    )
    lib.icalcomponent_free(whole)
    return seen


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
    return [
        Seen(
            method=said["method"],
            uid=said["uid"],
            title=said["title"],
            description=said["description"],
            attendees=tuple(said["attendees"]),
            starts=datetime.fromtimestamp(said["starts"], UTC),
            ends=datetime.fromtimestamp(said["ends"], UTC),
        )
        for said in json.loads(answer.stdout)
    ]


def one_by_one(reader: Callable[[bytes], Seen]) -> Callable[[list[bytes]], list[Seen]]:
    return lambda many: [reader(octets) for octets in many]


READERS: dict[str, Callable[[list[bytes]], list[Seen]]] = {
    "icalendar": one_by_one(by_icalendar),
    "vobject": one_by_one(by_vobject),
    "libical": one_by_one(by_libical),
    "ical.js": by_icaljs,
}
