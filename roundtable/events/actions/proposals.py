"""Another time, proposed from a diary: the organiser accepts it, which moves the meeting, or declines it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import letters
from roundtable.events.actions.answering import refuse_unanswerable
from roundtable.events.actions.meetings import edit_meeting
from roundtable.events.actions.values import MeetingFacts
from roundtable.events.models import Invitation, Meeting, Proposal
from roundtable.trail import Actor, record


def propose(
    invitation: Invitation,
    meeting: Meeting,
    *,
    starts: datetime,
    ends: datetime,
    comment: str = "",
    by: Actor,
) -> Proposal:
    """Keep another time for the organiser to look at, in place of what this guest proposed before.

    The instants are written down as the clocks of the meeting's zone show them. Nothing moves.
    """
    refuse_unanswerable(invitation, meeting.event)
    if ends <= starts:
        raise Refusal("What was proposed ends before it begins.")
    zone = ZoneInfo(meeting.zone)
    open_ones = select(Proposal).where(
        Proposal.meeting_id == meeting.id,
        Proposal.invitation_id == invitation.id,
        Proposal.accepted_at.is_(None),
        Proposal.declined_at.is_(None),
    )
    proposal = db.session.scalars(open_ones.limit(1)).first()
    if proposal is None:
        proposal = Proposal(meeting_id=meeting.id, invitation_id=invitation.id)
        db.session.add(proposal)
    proposal.starts_local = starts.astimezone(zone).replace(tzinfo=None)
    proposal.ends_local = ends.astimezone(zone).replace(tzinfo=None)
    proposal.zone, proposal.sequence = meeting.zone, meeting.sequence
    proposal.comment, proposal.made_at = comment[:1000], clock.now()
    db.session.flush()
    _record("proposed", proposal, by)
    return proposal


def facts_of(proposal: Proposal) -> MeetingFacts:
    """The meeting as it would be at the proposed time; all else stays."""
    meeting = proposal.meeting
    facts = MeetingFacts(
        starts=meeting.starts_local,
        ends=meeting.ends_local,
        zone=meeting.zone,
        title=meeting.title,
        place=meeting.place,
        joining_link=meeting.joining_link,
        joining_note=meeting.joining_note,
    )
    return replace(facts, starts=proposal.starts_local, ends=proposal.ends_local, zone=proposal.zone)


def accept_proposal(proposal: Proposal, *, by: Actor) -> int:
    """Move the meeting there. Gives how many letters were written: everybody's diary hears of it."""
    _refuse_settled(proposal)
    written = edit_meeting(proposal.meeting, facts_of(proposal), by=by)
    proposal.accepted_at = clock.now()
    db.session.flush()
    _record("accepted", proposal, by)
    return written


def decline_proposal(proposal: Proposal, *, by: Actor) -> int:
    """The meeting stays where it is; a letter that says so to the guest's diary waits in the outbox."""
    _refuse_settled(proposal)
    proposal.declined_at = clock.now()
    db.session.flush()
    _record("declined", proposal, by)
    return letters.proposal_declined(proposal)


def _refuse_settled(proposal: Proposal) -> None:
    db.session.refresh(proposal, ["accepted_at", "declined_at"], with_for_update=True)
    if proposal.accepted_at is not None:
        raise Refusal("This proposal was accepted already.")
    if proposal.declined_at is not None:
        raise Refusal("This proposal was declined already.")


def _record(verb: str, proposal: Proposal, by: Actor) -> None:
    invitation = proposal.invitation
    record(verb, proposal, by=by, programme_id=invitation.event.programme_id, person_id=invitation.person_id)
