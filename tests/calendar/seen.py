"""What a program that reads calendars says of an object."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Seen:
    """What a reader says of the one event in an object, or of the one series."""

    method: str
    uid: str
    sequence: int
    status: str
    title: str
    description: str
    attendees: tuple[str, ...]
    """Of all its parts."""
    instance_of: datetime | None
    meetings: tuple[tuple[datetime, datetime], ...]
    """When each begins and ends: one, or those of a series in their order."""
    alarms: tuple[timedelta, ...] = ()

    @property
    def starts(self) -> datetime:
        return self.meetings[0][0]

    @property
    def ends(self) -> datetime:
        return self.meetings[0][1]
