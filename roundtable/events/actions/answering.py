"""What a guest answers, or an organiser for them: yes, no, maybe, somebody else; needs and group."""

from datetime import datetime

from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import letters
from roundtable.events.actions.seating import Room, fill, leave, lock, seat_or_wait
from roundtable.events.models import Answer, Event, Invitation, Needs, Nomination
from roundtable.trail import Actor, record


def answer(
    invitation: Invitation,
    said: Answer,
    *,
    by: Actor,
    source: str = "page",
    reason: str = "",
    unseen: int = 0,
) -> bool:
    """Note what somebody said. The same answer twice is one; says whether anything changed.

    A yes takes a seat or waits; anything else gives the seat to whoever waits. What a guest did on their page is
    confirmed by a letter; of a diary's yes they hear only where it waits for a seat, which the diary does not show.
    `unseen` is how many moves of the meeting they had not seen when they answered.
    """
    look_again(invitation)
    return note_answer(invitation, said, by=by, source=source, reason=reason, unseen=unseen)


def look_again(invitation: Invitation) -> None:
    """See the invitation as it is now, and hold the event's seats; refuses where nobody waits for an answer."""
    lock(invitation.event)
    db.session.refresh(invitation, Invitation.__mapper__.column_attrs.keys())
    refuse_unanswerable(invitation, invitation.event)


def note_answer(
    invitation: Invitation,
    said: Answer,
    *,
    by: Actor,
    source: str,
    reason: str,
    unseen: int = 0,
    stamp: datetime | None = None,
) -> bool:
    """Note it, once the invitation was looked at. `stamp` is the DTSTAMP of an answer from a diary."""
    event = invitation.event
    moves = max(event.moves - unseen, 0)
    invitation.answered_stamp = stamp or invitation.answered_stamp
    same = invitation.answer is said and invitation.answered_sequence == moves
    if same and (said is Answer.ACCEPTED or reason in ("", invitation.reason)):
        return False
    changed = invitation.answer is not said
    invitation.answer, invitation.answered_sequence = said, moves
    invitation.answered_at, invitation.answer_source = clock.now(), source
    invitation.reason = reason if said is not Answer.ACCEPTED else ""
    if said is Answer.ACCEPTED:
        with db.session.no_autoflush:  # who is asked for the seats that are taken has none yet
            seat_or_wait(invitation, event)
    freed = said is not Answer.ACCEPTED and leave(invitation)
    db.session.flush()
    record("answered", invitation, by=by, programme_id=event.programme_id, answer=said.value, source=source)
    if changed and (source == "page" or (source == "diary" and invitation.waiting_since is not None)):
        letters.answered(invitation)
    if freed:
        fill(event)
    return True


def refuse_unanswerable(invitation: Invitation, event: Event) -> None:
    """Refuse an answer that nobody waits for any more, and say why."""
    if invitation.withdrawn_at is not None:
        raise Refusal("This invitation was withdrawn. Write to the organiser if you think that is a mistake.")
    if event.cancelled_at is not None:
        raise Refusal(f"{event.title} was cancelled, so there is nothing to answer.")
    if event.is_over:
        raise Refusal(f"{event.title} is over, so the answer can no longer be changed.")


def take_back_answer(invitation: Invitation, *, by: Actor) -> None:
    """As if they had not answered yet; their seat goes to whoever waits."""
    event = invitation.event
    lock(event)
    db.session.refresh(invitation)
    if invitation.answer is None:
        return
    invitation.answer = invitation.answered_at = invitation.answered_sequence = None
    invitation.answer_source = invitation.reason = ""
    freed = leave(invitation)
    db.session.flush()
    record("answer taken back", invitation, by=by, programme_id=event.programme_id)
    if freed:
        fill(event)


def go_back_to_answer(
    invitation: Invitation,
    said: Answer,
    *,
    source: str,
    reason: str,
    sequence: int | None,
    answered_at: datetime | None,
    by: Actor,
) -> None:
    """The answer that they had given before, as old as it was. Nobody is written to: they said nothing anew."""
    look_again(invitation)
    note_answer(invitation, said, by=by, source="organiser", reason=reason)
    invitation.answer_source, invitation.reason = source, reason
    invitation.answered_sequence, invitation.answered_at = sequence, answered_at


def nominate(
    invitation: Invitation,
    *,
    name: str,
    email: str,
    organisation: str = "",
    note: str = "",
    by: Actor,
    source: str = "page",
) -> Nomination:
    """Propose somebody else. It waits for the organiser; nobody is mailed by it, and the seat is free.

    The same address proposed twice is one proposal, until the organiser has read it.
    """
    answer(invitation, Answer.DELEGATED, by=by, source=source)
    waits = Nomination.accepted_at.is_(None) & Nomination.declined_at.is_(None)
    same = (Nomination.invitation_id == invitation.id) & (func.lower(Nomination.email) == email.lower())
    if (found := db.session.scalars(select(Nomination).where(same & waits)).first()) is not None:
        return found
    nomination = Nomination(
        invitation_id=invitation.id,
        name=name,
        email=email,
        organisation=organisation,
        note=note,
        made_at=clock.now(),
    )
    db.session.add(nomination)
    db.session.flush()
    programme_id = invitation.event.programme_id
    record("nominated", nomination, by=by, programme_id=programme_id, person_id=invitation.person_id)
    return nomination


def tell_needs(invitation: Invitation, *, access: str, dietary: str, by: Actor) -> None:
    """Keep what somebody needs, in place of what they told us before."""
    needs = db.session.query(Needs).filter_by(invitation_id=invitation.id).one_or_none()
    if needs is None:
        needs = Needs(invitation_id=invitation.id)
        db.session.add(needs)
    needs.access, needs.dietary, needs.told_at = access, dietary, clock.now()
    db.session.flush()
    record("told what they need", invitation, by=by, programme_id=invitation.event.programme_id)


def forget_needs(invitation: Invitation, *, by: Actor) -> None:
    """Delete what somebody told us that they need."""
    found = db.session.query(Needs).filter_by(invitation_id=invitation.id).one_or_none()
    if found is not None:
        db.session.delete(found)
    record("took back what they need", invitation, by=by, programme_id=invitation.event.programme_id)


def choose_group(invitation: Invitation, group_id: int | None, *, by: Actor) -> None:
    """Sit for another group. Whoever has a seat keeps it only where that group has room."""
    event = invitation.event
    if invitation.group_id == group_id:
        return
    lock(event)
    db.session.refresh(invitation)
    refuse_unanswerable(invitation, event)
    if invitation.seated_at is not None:
        room = Room(event)
        room.taken[invitation.group_id] = room.taken.get(invitation.group_id, 1) - 1
        if not room.has_seat_for(group_id):
            raise Refusal(
                "The seats of that group are taken. Keep the group you have, or write to the organiser.",
                field="group",
            )
    invitation.group_id = group_id
    db.session.flush()
    record("chose a group", invitation, by=by, programme_id=event.programme_id)
    fill(event)
