"""Wall times: what the clocks skip or show twice is refused, and a day before is the same time on the wall."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.clock import WallTime, days_before, find_zone, instant_of
from roundtable.errors import Refusal

pytestmark = pytest.mark.one_database


def wall(*parts: int, zone: str = "Europe/London") -> WallTime:
    return WallTime(datetime(*parts), zone)  # type: ignore[arg-type]


def test_an_hour_that_the_clocks_skip_is_refused_on_its_field() -> None:
    with pytest.raises(Refusal, match="01:30 on 28 March 2027 does not exist") as refused:
        wall(2027, 3, 28, 1, 30).checked("closes")
    assert refused.value.field == "closes"


def test_an_hour_that_the_clocks_show_twice_is_refused() -> None:
    with pytest.raises(Refusal, match="01:30 on 31 October 2027 happens twice"):
        wall(2027, 10, 31, 1, 30).checked()


@pytest.mark.parametrize(
    ("moment", "instant", "abbreviation"),
    [
        (wall(2027, 3, 27, 12, 0), datetime(2027, 3, 27, 12, 0, tzinfo=UTC), "GMT"),
        (wall(2027, 3, 29, 12, 0), datetime(2027, 3, 29, 11, 0, tzinfo=UTC), "BST"),
        (wall(2027, 10, 30, 12, 0), datetime(2027, 10, 30, 11, 0, tzinfo=UTC), "BST"),
        (wall(2027, 11, 1, 12, 0), datetime(2027, 11, 1, 12, 0, tzinfo=UTC), "GMT"),
        (wall(2027, 1, 1, 12, 0, zone="Asia/Kathmandu"), datetime(2027, 1, 1, 6, 15, tzinfo=UTC), "+0545"),
    ],
)
def test_the_instant_follows_the_date(moment: WallTime, instant: datetime, abbreviation: str) -> None:
    assert (moment.checked().instant, moment.abbreviation) == (instant, abbreviation)


def test_a_day_before_is_the_same_wall_time_over_a_clock_change() -> None:
    assert days_before(wall(2027, 3, 28, 12, 0), 1) == wall(2027, 3, 27, 12, 0)


def test_a_zone_that_is_none_is_refused() -> None:
    for name in ("Europe/Lundon", "", "../../etc/passwd", "\0"):
        with pytest.raises(Refusal, match="not a time zone"):
            find_zone(name)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 1, 1)))
def test_what_is_taken_comes_back_as_it_was_typed(local: datetime) -> None:
    try:
        instant = instant_of(local)
    except Refusal:
        return
    assert instant.astimezone(find_zone("Europe/London")).replace(tzinfo=None) == local
