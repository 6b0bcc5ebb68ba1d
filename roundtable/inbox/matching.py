"""Find whom and what a message concerns."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from roundtable.db import db
from roundtable.events.models import Event, Invitation, Meeting
from roundtable.inbox.models import Message
from roundtable.inbox.reading import Mail
from roundtable.mail.models import Letter
from roundtable.mail.returns import letter_returned
from roundtable.stakeholders.models import Person, Stake
from roundtable.stakeholders.names import folded
from roundtable.web.pages import find_or_none

_EXCHANGE = ("040000008200E00074C5B7101A82E008", "7643616C2D55696401000000")
"""How Exchange wraps a UID that is not its own: a fixed head, and before the UID in hexadecimals "vCal-Uid"."""


def meeting_of(uid: str) -> Meeting | None:
    """The meeting whose diary entry has this UID, whatever the case."""
    ours = _unwrapped(uid).partition("@")[0][:120]
    return db.session.scalars(_by_uid(), {"uid": ours, "lower": ours.lower()}).first()


def _unwrapped(uid: str) -> str:
    head, mark = _EXCHANGE
    capital = uid.upper()
    if capital.startswith(head) and mark in capital:
        try:
            return bytes.fromhex(capital.partition(mark)[2]).rstrip(b"\0").decode("ascii")
        except ValueError:
            return uid
    return uid


def invitations_at(event: Event, address: str) -> list[Invitation]:
    """Who was asked to the event at this address, now or when the letter went; two people may share it."""
    if not address:
        return []
    now = db.session.scalars(_by_address(), {"event_id": event.id, "email_key": address.lower()}).all()
    if now:
        return list(now)
    of_event = _with_person().where(Invitation.event_id == event.id)
    then = select(Letter.subject_id).where(
        Letter.subject_kind == Invitation.__tablename__,
        Letter.subject_id.in_(select(Invitation.id).where(Invitation.event_id == event.id)),
        func.lower(Letter.to_email) == address.lower(),
    )
    return list(db.session.scalars(of_event.where(Invitation.id.in_(then)).limit(20)))


def named(invitations: list[Invitation], name: str) -> list[Invitation]:
    """Those of them whose person has this name, where one has; otherwise all."""
    theirs = [one for one in invitations if name and one.person.folded_name == folded(name)]
    return theirs or invitations


def invitation_of(letter: Letter | None) -> Invitation | None:
    """The invitation that a letter of ours is about."""
    if letter is None or letter.subject_kind != Invitation.__tablename__:
        return None
    return find_or_none(_with_person().where(Invitation.id == letter.subject_id))


def _with_person() -> Select[Invitation]:
    return (
        select(Invitation)
        .join(Invitation.person)
        .options(contains_eager(Invitation.person))
        .order_by(Invitation.id)
    )


# Made once, and when they are first needed: making them anew would be a tenth of what reading an answer takes.
@cache
def _by_uid() -> Select[Meeting]:
    return select(Meeting).where(or_(Meeting.uid == bindparam("uid"), Meeting.uid == bindparam("lower")))


@cache
def _by_address() -> Select[Invitation]:
    of_event = _with_person().where(Invitation.event_id == bindparam("event_id"))
    return of_event.where(Person.email_key == bindparam("email_key")).limit(20)


def letter_of(mail: Mail, message_ids: Sequence[str] | None = None) -> Letter | None:
    """The letter of ours that it answers or brings back: by the return path that it came to, or by a Message-ID.

    These are the ones that it answers, unless others are given.
    """
    for address in mail.came_to:
        if found := letter_returned(address):
            return found
    return letter_named(mail.answers if message_ids is None else message_ids)


def letter_named(message_ids: Sequence[str]) -> Letter | None:
    """The letter of ours that has one of these Message-IDs; the first that is ours counts."""
    if not message_ids:
        return None
    found = {
        letter.message_id: letter
        for letter in db.session.scalars(
            select(Letter).where(Letter.message_id.in_(message_ids), Letter.secret.is_(False))
        )
    }
    return next((found[one] for one in message_ids if one in found), None)


def is_of_a_secret(mail: Mail, message_ids: tuple[str, ...]) -> bool:
    """Whether it answers or brings back a letter that nobody but its reader may see."""
    if any((letter := letter_returned(address)) is not None and letter.secret for address in mail.came_to):
        return True
    named = [*mail.answers, *message_ids]
    secret = select(Letter.id).where(Letter.message_id.in_(named), Letter.secret).limit(1)
    return bool(named) and db.session.scalar(secret) is not None


def last_letter_to(address: str) -> Letter | None:
    """The newest letter that was handed over to this address."""
    return find_or_none(
        select(Letter)
        .where(
            func.lower(Letter.to_email) == address.lower(),
            Letter.handed_over_at.is_not(None),
            Letter.secret.is_(False),
        )
        .order_by(Letter.id.desc())
    )


def people_at(address: str) -> list[Person]:
    """Who has this address."""
    if not address:
        return []
    return list(db.session.scalars(select(Person).where(Person.email_key == address.lower()).limit(20)))


def only_programme_of(person: Person) -> int | None:
    """The programme in which this person has a stake, where it is one."""
    query = (
        select(Stake.programme_id).where(Stake.person_id == person.id, Stake.ended_at.is_(None)).distinct()
    )
    found = db.session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def place(message: Message, mail: Mail) -> tuple[Letter | None, Invitation | None, bool]:
    """Put a message beside the letter that it answers, or beside whoever has the sender's address.

    Gives the letter and the invitation that it is about, and whether the sender is in the register.
    """
    letter = letter_of(mail)
    invitation = invitation_of(letter)
    people = people_at(mail.sender[1])
    if letter is not None:
        message.letter, message.programme_id = letter, letter.programme_id
        message.person_id = people[0].id if len(people) == 1 else letter.person_id
    elif len(people) == 1:
        message.person_id, message.programme_id = people[0].id, only_programme_of(people[0])
    if invitation is not None:
        message.invitation, message.event = invitation, invitation.event
        message.programme_id = invitation.event.programme_id
    return letter, invitation, bool(people)
