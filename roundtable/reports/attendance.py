"""Who was at an event: numbers by group, the seats for the ring, and the names that may be printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, select

from roundtable.charts import GroupSeats
from roundtable.db import db
from roundtable.events.models import Answer, Attendance, Event, Invitation, Meeting
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Consent, Organisation, Person, Post, Use


@dataclass(frozen=True)
class Participant:
    """Somebody who was there and may be named."""

    name: str
    organisation: str


@dataclass(frozen=True)
class Gathering:
    """Who came to one event."""

    title: str
    invited: int
    groups: Sequence[tuple[str, int]]
    # Those who came, by group, in the programme's order; at the end those without a group.
    seats: Sequence[GroupSeats]
    participants: Sequence[Participant]

    @property
    def came(self) -> int:
        return sum(number for _, number in self.groups)


def gathering_of(event: Event, programme: Programme) -> Gathering:
    """The numbers and names of an event: five statements, however many came."""
    there = _was_there(event)
    rows = db.session.execute(
        select(Invitation.group_id, func.count(Invitation.id))
        .where(Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None), there)
        .group_by(Invitation.group_id)
    )
    counted: dict[int | None, int] = dict(rows.all())
    groups = [(group.name, counted.pop(group.id, 0)) for group in programme.groups]
    without = sum(counted.values())
    invited = select(func.count(Invitation.id)).where(
        Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None)
    )
    return Gathering(
        title=event.title,
        invited=db.session.scalar(invited) or 0,
        groups=[*groups, *([("Group not said", without)] if without else [])],
        seats=_seats(event, programme, groups),
        participants=_participants(event, programme, there),
    )


def _was_there(event: Event) -> ColumnElement[bool]:
    """Who was noted at a meeting; where nobody was noted, who said yes and did not wait for a seat."""
    noted = select(Attendance.id).join(Meeting, Meeting.id == Attendance.meeting_id)
    if db.session.scalar(select(exists(noted.where(Meeting.event_id == event.id)))):
        return exists(
            noted.where(Meeting.event_id == event.id, Attendance.invitation_id == Invitation.id).correlate(
                Invitation
            )
        )
    return and_(Invitation.answer == Answer.ACCEPTED, Invitation.waiting_since.is_(None))


def _seats(event: Event, programme: Programme, groups: list[tuple[str, int]]) -> list[GroupSeats]:
    targets = {target.group_id: target for target in event.targets}
    return [
        GroupSeats(
            name=group.name,
            letter=group.letter,
            colour=group.colour,
            yes=came,
            minimum=targets[group.id].minimum if group.id in targets else 0,
            maximum=targets[group.id].maximum if group.id in targets else None,
        )
        for group, (_, came) in zip(programme.groups, groups, strict=True)
    ]


def _participants(event: Event, programme: Programme, there: ColumnElement[bool]) -> list[Participant]:
    """Those who were there and agreed to be named, by name; the organisation where that was agreed to as well."""
    rows = db.session.execute(
        select(Person.id, Person.name, Organisation.name, Consent.use)
        .join(Invitation, Invitation.person_id == Person.id)
        .join(Consent, Consent.person_id == Person.id)
        .outerjoin(Post, and_(Post.person_id == Person.id, Post.ended_at.is_(None)))
        .outerjoin(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Invitation.event_id == event.id,
            Invitation.withdrawn_at.is_(None),
            there,
            Consent.programme_id == programme.id,
            Consent.withdrawn_at.is_(None),
            Consent.use.in_((Use.NAME, Use.ORGANISATION)),
        )
        .order_by(Person.sort_name, Person.id, Post.id)
    ).all()
    named = {number: name for number, name, _, use in rows if use is Use.NAME}
    placed = {number: place for number, _, place, use in rows if use is Use.ORGANISATION and place}
    return [Participant(name, placed.get(number, "")) for number, name in named.items()]
