"""The library behind Evolution, KOrganizer and many others, by its C functions."""

import ctypes
import ctypes.util
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from tests.calendar.seen import Seen

VEVENT, VALARM = 4, 10


class IcalTime(ctypes.Structure):
    _fields_ = [
        *[(name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")],
        *[(name, ctypes.c_int) for name in ("is_date", "is_daylight")],
        ("zone", ctypes.c_void_p),
    ]


class IcalDuration(ctypes.Structure):
    _fields_ = [("is_neg", ctypes.c_int)] + [
        (name, ctypes.c_uint) for name in ("days", "weeks", "hours", "minutes", "seconds")
    ]


class IcalTrigger(ctypes.Structure):
    _fields_ = [("time", IcalTime), ("duration", IcalDuration)]


class IcalSpan(ctypes.Structure):
    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


Found = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(IcalSpan), ctypes.c_void_p)


@cache
def library() -> Any:
    name = ctypes.util.find_library("ical")
    if name is None:
        pytest.skip("libical is not installed (Debian: libical3)")
    lib = ctypes.CDLL(name)
    for given, functions in {
        ctypes.c_void_p: (
            *("icalparser_parse_string", "icalcomponent_get_first_component"),
            *("icalcomponent_get_next_component", "icalcomponent_get_first_property"),
            "icalcomponent_get_next_property",
        ),
        ctypes.c_char_p: (
            *("icalcomponent_get_uid", "icalcomponent_get_summary", "icalcomponent_get_description"),
            *("icalproperty_get_attendee", "icalproperty_method_to_string", "icalproperty_status_to_string"),
        ),
        IcalTime: (
            *(
                "icalcomponent_get_dtstart",
                "icalcomponent_get_dtend",
                "icalproperty_get_datetime_with_component",
            ),
            "icaltime_from_string",
        ),
        IcalTrigger: ("icalproperty_get_trigger",),
        ctypes.c_long: ("icaltime_as_timet_with_zone",),
    }.items():
        for function in functions:
            getattr(lib, function).restype = given
    lib.icaltime_as_timet_with_zone.argtypes = [IcalTime, ctypes.c_void_p]
    lib.icalcomponent_foreach_recurrence.argtypes = [
        *(ctypes.c_void_p, IcalTime, IcalTime, Found, ctypes.c_void_p)
    ]
    return lib


def by_libical(octets: bytes) -> Seen:
    lib = library()
    whole = ctypes.c_void_p(lib.icalparser_parse_string(octets))
    assert lib.icalcomponent_count_errors(whole) == 0
    assert lib.icalrestriction_check(whole) == 1, "libical does not find it valid for its method"
    first, *changed = _parts(lib, whole, VEVENT)
    status = lib.icalcomponent_get_status(first)
    seen = Seen(
        method=lib.icalproperty_method_to_string(lib.icalcomponent_get_method(whole)).decode(),
        uid=lib.icalcomponent_get_uid(first).decode(),
        sequence=lib.icalcomponent_get_sequence(first),
        status=lib.icalproperty_status_to_string(status).decode() if status else "",
        title=lib.icalcomponent_get_summary(first).decode(),
        description=lib.icalcomponent_get_description(first).decode(),
        attendees=tuple(
            lib.icalproperty_get_attendee(one).decode()
            for event in (first, *changed)
            for one in _properties(lib, event, b"ATTENDEE")
        ),
        instance_of=_instance_of(lib, first),
        meetings=_meetings(lib, first, changed),
        alarms=tuple(
            _length(lib.icalproperty_get_trigger(one).duration)
            for alarm in _parts(lib, first, VALARM)
            for one in _properties(lib, alarm, b"TRIGGER")
        ),
    )
    lib.icalcomponent_free(whole)
    return seen


def restrictions(octets: bytes) -> list[str]:
    """What libical has against a message, by the rules of its method."""
    lib = library()
    lib.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    whole = ctypes.c_void_p(lib.icalparser_parse_string(octets))
    lib.icalrestriction_check(whole)
    lines = lib.icalcomponent_as_ical_string(whole).decode().replace("\r\n ", "").split("\r\n")
    lib.icalcomponent_free(whole)
    return [line for line in lines if line.startswith("X-LIC-ERROR")]


def _parts(lib: Any, whole: ctypes.c_void_p, kind: int) -> list[ctypes.c_void_p]:
    found = []
    part = lib.icalcomponent_get_first_component(whole, kind)
    while part:
        found.append(ctypes.c_void_p(part))
        part = lib.icalcomponent_get_next_component(whole, kind)
    return found


def _properties(lib: Any, part: ctypes.c_void_p, name: bytes) -> list[ctypes.c_void_p]:
    kind = lib.icalproperty_string_to_kind(name)
    found = []
    one = lib.icalcomponent_get_first_property(part, kind)
    while one:
        found.append(ctypes.c_void_p(one))
        one = lib.icalcomponent_get_next_property(part, kind)
    return found


def _meetings(
    lib: Any, first: ctypes.c_void_p, changed: list[ctypes.c_void_p]
) -> tuple[tuple[datetime, datetime], ...]:
    """What its rule leads to, with the meetings that differ in the places of those for which they stand."""
    found: dict[datetime, tuple[datetime, datetime]] = {}

    def note(_part: int, span: Any, _data: int) -> None:
        starts, ends = (datetime.fromtimestamp(at, UTC) for at in (span[0].start, span[0].end))
        found[starts] = starts, ends

    window = lib.icaltime_from_string(b"20200101T000000Z"), lib.icaltime_from_string(b"20400101T000000Z")
    lib.icalcomponent_foreach_recurrence(first, *window, Found(note), None)
    for one in changed:
        stands_for = _instance_of(lib, one)
        assert stands_for in found, "a meeting that differs stands for none of the rule"
        starts, ends = lib.icalcomponent_get_dtstart(one), lib.icalcomponent_get_dtend(one)
        found[stands_for] = _instant(lib, starts), _instant(lib, ends)
    return tuple(sorted(found.values()))


def _instance_of(lib: Any, part: ctypes.c_void_p) -> datetime | None:
    named = _properties(lib, part, b"RECURRENCE-ID")
    return _instant(lib, lib.icalproperty_get_datetime_with_component(named[0], part)) if named else None


def _instant(lib: Any, time: IcalTime) -> datetime:
    assert time.zone, "libical found no zone"
    return datetime.fromtimestamp(lib.icaltime_as_timet_with_zone(time, time.zone), UTC)


def _length(said: IcalDuration) -> timedelta:
    length = timedelta(
        days=said.days, weeks=said.weeks, hours=said.hours, minutes=said.minutes, seconds=said.seconds
    )
    return -length if said.is_neg else length
