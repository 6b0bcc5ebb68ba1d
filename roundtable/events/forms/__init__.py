"""What organisers and guests type."""

from roundtable.events.forms.events import (
    AnswerForThemForm,
    EventForm,
    MeetingForm,
    NewEventForm,
    ProposalForm,
    ReasonForm,
    SeriesForm,
)
from roundtable.events.forms.guests import (
    GuestAnswerForm,
    GuestGroupForm,
    NeedsForm,
    NominationForm,
    RegistrationForm,
)
from roundtable.events.forms.planning import AgendaForm, DocumentForm, FeedForm, SeatsForm
from roundtable.events.forms.reminders import ReminderForm

__all__ = [
    "AgendaForm",
    "AnswerForThemForm",
    "DocumentForm",
    "EventForm",
    "FeedForm",
    "GuestAnswerForm",
    "GuestGroupForm",
    "MeetingForm",
    "NeedsForm",
    "NewEventForm",
    "NominationForm",
    "ProposalForm",
    "ReasonForm",
    "RegistrationForm",
    "ReminderForm",
    "SeatsForm",
    "SeriesForm",
]
