"""The rules of a zone, held against the zone itself and against other programs' reading of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from roundtable.calendar import Appointment, Attendee, request, zones
from roundtable.clock import WallTime
from tests.calendar.readers import READERS, by_icalendar, with_zones_of_its_own

ZONES = ["Europe/London", "Europe/Dublin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
AWKWARD = [
    "Africa/Casablanca",
    "Asia/Jerusalem",
    "America/Santiago",
    "Asia/Gaza",
    "Africa/Cairo",
    "America/Nuuk",
]
OLIVE = Attendee("Olive Organiser", "olive@roundtable.example")
STAMP = datetime(2026, 11, 2, tzinfo=UTC)
ADA = Attendee("Ada", "ada@people.example")


def appointment_at(local: datetime, zone: str) -> Appointment:
    return Appointment(
        uid="meeting@roundtable.example",
        sequence=0,
        title="Round table",
        description="About work and health",
        starts=WallTime(local, zone),
        ends=WallTime(local + timedelta(hours=2), zone),
        organiser=OLIVE,
        last_modified=datetime(2026, 11, 1, tzinfo=UTC),
    )


def days_about_the_changes(zone: str, year: int) -> list[datetime]:
    """Noon on the days before, of and after every change of the clocks in a year; mid-month days where none."""
    found = [change.onset for change in zones._transitions(ZoneInfo(zone), range(year, year + 1))]
    found = found or [datetime(year, 3, 29), datetime(year, 10, 25)]
    noons = [onset.replace(hour=12, minute=0, second=0) for onset in found]
    return [noon + timedelta(days=days) for noon in noons for days in (-7, -1, 0, 1, 7)]


def test_london_has_exactly_the_two_rules_that_every_reader_understands() -> None:
    assert zones.vtimezone("Europe/London", 2027, 2027).decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T010000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "TZNAME:BST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "TZNAME:GMT",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_a_zone_whose_clocks_stand_has_one_standard_time() -> None:
    written = zones.vtimezone("Asia/Kathmandu", 2027, 2027).decode()
    assert written.count("BEGIN:STANDARD") == 1
    assert "DAYLIGHT" not in written
    assert "TZOFFSETTO:+0545" in written


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("zone", ZONES + AWKWARD)
def test_every_reader_gets_the_instant_right_on_both_sides_of_both_clock_changes(
    zone: str, reader: str
) -> None:
    appointments = [appointment_at(noon, zone) for noon in days_about_the_changes(zone, 2027)]
    written = [with_zones_of_its_own(request(one, ADA, stamp=STAMP)) for one in appointments]
    seen = [(one.starts, one.ends) for one in READERS[reader](written)]
    assert seen == [(one.starts.instant, one.ends.instant) for one in appointments]


@pytest.mark.parametrize("zone", sorted(available_timezones())[::19])
def test_any_zone_is_right_in_every_month_when_read_back(zone: str) -> None:
    for month in range(1, 13):
        appointment = appointment_at(datetime(2027, month, 14, 12), zone)
        octets = with_zones_of_its_own(request(appointment, ADA, stamp=STAMP))
        assert by_icalendar(octets).starts == appointment.starts.instant
