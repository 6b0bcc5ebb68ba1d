"""Who was there."""

from collections.abc import Iterable

from sqlalchemy import delete

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.events.models import Attendance, Meeting
from roundtable.trail import Actor, record


def note_attendance(meeting: Meeting, *, present: Iterable[int], among: Iterable[int], by: Actor) -> None:
    """Of the invitations in `among`, those in `present` were at the meeting and the others were not."""
    here, asked = set(present), set(among)
    db.session.execute(
        delete(Attendance).where(
            Attendance.meeting_id == meeting.id, Attendance.invitation_id.in_(asked - here)
        )
    )
    now = clock.now()
    rows = [{"meeting_id": meeting.id, "invitation_id": number, "noted_at": now} for number in here]
    insert_missing(Attendance, rows, unique=["meeting_id", "invitation_id"])
    record("noted the attendance", meeting, by=by, programme_id=meeting.event.programme_id, present=len(here))
