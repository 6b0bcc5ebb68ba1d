"""Every message that we send, as four other programs read it: on both sides of both changes of the clocks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from roundtable.calendar import (
    Appointment,
    Attendee,
    Repetition,
    Series,
    Status,
    cancel,
    publish,
    recurrence,
    request,
    withdraw,
    zones,
)
from roundtable.clock import WallTime
from tests.calendar.readers import READERS, Seen, with_zones_of_its_own

ZONES = ["Europe/London", "Europe/Dublin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
AWKWARD = [
    *("Africa/Casablanca", "Asia/Jerusalem", "America/Santiago"),
    *("Asia/Gaza", "Africa/Cairo", "America/Nuuk"),
]
YEAR = 2027
STAMP = datetime(2026, 11, 2, tzinfo=UTC)
LENGTH = timedelta(hours=2)
ADA = Attendee("Ada", "ada@people.example")
ALARM = timedelta(minutes=15)


@dataclass(frozen=True)
class Sent:
    """A message, and what everybody is to make of it."""

    what: str
    octets: bytes
    expected: Seen


def appointment_at(local: datetime, zone: str) -> Appointment:
    return Appointment(
        uid="meeting@roundtable.example",
        sequence=0,
        title="Round table",
        description="About work and health",
        starts=WallTime(local, zone),
        ends=WallTime(local + LENGTH, zone),
        organiser=Attendee("Olive Organiser", "olive@roundtable.example"),
        last_modified=datetime(2026, 11, 1, tzinfo=UTC),
    )


def changes_of(zone: str) -> list[datetime]:
    """Noon on the day of each change of the clocks; two days in spring and autumn where there is none."""
    found = [change.onset for change in zones._transitions(ZoneInfo(zone), range(YEAR, YEAR + 1))]
    found = found or [datetime(YEAR, 3, 29), datetime(YEAR, 10, 25)]
    return [onset.replace(hour=12, minute=0, second=0) for onset in found]


def about_the_changes(zone: str) -> Iterator[Appointment]:
    """One meeting on each of the days before, of and after each change."""
    for noon in changes_of(zone):
        for days in (-1, 0, 1):
            yield appointment_at(noon + timedelta(days=days), zone)


def series_over(noon: datetime, zone: str, every: Repetition) -> Appointment:
    """Six meetings with the change among them; the second is a day and a half later and elsewhere, the fifth is off."""
    pattern = replace(appointment_at(noon - timedelta(weeks=3), zone), sequence=4, alarm=ALARM)
    planned = recurrence.starts(pattern.starts, every, 6)
    moved = replace(
        pattern,
        instance_of=planned[1],
        starts=WallTime(planned[1].local + timedelta(hours=36), zone),
        ends=WallTime(planned[1].local + timedelta(hours=39), zone),
        place="Hall 2",
    )
    off = replace(
        pattern,
        instance_of=planned[4],
        starts=planned[4],
        ends=WallTime(planned[4].local + LENGTH, zone),
        status=Status.CANCELLED,
    )
    return replace(pattern, series=Series(every, 6, (moved, off)))


def meetings_of(appointment: Appointment) -> tuple[tuple[datetime, datetime], ...]:
    """When they begin and end, by the wall clock of the place; those called off are left out."""
    if appointment.series is None:
        return ((appointment.starts.instant, appointment.ends.instant),)
    changed = {one.instance_of: one for one in appointment.series.changed}
    found = []
    for start in recurrence.starts(appointment.starts, appointment.series.every, appointment.series.count):
        one = changed.get(start)
        if one is None:
            found.append((start.instant, WallTime(start.local + LENGTH, start.zone).instant))
        elif one.status is not Status.CANCELLED:
            found.append((one.starts.instant, one.ends.instant))
    return tuple(sorted(found))


def seen_of(appointment: Appointment, method: str, status: str) -> Seen:
    parts = 1
    if appointment.series and method == "REQUEST":
        parts += sum(one.status is not Status.CANCELLED for one in appointment.series.changed)
    return Seen(
        method=method,
        uid=appointment.uid,
        sequence=appointment.sequence,
        status=status,
        title=appointment.title,
        description=appointment.description,
        attendees=(f"mailto:{ADA.address}",) * parts,
        instance_of=appointment.instance_of.instant if appointment.instance_of else None,
        meetings=meetings_of(appointment),
        alarms=(-appointment.alarm,) if appointment.alarm and method == "REQUEST" else (),
    )


Writer = Callable[..., bytes]


def sent(what: str, write: Writer, appointment: Appointment, method: str, status: str) -> Sent:
    octets = with_zones_of_its_own(write(appointment, ADA, stamp=STAMP))
    if method == "CANCEL" and appointment.series:  # its pattern alone is named, and all of it goes
        appointment = replace(appointment, series=replace(appointment.series, changed=()))
    return Sent(what, octets, seen_of(appointment, method, status))


def of_one_meeting(zone: str) -> Iterator[Sent]:
    for appointment in about_the_changes(zone):
        when = f"{zone} {appointment.starts.local}"
        yield sent(f"invitation {when}", request, appointment, "REQUEST", "CONFIRMED")
    if zone in AWKWARD:
        return
    for appointment in about_the_changes(zone):
        when = f"{zone} {appointment.starts.local}"
        later = replace(appointment, sequence=1, place="Hall 2", alarm=timedelta(days=1))
        held = replace(appointment, status=Status.TENTATIVE)
        yield sent(f"update {when}", request, later, "REQUEST", "CONFIRMED")
        yield sent(f"cancellation {when}", cancel, later, "CANCEL", "CANCELLED")
        yield sent(f"withdrawal {when}", withdraw, later, "CANCEL", "")
        yield sent(f"save the date {when}", request, held, "REQUEST", "TENTATIVE")


def of_series(zone: str) -> Iterator[Sent]:
    for noon in changes_of(zone):
        for every in Repetition if zone == "Europe/London" else (Repetition.WEEKLY,):
            series = series_over(noon, zone, every)
            assert series.series is not None
            moved, off = series.series.changed
            when = f"{zone} {noon} {every}"
            held = replace(series, status=Status.TENTATIVE)
            yield sent(f"series {when}", request, series, "REQUEST", "CONFIRMED")
            yield sent(f"held series {when}", request, held, "REQUEST", "TENTATIVE")
            yield sent(f"series cancelled {when}", cancel, series, "CANCEL", "CANCELLED")
            yield sent(f"withdrawn from a series {when}", withdraw, series, "CANCEL", "")
            yield sent(f"one moved {when}", request, moved, "REQUEST", "CONFIRMED")
            yield sent(f"one called off {when}", cancel, off, "CANCEL", "CANCELLED")


@cache
def everything_sent() -> list[Sent]:
    return [
        each
        for zone in ZONES + AWKWARD
        for each in (*of_one_meeting(zone), *(of_series(zone) if zone in ZONES else ()))
    ]


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_makes_the_same_of_every_message(reader: str) -> None:
    messages = everything_sent()
    read = READERS[reader]([each.octets for each in messages])
    for each, seen in zip(messages, read, strict=True):
        assert seen == each.expected, each.what


def test_a_feed_keeps_the_meeting_that_is_off_and_says_so() -> None:
    series = series_over(changes_of("Europe/London")[0], "Europe/London", Repetition.WEEKLY)
    feed = publish([series], name="Work and health").decode()
    assert feed.count("BEGIN:VEVENT") == 3
    assert "SUMMARY:Cancelled: Round table" in feed
    assert "EXDATE" not in feed
    assert "VALARM" not in feed
    assert publish([series], alarms=True).count(b"BEGIN:VALARM") == 2
