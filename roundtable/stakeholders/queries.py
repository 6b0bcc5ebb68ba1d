"""Find people, what they belong to, and what was done about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    Integer,
    Select,
    UnaryExpression,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from roundtable.access import Account, Permission, in_programmes_of
from roundtable.db import db
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.search import Index
from roundtable.stakeholders.models import (
    Consent,
    Import,
    Membership,
    Network,
    Person,
    Post,
    Stake,
)
from roundtable.stakeholders.names import folded
from roundtable.trail import Entry

WORDS = Index("search_person")
SORTS = ("name", "-name", "added", "-added")


def in_programme(programme: Programme) -> Select[Person]:
    """The people with a stake in the programme now."""
    return select(Person).where(_stake_in(programme).where(Stake.ended_at.is_(None)))


def ever_in_programme(programme: Programme) -> Select[Person]:
    """The same, with those who were removed from it."""
    return select(Person).where(_stake_in(programme))


def _stake_in(programme: Programme) -> Exists:
    return exists().where(Stake.person_id == Person.id, Stake.programme_id == programme.id)


@dataclass(frozen=True)
class Narrowing:
    """What a list of stakeholders is narrowed to. `group_id` 0 stands for those without a group.

    Each of the words must begin a word of the name, the address or an organisation's name, whatever the case
    and the accents.
    """

    words: str = ""
    group_id: int | None = None
    organisation_id: int | None = None
    network_id: int | None = None
    sort: str = "name"


def stake_numbers(programme: Programme, asked: Narrowing, *, many: bool = False) -> Select[int]:
    """The numbers of the stakes that match, in order.

    Where there are `many`, the people are walked in order until a page is full; where there are few, they are
    found first, by what narrows the list most, and then sorted. SQLite, which keeps no statistics, cannot tell
    by itself: a column plus nothing is one whose index it does not use.
    """
    query = select(Stake.id).select_from(Person).join(Stake, Stake.person_id == Person.id)
    return query.where(*_narrowed(programme.id, asked, many=many)).order_by(*_order(asked.sort))


def count_of(programme: Programme, asked: Narrowing, *, limit: int) -> Select[int]:
    """How many stakes match; stops at the limit."""
    found = select(Stake.person_id).where(*_narrowed(programme.id, asked)).limit(limit)
    return select(func.count()).select_from(found.subquery())


def how_many_in(programme: Programme, limit: int) -> int:
    """How many people have a stake in the programme; stops at the limit."""
    return db.session.scalar(count_of(programme, Narrowing(), limit=limit)) or 0


def stakes_to_show(numbers: Sequence[int]) -> Select[Stake]:
    """These stakes, each with its person, group, posts and networks."""
    return (
        select(Stake)
        .where(Stake.id.in_(numbers))
        .options(
            joinedload(Stake.group),
            joinedload(Stake.person).options(
                selectinload(Person.posts.and_(Post.ended_at.is_(None))).joinedload(Post.organisation),
                selectinload(Person.memberships).joinedload(Membership.network),
            ),
        )
    )


def _narrowed(programme_id: int, asked: Narrowing, *, many: bool = False) -> list[ColumnElement[bool]]:
    by_person = bool(asked.words) or asked.organisation_id is not None or asked.network_id is not None
    programme = _unindexed(Stake.programme_id, many or by_person)
    group = _unindexed(Stake.group_id, many or by_person)
    person = _unindexed(Stake.person_id, many)
    found: list[ColumnElement[bool]] = [programme == programme_id, Stake.ended_at.is_(None)]
    if asked.group_id is not None:
        found.append(group.is_(None) if asked.group_id == 0 else group == asked.group_id)
    if asked.organisation_id is not None:
        held = (Post.organisation_id == asked.organisation_id, Post.ended_at.is_(None))
        found.append(person.in_(select(Post.person_id).where(*held)))
    if asked.network_id is not None:
        found.append(
            person.in_(select(Membership.person_id).where(Membership.network_id == asked.network_id))
        )
    if asked.words:
        said = WORDS.matches(person, asked.words)
        found.append(false() if said is None else said)
    return found


def _unindexed(column: ColumnElement[Any] | InstrumentedAttribute[Any], is_so: bool) -> ColumnElement[int]:
    """The column, or one that is equal to it and has no index."""
    return type_coerce(column + 0 if is_so else column, Integer)


def _order(sort: str) -> tuple[UnaryExpression[Any], ...]:
    if sort.removeprefix("-") == "added":
        return (Stake.id.asc(),) if sort == "added" else (Stake.id.desc(),)
    if sort == "-name":
        return (Person.sort_name.desc(), Person.id.desc())
    return (Person.sort_name.asc(), Person.id.asc())


def stake_of(person: Person, programme: Programme) -> Select[Stake]:
    """The person's stake in the programme."""
    return (
        select(Stake)
        .where(Stake.person_id == person.id, Stake.programme_id == programme.id)
        .options(joinedload(Stake.group))
    )


def posts_of(person: Person) -> Select[Post]:
    """The person's posts, those that they hold now first."""
    return (
        select(Post)
        .where(Post.person_id == person.id)
        .options(joinedload(Post.organisation))
        .order_by(Post.ended_at.is_not(None), Post.id.desc())
    )


def networks_of(person: Person) -> Select[Network]:
    """The networks that the person belongs to, by name."""
    return select(Network).join(Membership).where(Membership.person_id == person.id).order_by(Network.name)


def consents_of(person: Person, programme: Programme) -> Select[Consent]:
    """What the person agreed to in this programme, newest first."""
    return (
        select(Consent)
        .where(Consent.person_id == person.id, Consent.programme_id == programme.id)
        .order_by(Consent.given_at.desc(), Consent.id.desc())
    )


def story_of(person: Person, account: Account) -> Select[Entry]:
    """What was done about the person in programmes where the account sees people, newest first."""
    seen = or_(
        Entry.programme_id.is_(None),
        in_programmes_of(account, Permission.SEE_PEOPLE, type_coerce(Entry.programme_id, Integer)),
    )
    return select(Entry).where(Entry.person_id == person.id, seen).order_by(Entry.id.desc())


def groups_of(programme: Programme) -> Select[StakeholderGroup]:
    """The programme's groups in their order."""
    return (
        select(StakeholderGroup)
        .where(StakeholderGroup.programme_id == programme.id)
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    )


def networks_in(programme: Programme) -> Select[Network]:
    """The networks that anyone in the programme belongs to, by name."""
    belongs = (
        select(Membership.id)
        .join(Stake, Stake.person_id == Membership.person_id)
        .where(
            Membership.network_id == Network.id,
            Stake.programme_id + 0 == programme.id,  # by person: the first member found is enough
            Stake.ended_at.is_(None),
        )
    )
    return select(Network).where(belongs.exists()).order_by(Network.name).limit(200)


def visible_to(account: Account, permission: Permission) -> ColumnElement[bool]:
    """The condition that a person has, or had, a stake in a programme where the account has the permission."""
    held = aliased(Stake)
    mine = select(held.id).where(
        held.person_id == Person.id, in_programmes_of(account, permission, held.programme_id)
    )
    return mine.correlate(Person).exists()


def like(*, name: str, email: str) -> Select[Person]:
    """People with this address or with this very name."""
    same = [Person.folded_name == folded(name)]
    if email:
        same.append(Person.email_key == email.lower())
    return (
        select(Person)
        .where(or_(*same))
        .options(selectinload(Person.posts.and_(Post.ended_at.is_(None))).joinedload(Post.organisation))
        .order_by(Person.id)
        .limit(10)
    )


def imports_of(programme: Programme) -> Select[Import]:
    """The programme's imports."""
    return select(Import).where(Import.programme_id == programme.id).order_by(Import.id.desc())


def current_post(person_id: int) -> Select[Post]:
    """The post that the person has held last and still holds."""
    return (
        select(Post)
        .where(and_(Post.person_id == person_id, Post.ended_at.is_(None)))
        .options(joinedload(Post.organisation))
        .order_by(Post.id.desc())
        .limit(1)
    )
