"""Series keep the time on the wall, and their rule says the same days."""

from datetime import datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from roundtable.calendar import Repetition
from roundtable.calendar.recurrence import rule, starts
from roundtable.clock import WallTime
from roundtable.errors import Refusal


def test_noon_stays_noon_when_the_clocks_change() -> None:
    found = starts(WallTime(datetime(2027, 3, 18, 12)), Repetition.WEEKLY, 3)
    assert [time.local.hour for time in found] == [12, 12, 12]
    assert [time.instant.hour for time in found] == [12, 12, 11]


def test_every_month_is_the_same_weekday_of_the_month_and_a_fifth_is_the_last() -> None:
    second = starts(WallTime(datetime(2027, 1, 14, 12)), Repetition.MONTHLY, 3)
    assert [time.local.day for time in second] == [14, 11, 11]
    fifth = starts(WallTime(datetime(2027, 1, 29, 12)), Repetition.MONTHLY, 3)
    assert [time.local.day for time in fifth] == [29, 26, 26]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(Repetition),
    st.integers(2, 30),
)
def test_the_rule_leads_to_the_same_days(first: datetime, every: Repetition, count: int) -> None:
    first = first.replace(second=0, microsecond=0)
    found = [time.local for time in starts(WallTime(first), every, count)]
    assert found == list(rrulestr(rule(WallTime(first), every, count), dtstart=first))


@pytest.mark.parametrize("count", [0, 1, 61])
def test_one_meeting_is_no_series_and_a_thousand_are_none(count: int) -> None:
    with pytest.raises(Refusal, match="2 to 60"):
        starts(WallTime(datetime(2027, 1, 14, 12)), Repetition.WEEKLY, count)
