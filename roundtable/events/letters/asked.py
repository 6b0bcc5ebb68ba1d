"""What answers the question of a diary: no, it stays where it is; and here is once more what we said last."""

from roundtable import calendar, clock
from roundtable.calendar import Appointment, Attendee
from roundtable.events.letters import wordings
from roundtable.events.letters.words import Told, composed, each, let_go, request, take_out
from roundtable.events.letters.writing import write_one
from roundtable.events.models import Invitation, Meeting, Proposal
from roundtable.mail.composing import Composed, composer


def proposal_declined(proposal: Proposal) -> int:
    """The guest's diary puts its own proposal aside. Gives how many letters were written."""
    return write_one(
        "proposal-declined", proposal.invitation, proposal.meeting, occasion=f"proposal-{proposal.id}"
    )


def said_again(invitation: Invitation, meeting: Meeting, *, occasion: str) -> int:
    """What we said last of this meeting, for a diary that has lost it. Gives how many letters were written."""
    return write_one("diary-again", invitation, meeting, occasion=occasion)


def _declined(told: Told) -> Composed | None:
    if told.is_outdated:
        return None
    why = "You get this because your diary proposed another time for {{title}}."
    return composed(told, wordings.PROPOSAL_DECLINED, why=why, diary=_decline_counter)


def _again(told: Told) -> Composed | None:
    if told.appointment is None:
        return None
    why = "You get this because your diary asked what we last said of {{title}}."
    if told.invitation.withdrawn_at is not None:
        return composed(told, wordings.AGAIN_WITHDRAWN, why=why, diary=let_go)
    if told.is_outdated:
        return composed(told, wordings.AGAIN_CANCELLED, why=why, diary=take_out)
    return composed(told, wordings.AGAIN, why=why, diary=request)


def _decline_counter(appointment: Appointment, _attendee: Attendee) -> bytes:
    return calendar.decline_counter(appointment, stamp=clock.now())


composer("proposal-declined", wordings.PROPOSAL_DECLINED.label, wordings=[wordings.PROPOSAL_DECLINED])(
    each(_declined)
)
composer(
    "diary-again",
    wordings.AGAIN.label,
    wordings=[wordings.AGAIN, wordings.AGAIN_WITHDRAWN, wordings.AGAIN_CANCELLED],
)(each(_again))
