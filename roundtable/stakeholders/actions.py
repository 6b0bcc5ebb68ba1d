"""Add, change and remove people, one at a time. Importing many has its own package."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders import queries
from roundtable.stakeholders.importing.details import Details, Unusable, details
from roundtable.stakeholders.models import Membership, Network, Organisation, Person, Post, Stake
from roundtable.stakeholders.names import folded, sort_name, tidy
from roundtable.trail import Actor, record


def read_details(
    *,
    name: str,
    given_name: str = "",
    family_name: str = "",
    email: str = "",
    phone: str = "",
    organisation: str = "",
    title: str = "",
    networks: str = "",
    notes: str = "",
) -> Details:
    """What was typed about a person, tidied; refuses what cannot be kept."""
    if not tidy(name):
        raise Refusal("Enter a name, as the person writes it.", field="name")
    try:
        said = details(
            (name, given_name, family_name, email, phone, organisation, title, "", networks, notes)
        )
    except Unusable as error:
        raise Refusal(str(error), field=error.field) from error
    if said.title and not said.organisation:
        raise Refusal("Enter the organisation of this job title.", field="organisation")
    return said


def add(said: Details, *, to: Programme, group: StakeholderGroup | None, by: Actor) -> Person:
    """Add somebody new to the register and to the programme."""
    person = Person(
        name=said.name,
        given_name=said.given_name,
        family_name=said.family_name,
        sort_name=sort_name(said.name, said.family_name, said.given_name),
        email=said.email or None,
        phone=said.phone,
        notes=said.notes,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    if said.organisation:
        appoint(person, organisation_named(said.organisation), said.title)
    set_networks(person, said.networks)
    db.session.add(
        Stake(
            person_id=person.id,
            programme_id=to.id,
            group_id=group.id if group else None,
            source="added by hand",
            created_at=clock.now(),
        )
    )
    db.session.flush()
    index([person.id])
    record("added", person, by=by, programme_id=to.id)
    return person


def edit(
    person: Person, said: Details, *, within: Programme, group: StakeholderGroup | None, by: Actor
) -> Person:
    """Change what the register says of a person, and their group in the programme."""
    before = (person.name, person.given_name, person.family_name, person.email, person.phone, person.notes)
    person.name, person.given_name, person.family_name = said.name, said.given_name, said.family_name
    person.sort_name = sort_name(said.name, said.family_name, said.given_name)
    person.email, person.phone, person.notes = said.email or None, said.phone, said.notes
    after = (person.name, person.given_name, person.family_name, person.email, person.phone, person.notes)
    person.changed_at = clock.now()
    names = ("name", "given name", "family name", "address", "phone", "notes")
    changed = [name for name, old, new in zip(names, before, after, strict=True) if old != new]
    if _change_post(person, said):
        changed.append("post")
    if set_networks(person, said.networks):
        changed.append("networks")
    stake = _stake(person, within)
    if stake.group_id != (group.id if group else None):
        stake.group_id = group.id if group else None
        changed.append("group")
    db.session.flush()
    index([person.id])
    record("edited", person, by=by, programme_id=within.id, fields=changed)
    return person


def remove(person: Person, *, from_: Programme, by: Actor) -> None:
    """End a person's stake in the programme. What they did there stays; it can be undone."""
    stake = _stake(person, from_)
    if stake.ended_at is None:
        stake.ended_at = clock.now()
        db.session.flush()
        record("removed", person, by=by, programme_id=from_.id)


def bring_back(person: Person, *, into: Programme, by: Actor) -> None:
    """Undo a removal."""
    stake = _stake(person, into)
    if stake.ended_at is not None:
        stake.ended_at = None
        db.session.flush()
        record("brought back", person, by=by, programme_id=into.id)


def index(numbers: Sequence[int]) -> None:
    """Make these people found by the words of their name, address and organisations as they are now."""
    if not numbers:
        return
    said = {
        number: " ".join(filter(None, names))
        for number, *names in db.session.execute(
            select(Person.id, Person.name, Person.given_name, Person.family_name, Person.email).where(
                Person.id.in_(numbers)
            )
        )
    }
    held = (
        select(Post.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.person_id.in_(numbers), Post.ended_at.is_(None))
    )
    for number, name in db.session.execute(held):
        said[number] += f" {name}"
    queries.WORDS.put(said.items())


def organisation_named(name: str) -> Organisation:
    """The organisation of that name, whatever its case and accents; made if there is none."""
    wanted = tidy(name)
    key = folded(wanted)
    found = db.session.scalars(
        select(Organisation).where(Organisation.folded_name == key).order_by(Organisation.id).limit(1)
    ).first()
    if found is None:
        found = Organisation(name=wanted, folded_name=key, created_at=clock.now())
        db.session.add(found)
        db.session.flush()
    return found


def network_named(name: str) -> Network:
    """The network of that name, whatever its case; made if there is none."""
    wanted = tidy(name)
    everyone = db.session.scalars(select(Network)).all()
    found = next((network for network in everyone if folded(network.name) == folded(wanted)), None)
    if found is None:
        found = Network(name=wanted, created_at=clock.now())
        db.session.add(found)
        db.session.flush()
    return found


def appoint(person: Person, organisation: Organisation, title: str = "") -> Post:
    """Give a person a post."""
    post = Post(person_id=person.id, organisation_id=organisation.id, title=title)
    db.session.add(post)
    db.session.flush()
    return post


def set_networks(person: Person, names: Iterable[str]) -> bool:
    """Make the person a member of exactly these networks. Says whether anything changed."""
    wanted = {network_named(name).id for name in names}
    held = {
        membership.network_id: membership
        for membership in db.session.scalars(select(Membership).where(Membership.person_id == person.id))
    }
    for number in sorted(wanted - held.keys()):
        db.session.add(Membership(person_id=person.id, network_id=number))
    for number in held.keys() - wanted:
        db.session.delete(held[number])
    db.session.flush()
    return wanted != held.keys()


def _change_post(person: Person, said: Details) -> bool:
    """Bring the person's latest post up to what is said; an organisation that is left ends, and stays known."""
    held = db.session.scalars(queries.current_post(person.id)).first()
    if held is None:
        if said.organisation:
            appoint(person, organisation_named(said.organisation), said.title)
        return bool(said.organisation)
    if folded(said.organisation) == held.organisation.folded_name:
        changed = held.title != said.title
        held.title = said.title
        return changed
    held.ended_at = clock.now()
    if said.organisation:
        appoint(person, organisation_named(said.organisation), said.title)
    return True


def _stake(person: Person, programme: Programme) -> Stake:
    found = db.session.scalars(queries.stake_of(person, programme)).first()
    if found is None:
        raise Refusal(f"{person.name} is not in {programme.title}.")
    return found
