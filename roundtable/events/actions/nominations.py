"""What becomes of a nomination: the organiser accepts or declines it."""

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events.actions.arriving import person_for
from roundtable.events.actions.inviting import invite, load
from roundtable.events.models import Invitation, Nomination
from roundtable.trail import Actor, record


def accept_nomination(nomination: Nomination, *, by: Actor) -> Invitation:
    """Invite whoever was nominated, in the nominator's group; the register gains them where it lacks them.

    The nominator's answer stays "somebody else instead".
    """
    _refuse_settled(nomination)
    nominator = nomination.invitation
    event = nominator.event
    if not event.takes_invitations:
        raise Refusal(f"{event.title} no longer takes invitations.")
    person = person_for(
        event.programme_id,
        name=nomination.name,
        email=nomination.email,
        organisation=nomination.organisation,
        group_id=nominator.group_id,
        source="nominated",
        by=by,
    )
    if person.no_bulk_since is not None:
        raise Refusal(f"{person.name} has asked not to be invited, so this nomination can only be declined.")
    fresh = invite([person], to=event, by=by)
    invitation = (
        load(fresh)[0]
        if fresh
        else db.session.query(Invitation).filter_by(event_id=event.id, person_id=person.id).one()
    )
    if fresh:
        invitation.source, invitation.group_id = "nominated", nominator.group_id
    nomination.accepted_at, nomination.accepted_invitation_id = clock.now(), invitation.id
    db.session.flush()
    record("accepted", nomination, by=by, programme_id=event.programme_id, person_id=person.id)
    return invitation


def decline_nomination(nomination: Nomination, *, by: Actor) -> None:
    """Leave it; nobody is written to."""
    _refuse_settled(nomination)
    nomination.declined_at = clock.now()
    record("declined", nomination, by=by, programme_id=nomination.invitation.event.programme_id)


def _refuse_settled(nomination: Nomination) -> None:
    if nomination.accepted_at is not None:
        raise Refusal("This nomination was accepted already.")
    if nomination.declined_at is not None:
        raise Refusal("This nomination was declined already.")
