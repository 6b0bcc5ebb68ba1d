"""Meetings that repeat, in the wall time of their place: at 12:00 before a change of the clocks and after it."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from roundtable.clock import WallTime
from roundtable.errors import Refusal

MOST = 60
"""So many meetings a series may have."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repetition(StrEnum):
    """How often. Each has a rule that every diary reads alike."""

    WEEKLY = "every week"
    FORTNIGHTLY = "every two weeks"
    FOUR_WEEKLY = "every four weeks"
    MONTHLY = "every month"  # on the same weekday of the month: the second Thursday


_WEEKS = {Repetition.WEEKLY: 1, Repetition.FORTNIGHTLY: 2, Repetition.FOUR_WEEKLY: 4}


def starts(first: WallTime, every: Repetition, count: int) -> list[WallTime]:
    """When each of so many meetings begins, the first among them."""
    if not 2 <= count <= MOST:
        raise Refusal(f"A series has 2 to {MOST} meetings.", field="count")
    days = _days(first.local.date(), every)
    return [WallTime(datetime.combine(next(days), first.local.time()), first.zone) for _ in range(count)]


def rule(first: WallTime, every: Repetition, count: int) -> str:
    """The same as an RRULE."""
    if every is not Repetition.MONTHLY:
        interval = f";INTERVAL={_WEEKS[every]}" if _WEEKS[every] > 1 else ""
        return f"FREQ=WEEKLY{interval};COUNT={count}"
    return f"FREQ=MONTHLY;BYDAY={_place(first.local)}{WEEKDAYS[first.local.weekday()]};COUNT={count}"


def _days(first: date, every: Repetition) -> Iterator[date]:
    if every is not Repetition.MONTHLY:
        while True:
            yield first
            first += timedelta(weeks=_WEEKS[every])
    place, weekday = _place(first), first.weekday()
    year, month = first.year, first.month
    while True:
        weeks = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
        yield date(year, month, weeks[place - 1 if place > 0 else place])
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _place(day: date) -> int:
    """Which of its weekday in the month; one after the fourth is the last, which every month has."""
    place = (day.day - 1) // 7 + 1
    return place if place < 5 else -1
