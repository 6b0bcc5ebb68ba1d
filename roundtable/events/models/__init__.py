"""Events, their meetings and seats, and who was asked and what they answered."""

from roundtable.events.models.events import (
    Event,
    EventDocument,
    EventKind,
    Meeting,
    SeatTarget,
    Session,
)
from roundtable.events.models.feeds import Feed
from roundtable.events.models.invitations import (
    Answer,
    Attendance,
    Invitation,
    Needs,
    Nomination,
    Registration,
)
from roundtable.events.models.proposals import Proposal
from roundtable.events.models.reminders import Anchor, Concerned, ReminderRule
from roundtable.events.models.series import Series

__all__ = [
    "Anchor",
    "Answer",
    "Attendance",
    "Concerned",
    "Event",
    "EventDocument",
    "EventKind",
    "Feed",
    "Invitation",
    "Meeting",
    "Needs",
    "Nomination",
    "Proposal",
    "Registration",
    "ReminderRule",
    "SeatTarget",
    "Series",
    "Session",
]
