"""Time zones as people choose them: by place."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import SelectField, ValidationError

from roundtable.clock import LONDON

ZONES = [
    (LONDON, "UK time"),
    ("Europe/Dublin", "Dublin"),
    ("Europe/Lisbon", "Lisbon"),
    ("Europe/Paris", "Paris, Brussels, Amsterdam, Berlin"),
    ("Europe/Athens", "Athens, Helsinki"),
    ("America/New_York", "New York, Toronto"),
    ("America/Chicago", "Chicago"),
    ("America/Los_Angeles", "Los Angeles, Vancouver"),
    ("Asia/Kolkata", "India"),
    ("Asia/Tokyo", "Tokyo"),
    ("Australia/Sydney", "Sydney, Melbourne"),
    ("UTC", "UTC"),
]


REGIONS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)


@cache
def every_zone() -> dict[str, list[tuple[str, str]]]:
    """All zones that are named after a place, by the part of the world; those that are often used first."""
    found: dict[str, list[tuple[str, str]]] = {"Often used": ZONES}
    for name in sorted(available_timezones() - dict(ZONES).keys()):
        region, _, place = name.partition("/")
        if region in REGIONS:
            found.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return found


class ZoneField(SelectField):
    """A choice of places. What a record has already stays a choice, though it is named after no place."""

    def __init__(self, label: str = "Time zone", **more: Any) -> None:
        super().__init__(label, choices=every_zone, default=LONDON, **more)

    def process(self, *given: Any, **more: Any) -> None:
        super().process(*given, **more)
        choices = every_zone()
        if is_zone(self.data) and not any(
            self.data == name for zones in choices.values() for name, _ in zones
        ):
            self.choices = choices | {"Others": [(self.data, self.data)]}

    def pre_validate(self, form: Any) -> None:
        if not is_zone(self.data):
            raise ValidationError("Choose a time zone.")


@cache
def _all() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str | None) -> bool:
    """Whether there is a zone of that name."""
    return name in _all()
