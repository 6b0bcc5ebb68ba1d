"""The rules of a zone, held against the zone itself."""

from datetime import datetime
from zoneinfo import available_timezones

import pytest

from roundtable.calendar import request, zones
from tests.calendar.readers import by_icalendar, with_zones_of_its_own
from tests.calendar.test_agreement import ADA, STAMP, appointment_at


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


@pytest.mark.parametrize("zone", sorted(available_timezones())[::19])
def test_any_zone_is_right_in_every_month_when_read_back(zone: str) -> None:
    for month in range(1, 13):
        appointment = appointment_at(datetime(2027, month, 14, 12), zone)
        octets = with_zones_of_its_own(request(appointment, ADA, stamp=STAMP))
        assert by_icalendar(octets).starts == appointment.starts.instant
