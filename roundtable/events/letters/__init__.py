"""What this room writes: rows at the time of the deed, words when they are looked at or sent.

A message holds one appointment (one UID), so an event of several meetings writes one letter for each: the first
says everything and lists all dates, the others bring their date to the diary and say no more. A series has one UID,
so one letter brings all of it; a meeting of it that moves or is called off has a letter of its own.
"""

from roundtable.events.letters import firmness, kinds  # noqa: F401 - registers the composers
from roundtable.events.letters.asked import proposal_declined, said_again
from roundtable.events.letters.reminding import reminded
from roundtable.events.letters.writing import (
    answered,
    asked_again,
    date_confirmed,
    event_cancelled,
    has_asked,
    invitation_withdrawn,
    invitations,
    meeting_added,
    meeting_called_off,
    meeting_moved,
    registration,
    seats_given,
    series_changed,
)

__all__ = [
    "answered",
    "asked_again",
    "date_confirmed",
    "event_cancelled",
    "has_asked",
    "invitation_withdrawn",
    "invitations",
    "meeting_added",
    "meeting_called_off",
    "meeting_moved",
    "proposal_declined",
    "registration",
    "reminded",
    "said_again",
    "seats_given",
    "series_changed",
]
