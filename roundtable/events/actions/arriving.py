"""Somebody arrives whom the organiser did not enter: a nominee, or who registered on the public page."""

import unicodedata

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.stakeholders.models import Organisation, Person, Post, Stake
from roundtable.trail import Actor, record


def name_key(name: str) -> str:
    """A name without case and with single spaces, to see whether it is the same."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def person_for(
    programme_id: int,
    *,
    name: str,
    email: str,
    organisation: str = "",
    group_id: int | None = None,
    source: str,
    by: Actor,
) -> Person:
    """The person of that name at that address, with a stake in the programme; made where there is none.

    Nobody looks on, so the rule is strict: another name at the same address is another person.
    """
    at_address = db.session.scalars(select(Person).where(Person.email_key == email.lower())).all()
    person = next((each for each in at_address if name_key(each.name) == name_key(name)), None)
    if person is None:
        person = _new_person(name, email)
        record("added", person, by=by, programme_id=programme_id)
        if organisation:
            _give_post(person, organisation)
    insert_missing(
        Stake,
        [
            {
                "person_id": person.id,
                "programme_id": programme_id,
                "group_id": group_id,
                "source": source,
                "created_at": clock.now(),
            }
        ],
        unique=["person_id", "programme_id"],
    )
    return person


def _new_person(name: str, email: str) -> Person:
    now = clock.now()
    person = Person(name=name, sort_name=name_key(name)[:220], email=email, created_at=now, changed_at=now)
    db.session.add(person)
    db.session.flush()
    return person


def _give_post(person: Person, name: str) -> None:
    folded = name_key(name)
    found = db.session.scalar(
        select(Organisation).where(Organisation.folded_name == folded).order_by(Organisation.id).limit(1)
    )
    if found is None:
        found = Organisation(name=name, folded_name=folded, created_at=clock.now())
        db.session.add(found)
        db.session.flush()
    db.session.add(Post(person_id=person.id, organisation_id=found.id))
    db.session.flush()
