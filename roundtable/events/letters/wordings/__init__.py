"""The words of this room's letters, as they are until an organiser puts others."""

from roundtable.events.letters.wordings.asking import (
    ASKED_AGAIN,
    DATE_CONFIRMED,
    INVITATION,
    INVITATION_DATE,
    REMINDER,
    REMINDER_COMING,
    REMINDER_MAYBE,
    SAVE_A_FURTHER_DATE,
    SAVE_THE_DATE,
)
from roundtable.events.letters.wordings.changes import (
    EVENT_CANCELLED,
    INVITATION_WITHDRAWN,
    MEETING_CALLED_OFF,
    MEETING_MOVED,
    SERIES_CHANGED,
)
from roundtable.events.letters.wordings.replies import (
    AGAIN,
    AGAIN_CANCELLED,
    AGAIN_WITHDRAWN,
    ANSWER,
    ANSWER_NOTED,
    PROPOSAL_DECLINED,
    REGISTERED_ALREADY,
    REGISTRATION,
    SEAT,
)

__all__ = [
    "AGAIN",
    "AGAIN_CANCELLED",
    "AGAIN_WITHDRAWN",
    "ANSWER",
    "ANSWER_NOTED",
    "ASKED_AGAIN",
    "DATE_CONFIRMED",
    "EVENT_CANCELLED",
    "INVITATION",
    "INVITATION_DATE",
    "INVITATION_WITHDRAWN",
    "MEETING_CALLED_OFF",
    "MEETING_MOVED",
    "PROPOSAL_DECLINED",
    "REGISTERED_ALREADY",
    "REGISTRATION",
    "REMINDER",
    "REMINDER_COMING",
    "REMINDER_MAYBE",
    "SAVE_A_FURTHER_DATE",
    "SAVE_THE_DATE",
    "SEAT",
    "SERIES_CHANGED",
]
