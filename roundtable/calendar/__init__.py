"""Appointments as iCalendar, for mail, downloads and feeds; pure functions that know no domain.

One writer makes all three, so that an appointment is the same wherever it is met. It joins ready lines: what
many people receive is serialised once, and only the recipient and the stamp are filled in for each.
"""

from roundtable.calendar.appointment import Appointment, Attendee, Participation, Series, Status
from roundtable.calendar.messages import (
    cancel,
    decline_counter,
    publish,
    request,
    sequence_and_stamp,
    withdraw,
)
from roundtable.calendar.recurrence import Repetition

__all__ = [
    "Appointment",
    "Attendee",
    "Participation",
    "Repetition",
    "Series",
    "Status",
    "cancel",
    "decline_counter",
    "publish",
    "request",
    "sequence_and_stamp",
    "withdraw",
]
