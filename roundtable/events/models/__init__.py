"""Events, their meetings and seats, and who was asked and what they answered."""

from roundtable.events.models.events import (
    Event,
    EventDocument,
    EventKind,
    Meeting,
    SeatTarget,
    Session,
)
from roundtable.events.models.invitations import (
    Answer,
    Attendance,
    Invitation,
    Needs,
    Nomination,
    Registration,
)

__all__ = [
    "Answer",
    "Attendance",
    "Event",
    "EventDocument",
    "EventKind",
    "Invitation",
    "Meeting",
    "Needs",
    "Nomination",
    "Registration",
    "SeatTarget",
    "Session",
]
