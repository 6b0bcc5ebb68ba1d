"""What the register already knows of the people whom a file names, looked up a thousand lines at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from roundtable.db import db
from roundtable.stakeholders.importing.details import Details
from roundtable.stakeholders.models import Membership, Organisation, Person, Post, Stake
from roundtable.stakeholders.names import address_key, folded, folded_once


class KnownPost(NamedTuple):
    """A post that somebody holds now."""

    id: int
    organisation_id: int
    organisation: str
    title: str


class Known(NamedTuple):
    """A person of the register as an import compares them. `visible`: to whoever imports."""

    id: int
    version: int
    name: str
    given_name: str
    family_name: str
    email: str
    phone: str
    notes: str
    no_bulk_since: datetime | None
    visible: bool
    stake_id: int | None
    group_id: int | None
    ended_at: datetime | None
    posts: tuple[KnownPost, ...]
    networks: frozenset[int]

    @property
    def organisations(self) -> set[str]:
        """The names of the organisations they have a post at, folded."""
        return {folded_once(post.organisation) for post in self.posts}


class Found(NamedTuple):
    """The people who have an address or a name of these lines."""

    by_address: dict[str, list[Known]]
    by_name: dict[str, list[Known]]


NOBODY = Found({}, {})


def look_up(
    lines: Sequence[Details], *, programme_id: int, visible: ColumnElement[bool], up_to: int
) -> Found:
    """Find the people whom these lines may mean, in four statements. Nobody with a number above `up_to`.

    `visible` is a condition on `Person`.
    """
    if not up_to:
        return NOBODY
    keys = {address_key(line.email) for line in lines if line.email}
    names = {folded(line.name) for line in lines}
    columns = (
        Person.id,
        Person.version,
        Person.name,
        Person.given_name,
        Person.family_name,
        func.coalesce(Person.email, ""),
        Person.phone,
        Person.notes,
        Person.no_bulk_since,
        visible,
        Stake.id,
        Stake.group_id,
        Stake.ended_at,
    )
    of_programme = and_(Stake.person_id == Person.id, Stake.programme_id == programme_id)
    query = select(*columns).outerjoin(Stake, of_programme).where(Person.id <= up_to).order_by(Person.id)
    rows: dict[int, Any] = {}
    for condition in (Person.email_key.in_(keys), Person.folded_name.in_(names)):
        for row in db.session.execute(query.where(condition)):
            rows[row[0]] = row
    posts, networks = _posts(rows), _networks(rows)
    found = Found(defaultdict(list), defaultdict(list))
    for number, row in sorted(rows.items()):
        known = Known._make((*row, tuple(posts.get(number, ())), frozenset(networks.get(number, ()))))
        if known.email:
            found.by_address[address_key(known.email)].append(known)
        found.by_name[folded(known.name)].append(known)
    return found


def _posts(people: Iterable[int]) -> dict[int, list[KnownPost]]:
    query = (
        select(Post.person_id, Post.id, Post.organisation_id, Organisation.name, Post.title)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.person_id.in_(list(people)), Post.ended_at.is_(None))
        .order_by(Post.id)
    )
    found: dict[int, list[KnownPost]] = defaultdict(list)
    for person, number, organisation_id, organisation, title in db.session.execute(query):
        found[person].append(KnownPost(number, organisation_id, organisation, title))
    return found


def _networks(people: Iterable[int]) -> dict[int, list[int]]:
    query = select(Membership.person_id, Membership.network_id).where(Membership.person_id.in_(list(people)))
    found: dict[int, list[int]] = defaultdict(list)
    for person, network in db.session.execute(query):
        found[person].append(network)
    return found
