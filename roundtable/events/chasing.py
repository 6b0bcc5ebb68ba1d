"""Find whom to remind by letter, and whom to call."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from roundtable import clock
from roundtable.db import db
from roundtable.events.models import Answer, Concerned, Event, Invitation, ReminderRule
from roundtable.mail.models import Address, Letter, Outcome
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Organisation, Person, Post

_WHO: dict[Concerned, ColumnElement[bool]] = {
    Concerned.UNANSWERED: Invitation.answer.is_(None),
    Concerned.MAYBE: Invitation.answer == Answer.TENTATIVE,
    Concerned.COMING: Invitation.seated_at.is_not(None),
}
LOST = (Outcome.FAILED, Outcome.BOUNCED, Outcome.UNKNOWN)
WENT = (Outcome.SENT, Outcome.KEPT)


def reminders_of(event: Event) -> Select[ReminderRule]:
    """The rules of an event, in the order in which they were made."""
    return select(ReminderRule).where(ReminderRule.event_id == event.id).order_by(ReminderRule.id)


def reminders_to_run() -> Select[ReminderRule]:
    """The rules of events that are still to come; each says by itself whether it is due."""
    return (
        select(ReminderRule)
        .join(ReminderRule.event)
        .join(Event.programme)
        .where(Event.cancelled_at.is_(None), Event.ends_at > clock.now(), Programme.closed_at.is_(None))
        .options(
            joinedload(ReminderRule.event).options(joinedload(Event.programme), selectinload(Event.meetings))
        )
    )


def concerned_by(rule: ReminderRule) -> Select[Invitation]:
    """Whom a rule reaches as things stand."""
    return _asked(rule.event).where(_WHO[rule.concerned], _was_told()).options(joinedload(Invitation.person))


def call_sheet(event: Event) -> Select[Invitation]:
    """Whom a letter does not reach or who has not answered, by name; not who said no or was withdrawn."""
    said_no = Invitation.answer.in_([Answer.DECLINED, Answer.DELEGATED])
    return (
        _asked(event)
        .join(Invitation.person)
        .where(
            or_(
                Invitation.answer.is_(None),
                and_(~said_no, or_(exists().where(_lost()), Person.email.is_(None), _on_hold())),
            )
        )
        .order_by(None)
        .order_by(Person.sort_name, Invitation.id)
    )


def _asked(event: Event) -> Select[Invitation]:
    return (
        select(Invitation)
        .where(Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None))
        .order_by(Invitation.id)
    )


def _was_told() -> ColumnElement[bool]:
    """They came by themselves, or a letter went to them: nobody is reminded of what they never got."""
    went = exists().where(_about(), Letter.outcome.in_(WENT))
    return or_(went, Invitation.answer.is_not(None))


def _lost() -> ColumnElement[bool]:
    """The newest letter that left for them did not arrive."""
    newer = aliased(Letter)
    settled_since = exists().where(
        newer.subject_kind == Letter.subject_kind,
        newer.subject_id == Letter.subject_id,
        newer.id > Letter.id,
        newer.outcome.in_(WENT),
    )
    return and_(_about(), Letter.outcome.in_(LOST), ~settled_since)


def _about() -> ColumnElement[bool]:
    return and_(Letter.subject_kind == Invitation.__tablename__, Letter.subject_id == Invitation.id)


def _on_hold() -> ColumnElement[bool]:
    return exists().where(Address.email_key == Person.email_key, Address.held_at.is_not(None))


@dataclass(frozen=True)
class Call:
    """Somebody to call, and why."""

    invitation: Invitation
    organisation: str
    lost: tuple[Letter, ...]
    """The letters that did not arrive, newest first."""
    held: Address | None

    @property
    def person(self) -> Person:
        return self.invitation.person


def calls(invitations: Sequence[Invitation]) -> list[Call]:
    """What a call sheet says of these. Three queries."""
    people = [one.person_id for one in invitations]
    organisations: dict[int, list[str]] = defaultdict(list)
    posts = (
        select(Post.person_id, Organisation.name)
        .join(Post.organisation)
        .where(Post.person_id.in_(people), Post.ended_at.is_(None))
        .order_by(Post.id)
    )
    for person_id, name in db.session.execute(posts):
        organisations[person_id].append(name)
    lost: dict[int, list[Letter]] = defaultdict(list)
    letters = (
        select(Letter)
        .join(Invitation, _lost())
        .where(Invitation.id.in_([one.id for one in invitations]))
        .order_by(Letter.id.desc())
    )
    for letter in db.session.scalars(letters):
        lost[letter.subject_id].append(letter)
    keys = [one.person.email_key for one in invitations if one.person.email_key]
    held = {
        address.email_key: address
        for address in db.session.scalars(
            select(Address).where(Address.email_key.in_(keys), Address.held_at.is_not(None))
        )
    }
    return [
        Call(
            one,
            ", ".join(organisations[one.person_id]),
            tuple(lost[one.id]),
            held.get(one.person.email_key or ""),
        )
        for one in invitations
    ]
