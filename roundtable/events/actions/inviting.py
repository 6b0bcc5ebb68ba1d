"""Invite people, and withdraw one."""

from collections.abc import Iterable

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.events import letters, queries
from roundtable.events.actions.seating import fill, leave, lock
from roundtable.events.models import Event, Invitation
from roundtable.stakeholders.models import Person
from roundtable.trail import Actor, record, record_many


def may_be_invited(person: Person) -> bool:
    """Has an address, and has not asked to be left alone."""
    return bool(person.email) and person.no_bulk_since is None


def invite(people: Iterable[Person], *, to: Event, by: Actor) -> list[int]:
    """Invite people to an event, skipping whoever is invited already or must not be asked.

    Gives the numbers of the new invitations; their letters wait in the outbox.
    """
    if not to.takes_invitations:
        raise Refusal(f"{to.title} no longer takes invitations.")
    asked = {person.id: person for person in people if may_be_invited(person)}
    groups = _groups_of(asked, to.programme_id)
    now = clock.now()
    rows = [
        {
            "event_id": to.id,
            "person_id": person_id,
            "group_id": groups.get(person_id),
            "source": "invited",
            "link_number": 0,
            "created_at": now,
            "answer_source": "",
            "reason": "",
        }
        for person_id in asked
    ]
    fresh = insert_missing(Invitation, rows, unique=["event_id", "person_id"])
    made = load(fresh)
    record_many(
        "invited",
        Invitation,
        fresh,
        by=by,
        programme_id=to.programme_id,
        people={invitation.id: invitation.person_id for invitation in made},
    )
    letters.invitations(to, made)
    return fresh


def load(ids: list[int]) -> list[Invitation]:
    """These invitations, each with its person, in a constant number of statements for each ten thousand."""
    found: list[Invitation] = []
    for start in range(0, len(ids), 10_000):
        some = ids[start : start + 10_000]
        found += db.session.scalars(queries.with_people(some)).all()
    return found


def _groups_of(people: dict[int, Person], programme_id: int) -> dict[int, int | None]:
    ids = list(people)
    found: dict[int, int | None] = {}
    for start in range(0, len(ids), 10_000):
        some = ids[start : start + 10_000]
        found.update(db.session.execute(queries.groups_of_people(programme_id, some)).all())
    return found


def withdraw(invitation: Invitation, *, by: Actor) -> int:
    """Take back one invitation: the event goes on without this person, whose diary lets go of it.

    Gives how many letters were written: none where this person was never sent one.
    """
    event = invitation.event
    lock(event)
    db.session.refresh(invitation)
    if invitation.withdrawn_at is not None:
        return 0
    freed = leave(invitation)
    invitation.withdrawn_at = clock.now()
    db.session.flush()
    record("withdrawn", invitation, by=by, programme_id=event.programme_id)
    written = letters.invitation_withdrawn(invitation)
    if freed:
        fill(event)
    return written
