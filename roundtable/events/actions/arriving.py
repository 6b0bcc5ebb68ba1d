"""Somebody arrives whom the organiser did not enter: a nominee, or who registered on the public page."""

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.stakeholders.actions import appoint, index, organisation_named
from roundtable.stakeholders.models import Person, Stake
from roundtable.stakeholders.names import address_key, folded, sort_name, tidy
from roundtable.trail import Actor, record


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
    at_address = db.session.scalars(select(Person).where(Person.email_key == address_key(email))).all()
    person = next((each for each in at_address if folded(tidy(each.name)) == folded(tidy(name))), None)
    if person is None:
        person = _new_person(name, email)
        record("added", person, by=by, programme_id=programme_id)
        if organisation:
            appoint(person, organisation_named(organisation))
        index([person.id])
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
    person = Person(name=tidy(name), sort_name=sort_name(name), email=email, created_at=now, changed_at=now)
    db.session.add(person)
    db.session.flush()
    return person
