"""What an organiser says of an event, as forms and files hand it to the verbs."""

from dataclasses import dataclass
from datetime import datetime

from roundtable.calendar import Repetition
from roundtable.clock import LONDON, WallTime
from roundtable.errors import Refusal
from roundtable.events.models import EventKind


@dataclass(frozen=True)
class EventFacts:
    """An event without its meetings."""

    title: str
    kind: EventKind
    purpose: str = ""
    seats: int | None = None
    reply_by: datetime | None = None
    open_registration: bool = False
    public: bool = False
    remind_minutes: int | None = None
    """How long before it diaries remind."""


@dataclass(frozen=True)
class Repeats:
    """A series: how often, and how many meetings in all."""

    every: Repetition
    count: int


@dataclass(frozen=True)
class MeetingFacts:
    """One meeting, in local time."""

    starts: datetime
    ends: datetime
    zone: str = LONDON
    title: str = ""
    place: str = ""
    joining_link: str = ""
    joining_note: str = ""

    def check(self) -> None:
        """Refuse times that the clocks skip or show twice, and an end that is not after the beginning."""
        from_ = WallTime(self.starts, self.zone).checked("starts")
        to = WallTime(self.ends, self.zone).checked("ends")
        if to.instant <= from_.instant:
            raise Refusal("The meeting ends before it begins. Give it a later end.", field="ends")


@dataclass(frozen=True)
class SessionFacts:
    """An item of the agenda."""

    starts: datetime
    title: str
    ends: datetime | None = None
    speaker: str = ""
    text: str = ""


@dataclass(frozen=True)
class TargetFacts:
    """How many of a group are needed, and how many there is room for."""

    group_id: int
    minimum: int = 0
    maximum: int | None = None
