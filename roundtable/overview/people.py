"""What one person did in a programme, from every room."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.events.models import Event, Invitation
from roundtable.evidence import queries as evidence
from roundtable.evidence.models import Submission
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Person
from roundtable.trail import Entry

LONGEST = 100


@dataclass(frozen=True)
class WholeStory:
    """What a person was asked, answered, sent and got, newest first; LONGEST of each."""

    invitations: list[Invitation]
    submissions: list[Submission]
    letters: list[Letter]
    deeds: list[Entry]


def whole_story(person: Person, programme: Programme) -> WholeStory:
    """Four queries, whatever the person did."""
    invitations = (
        select(Invitation)
        .join(Invitation.event)
        .where(Invitation.person_id == person.id, Event.programme_id == programme.id)
        .options(joinedload(Invitation.event))
        .order_by(Invitation.id.desc())
    )
    # By the person, of whom there is little: a column plus nothing is one whose index SQLite does not use.
    letters = select(Letter).where(
        Letter.person_id == person.id, Letter.programme_id + 0 == programme.id, Letter.secret.is_(False)
    )
    deeds = select(Entry).where(Entry.person_id == person.id, Entry.programme_id + 0 == programme.id)
    submissions = evidence.of_person(person.id).where(Submission.programme_id == programme.id)
    return WholeStory(
        invitations=list(db.session.scalars(invitations.limit(LONGEST))),
        submissions=list(db.session.scalars(submissions.limit(LONGEST)).unique()),
        letters=list(db.session.scalars(letters.order_by(Letter.id.desc()).limit(LONGEST))),
        deeds=list(db.session.scalars(deeds.order_by(Entry.id.desc()).limit(LONGEST))),
    )
