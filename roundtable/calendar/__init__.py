"""Appointments as iCalendar, for mail, downloads and feeds; pure functions that know no domain.

One writer makes all three, so that an appointment is the same wherever it is met. It joins ready lines: what
many people receive is serialised once, and only the recipient and the stamp are filled in for each.
"""

from roundtable.calendar.appointment import Appointment, Attendee, Participation, Status
from roundtable.calendar.messages import cancel, publish, request, withdraw

__all__ = [
    "Appointment",
    "Attendee",
    "Participation",
    "Status",
    "cancel",
    "publish",
    "request",
    "withdraw",
]
