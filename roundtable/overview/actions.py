"""What a person does on their page."""

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.overview import letters  # noqa: F401 (registers how the fresh link is written)
from roundtable.overview.forms import WORDINGS, field_of
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Consent, Person, Use
from roundtable.trail import Actor, record


def send_personal_link(person: Person, *, programme_id: int | None, by: Actor) -> None:
    """Send a fresh link to the address on file; pressed again within ten minutes it sends no second letter."""
    if not person.email:
        return
    occasion = int(clock.now().timestamp()) // 600
    write(
        "personal-link",
        [
            Draft(
                f"personal-link/person-{person.id}/{occasion}",
                Recipient(person.email, person.name, person.id),
                about=person,
            )
        ],
        programme_id=programme_id,
        automatic=True,
        secret=True,
    )
    record("asked for a fresh link", person, by=by)


def _given(person: Person, programme: Programme) -> dict[Use, Consent]:
    found = db.session.scalars(
        select(Consent).where(
            Consent.person_id == person.id,
            Consent.programme_id == programme.id,
            Consent.withdrawn_at.is_(None),
        )
    )
    return {consent.use: consent for consent in found}


def preferences_of(person: Person, programme: Programme) -> dict[str, bool]:
    """What the form of preferences shows when it is opened."""
    given = _given(person, programme)
    return {field_of(use): use in given for use in WORDINGS} | {"invited": person.no_bulk_since is None}


def set_preferences(
    person: Person, programme: Programme, chosen: set[Use], *, invited: bool, by: Actor
) -> None:
    """Give and take back consent, each dated and with the words that were shown."""
    # Pressed twice at once, it is one consent.
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    now = clock.now()
    given = _given(person, programme)
    for use, wording in WORDINGS.items():
        if use in chosen and use not in given:
            db.session.add(
                Consent(
                    person_id=person.id, programme_id=programme.id, use=use, given_at=now, wording=wording
                )
            )
        if use not in chosen and use in given:
            given[use].withdrawn_at = now
    if invited == (person.no_bulk_since is not None):
        person.no_bulk_since = None if invited else now
    record("chose how to be named and asked", person, by=by, programme_id=programme.id)
