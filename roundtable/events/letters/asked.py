"""What answers the question of a diary: no, it stays where it is; and here is once more what we said last."""

from roundtable import calendar, clock
from roundtable.calendar import Appointment, Attendee
from roundtable.events.letters.words import (
    OWN_PAGE,
    Told,
    composed,
    each,
    let_go,
    paragraphs,
    request,
    take_out,
)
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
    text = paragraphs(
        "Dear {{name}},",
        "Thank you for proposing another time for **{{title}}**. It cannot be moved; it stays at:",
        "- {{when}}",
        "If you cannot come then, please say so on your own page.",
        OWN_PAGE,
    )
    why = "You get this because your diary proposed another time for {{title}}."
    return composed(told, "It stays at its time: {{title}}", text, why=why, diary=_decline_counter)


def _again(told: Told) -> Composed | None:
    if told.appointment is None:
        return None
    why = "You get this because your diary asked what we last said of {{title}}."
    if told.invitation.withdrawn_at is not None:
        text = paragraphs("Dear {{name}},", "Your invitation to **{{title}}** ({{when}}) was withdrawn.")
        return composed(told, "Invitation withdrawn: {{title}}", text, why=why, diary=let_go)
    if told.is_outdated:
        text = paragraphs("Dear {{name}},", "**{{title}}** ({{when}}) will not take place.")
        return composed(told, "Cancelled: {{title}}", text, why=why, diary=take_out)
    text = paragraphs(
        "Dear {{name}},", "Here is **{{title}}** for your diary once more:", "- {{when}}", OWN_PAGE
    )
    return composed(told, "For your diary: {{title}}", text, why=why, diary=request)


def _decline_counter(appointment: Appointment, attendee: Attendee) -> bytes:
    return calendar.decline_counter(appointment, attendee, stamp=clock.now())


composer("proposal-declined", "Another time declined")(each(_declined))
composer("diary-again", "The same again, for a diary")(each(_again))
