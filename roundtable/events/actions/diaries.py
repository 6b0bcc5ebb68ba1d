"""Answers that come back from a diary: noted once, in the order in which they were given."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.events.actions.answering import look_again, nominate, note_answer
from roundtable.events.models import Answer, Invitation, Meeting, Nomination
from roundtable.trail import Actor

TOLERANCE = timedelta(minutes=5)
"""By which clocks may differ."""


class Heard(StrEnum):
    """What became of an answer."""

    NOTED = "noted"
    SAME = "the same as before"
    LATE = "older than what was read last"


def answer_from_diary(
    invitation: Invitation,
    said: Answer,
    *,
    meeting: Meeting,
    sequence: int | None,
    stamp: datetime | None,
    sent_at: datetime | None = None,
    reason: str = "",
    by: Actor,
) -> Heard:
    """Note the answer that a diary gave to this SEQUENCE of the meeting, at that moment (DTSTAMP).

    One that is older than the last that was read changes nothing, and neither does one that was sent before they
    answered on their page, or an answer to an earlier time from somebody who has answered to a later one.
    """
    unseen, stamp, sent_at = _unseen(meeting, sequence), _by_now(stamp), _by_now(sent_at)
    if _is_late(invitation, unseen, stamp, sent_at):
        return Heard.LATE
    changed = note_answer(
        invitation, said, by=by, source="diary", reason=reason[:1000], unseen=unseen, stamp=stamp
    )
    return Heard.NOTED if changed else Heard.SAME


def nominate_from_diary(
    invitation: Invitation,
    *,
    name: str,
    email: str,
    meeting: Meeting,
    sequence: int | None,
    stamp: datetime | None,
    sent_at: datetime | None = None,
    note: str = "",
    by: Actor,
) -> tuple[Heard, Nomination | None]:
    """Somebody sent the invitation on in their diary (DELEGATED): a nomination that waits; nobody is added or mailed.

    The same delegation again is no second nomination.
    """
    stamp, sent_at = _by_now(stamp), _by_now(sent_at)
    if _is_late(invitation, _unseen(meeting, sequence), stamp, sent_at):
        return Heard.LATE, None
    waiting = select(Nomination).where(
        Nomination.invitation_id == invitation.id,
        Nomination.email == email,
        Nomination.accepted_at.is_(None),
        Nomination.declined_at.is_(None),
    )
    found = db.session.scalars(waiting.limit(1)).first()
    if found is None:
        found = nominate(invitation, name=name, email=email, note=note[:1000], by=by, source="diary")
    elif invitation.answer is Answer.DELEGATED:
        return Heard.SAME, found
    invitation.answered_stamp = stamp or invitation.answered_stamp
    return Heard.NOTED, found


def _unseen(meeting: Meeting, sequence: int | None) -> int:
    """How many moves came after the SEQUENCE that was answered. A number that we never sent counts as the last."""
    return 0 if sequence is None else max(meeting.sequence - sequence, 0)


def _by_now(moment: datetime | None) -> datetime | None:
    """Not later than now: an answer from the year 2099 would be the last that anybody could give."""
    return moment and min(moment, clock.now() + TOLERANCE)


def _is_late(invitation: Invitation, unseen: int, stamp: datetime | None, sent_at: datetime | None) -> bool:
    """Some diaries give their answer the DTSTAMP of the invitation; what was said elsewhere is compared with when
    the message was sent, too.
    """
    look_again(invitation)
    if stamp is not None and invitation.answered_stamp is not None and stamp < invitation.answered_stamp:
        return True
    given = max(filter(None, (stamp, sent_at)), default=None)
    elsewhere = invitation.answered_at if invitation.answer_source in ("page", "organiser") else None
    if given is not None and elsewhere is not None and given + TOLERANCE < elsewhere:
        return True
    return unseen > 0 and (invitation.answered_sequence or 0) > invitation.event.moves - unseen
