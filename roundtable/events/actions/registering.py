"""Registration on the public page: a row until its letter is answered, a seat from then on."""

from sqlalchemy import bindparam, select

from roundtable import clock
from roundtable.access import person_actor
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.events import letters
from roundtable.events.actions.answering import answer
from roundtable.events.actions.arriving import person_for
from roundtable.events.models import Answer, Event, Invitation, Registration
from roundtable.stakeholders.names import address_key, folded
from roundtable.trail import Actor, record

_KNOWN = select(Registration.id).where(
    Registration.event_id == bindparam("event_id"),
    Registration.email_key == bindparam("email_key"),
    Registration.name_key == bindparam("name_key"),
)


def register(
    event: Event,
    *,
    name: str,
    email: str,
    organisation: str = "",
    group_id: int | None = None,
    wording: str = "",
    by: Actor,
) -> None:
    """Note that somebody wants to come, and write to them: the seat is theirs once they answer the letter.

    The same name and address again is the same registration, and gets no second letter on the same day;
    nothing here tells whether it was known before.
    """
    if not event.takes_registrations:
        raise Refusal(f"{event.title} no longer takes registrations.")
    now = clock.now()
    email_key, key = address_key(email), folded(name)[:200]
    row = {
        "event_id": event.id,
        "name": name,
        "name_key": key,
        "email": email,
        "email_key": email_key,
        "organisation": organisation,
        "group_id": group_id,
        "wording": wording,
        "made_at": now,
    }
    known = db.session.scalar(_KNOWN, row)
    if known is not None and letters.has_asked(known, day=now.date()):
        return
    fresh = [] if known else insert_missing(Registration, [row], unique=["event_id", "email_key", "name_key"])
    number = fresh[0] if fresh else db.session.scalars(_KNOWN, row).one()
    registration = Registration(id=number, name=name, email=email)  # stands for the row; it is not added
    record(
        "registered" if fresh else "registered again", registration, by=by, programme_id=event.programme_id
    )
    letters.registration(registration, event, day=now.date())


def confirm(registration: Registration) -> Invitation:
    """The letter was answered: the registration becomes an invitation that said yes. Twice is once."""
    db.session.refresh(registration, ["invitation_id"], with_for_update=True)
    if registration.invitation_id is not None:
        return db.session.get_one(Invitation, registration.invitation_id)
    event = registration.event
    if not event.takes_invitations:
        raise Refusal(f"{event.title} no longer takes registrations.")
    guest = person_actor(None)
    person = person_for(
        event.programme_id,
        name=registration.name,
        email=registration.email,
        organisation=registration.organisation,
        group_id=registration.group_id,
        source="registered",
        by=guest,
    )
    now = clock.now()
    row = {
        "event_id": event.id,
        "person_id": person.id,
        "group_id": registration.group_id,
        "source": "registered",
        "link_number": 0,
        "created_at": now,
        "answer_source": "",
        "reason": "",
    }
    insert_missing(Invitation, [row], unique=["event_id", "person_id"])
    invitation = db.session.scalars(
        select(Invitation).where(Invitation.event_id == event.id, Invitation.person_id == person.id)
    ).one()
    registration.confirmed_at, registration.invitation_id = now, invitation.id
    db.session.flush()
    record("confirmed", registration, by=person_actor(person.id), programme_id=event.programme_id)
    answer(invitation, Answer.ACCEPTED, by=person_actor(person.id))
    return invitation
