"""Stakeholders as a table: the columns that an import reads back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from roundtable.db import db
from roundtable.programmes.models import StakeholderGroup
from roundtable.stakeholders.importing.details import FIELDS
from roundtable.stakeholders.models import Membership, Network, Organisation, Person, Post, Stake

HEADER = (*(field.label for field in FIELDS), "Added on", "Source", "Asked not to be invited on")
BATCH = 2000


def rows(stakes: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """A row for each stake, read a few thousand at a time."""
    for start in range(0, len(stakes), BATCH):
        yield from _batch(stakes[start : start + BATCH])


def _batch(numbers: Sequence[int]) -> Iterator[tuple[object, ...]]:
    query = (
        select(
            Stake.id,
            Person.id,
            Person.name,
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.phone,
            StakeholderGroup.name,
            Person.notes,
            Stake.created_at,
            Stake.source,
            Person.no_bulk_since,
        )
        .join(Person, Person.id == Stake.person_id)
        .outerjoin(StakeholderGroup, StakeholderGroup.id == Stake.group_id)
        .where(Stake.id.in_(numbers))
    )
    found = {row[0]: row for row in db.session.execute(query)}
    people = [row[1] for row in found.values()]
    posts, networks = _posts(people), _networks(people)
    for number in numbers:
        if number in found:
            _, person, name, given, family, email, phone, group, notes, added, source, opted_out = found[
                number
            ]
            organisation, title = posts.get(person, ("", ""))
            yield (
                *(name, given, family, email, phone, organisation, title, group),
                "; ".join(networks.get(person, ())),
                *(notes, added.date(), source, opted_out.date() if opted_out else None),
            )


def _posts(people: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The latest post that each person holds."""
    query = (
        select(Post.person_id, Organisation.name, Post.title)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.person_id.in_(people), Post.ended_at.is_(None))
        .order_by(Post.id)
    )
    return {person: (organisation, title) for person, organisation, title in db.session.execute(query)}


def _networks(people: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(Membership.person_id, Network.name)
        .join(Network, Network.id == Membership.network_id)
        .where(Membership.person_id.in_(people))
        .order_by(Network.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person, name in db.session.execute(query):
        found[person].append(name)
    return found
