"""Time zones as people choose them: by place."""

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


class ZoneField(SelectField):
    """A choice of places. What a record has already stays a choice, though it is not in the list."""

    def __init__(self, label: str = "Time zone", **more: Any) -> None:
        super().__init__(label, choices=ZONES, default=LONDON, **more)

    def process(self, *given: Any, **more: Any) -> None:
        super().process(*given, **more)
        if self.data in available_timezones() - dict(ZONES).keys():
            self.choices = [*ZONES, (self.data, self.data.rpartition("/")[2].replace("_", " "))]

    def pre_validate(self, form: Any) -> None:
        if self.data not in available_timezones():
            raise ValidationError("Choose a time zone.")
