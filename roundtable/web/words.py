"""How templates say dates, times and numbers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from roundtable.clock import LONDON, WallTime


def day(value: date | datetime) -> str:
    """Thursday 14 January 2027."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def short_day(value: date | datetime) -> str:
    """14 Jan 2027."""
    return f"{value.day} {value:%b %Y}"


def zone_name(moment: WallTime) -> str:
    """UK time, or the place's name."""
    if moment.zone == LONDON:
        return "UK time"
    return moment.zone.rpartition("/")[2].replace("_", " ") + " time"


def span(starts: WallTime, ends: WallTime) -> str:
    """Thursday 14 January 2027, 10:00 to 12:30 (UK time)."""
    if starts.local.date() == ends.local.date():
        return f"{day(starts.local)}, {starts.local:%H:%M} to {ends.local:%H:%M} ({zone_name(starts)})"
    return f"{day(starts.local)}, {starts.local:%H:%M} to {day(ends.local)}, {ends.local:%H:%M} ({zone_name(starts)})"


def deadline(moment: WallTime) -> str:
    """23:59 on 30 June 2027, UK time."""
    return f"{moment.local:%H:%M} on {moment.local.day} {moment.local:%B %Y}, {zone_name(moment)}"


def instant(value: datetime, zone: str = LONDON) -> str:
    """14 Jan 2027, 10:02, as the clocks of the zone show it."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{short_day(local)}, {local:%H:%M}"


def instant_day(value: datetime, zone: str = LONDON) -> str:
    """14 Jan 2027, of an instant."""
    return short_day(value.astimezone(ZoneInfo(zone)))


def time_of_day(value: datetime, zone: str = LONDON) -> str:
    """12:03, as the clocks of the zone show it."""
    return f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 person, 2 people, 1,241 submissions."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def init_app(app: Flask) -> None:
    for filter_ in (day, short_day, deadline, instant, instant_day, count, zone_name):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.globals["span"] = span
