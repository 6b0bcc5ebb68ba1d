"""What stands in a diary, and whose diary it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from roundtable.calendar import recurrence
from roundtable.calendar.recurrence import Repetition
from roundtable.clock import WallTime
from roundtable.errors import Refusal

LARGEST_SEQUENCE = 2**31 - 1


class Status(StrEnum):
    """How firm an appointment is (RFC 5545, STATUS)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Participation(StrEnum):
    """What an attendee has said so far (RFC 5545, PARTSTAT)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True)
class Attendee:
    """One mailbox: the organiser's, or that of the one person to whom a message goes."""

    name: str
    address: str
    page: str = ""
    """This person's own page, with the answer and the joining link. Never in a feed or a shared file."""
    answer: Participation = Participation.NEEDS_ACTION


@dataclass(frozen=True)
class Series:
    """How an appointment repeats; the appointment itself is the pattern of its meetings."""

    every: Repetition
    count: int
    changed: tuple["Appointment", ...] = ()
    """The meetings that are not as the pattern has them, those called off among them; each an `instance_of`."""


@dataclass(frozen=True)
class Appointment:
    """One meeting, or a series under one UID, as diaries are to hold it. There is no place here for a joining link,
    by design: an appointment is copied and forwarded, and a link in it would be too."""

    uid: str
    """Made once and stored; the same in mail, download and feed."""
    sequence: int
    """A stored counter: raised for every change of time, place or status, never lowered."""
    title: str
    starts: WallTime
    ends: WallTime
    organiser: Attendee
    last_modified: datetime
    description: str = ""
    note: str = ""
    """How to join, for the person who is asked: in the messages to them, never in a feed or a shared file."""
    agenda: tuple[str, ...] = ()
    """One line each, as it is to be read."""
    place: str = ""
    url: str = ""
    """The event's public page, where it has one."""
    status: Status = Status.CONFIRMED
    alarm: timedelta | None = None
    """How long before it a diary is to remind, where the event wants that."""
    series: Series | None = None
    instance_of: WallTime | None = None
    """One meeting of a series: when the rule has it (RECURRENCE-ID), wherever it is now."""

    def __post_init__(self) -> None:
        if self.ends.instant <= self.starts.instant:
            raise Refusal(f"{self.title} ends before it begins. Give it a later end.", field="ends")
        if not 0 <= self.sequence <= LARGEST_SEQUENCE:
            raise ValueError(f"sequence {self.sequence} does not fit in 31 bits")

    @property
    def rule(self) -> str:
        """The RRULE of a series."""
        return recurrence.rule(self.starts, self.series.every, self.series.count) if self.series else ""

    @property
    def times(self) -> tuple[WallTime, ...]:
        """Every local time that its message names, or that its rule leads to at last."""
        found = [self.starts, self.ends, *([self.instance_of] if self.instance_of else [])]
        if self.series:
            found.append(recurrence.starts(self.starts, self.series.every, self.series.count)[-1])
            found += [time for one in self.series.changed for time in one.times]
        return tuple(found)
