"""Find people, what they belong to, and what was done about them."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, UnaryExpression, and_, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from roundtable.access import Account, Permission, in_programmes_of
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders.models import (
    Consent,
    Import,
    Membership,
    Network,
    Organisation,
    Person,
    Post,
    Stake,
)
from roundtable.stakeholders.names import folded
from roundtable.trail import Entry

SORTS = ("name", "-name", "added", "-added")


def in_programme(programme: Programme) -> Select[Person]:
    """The people with a stake in the programme now."""
    return select(Person).where(Person.id.in_(_people_of(programme.id)))


def ever_in_programme(programme: Programme) -> Select[Person]:
    """The same, with those who were removed from it."""
    return select(Person).where(
        Person.id.in_(select(Stake.person_id).where(Stake.programme_id == programme.id))
    )


def _people_of(programme_id: int) -> Select[int]:
    return select(Stake.person_id).where(Stake.programme_id == programme_id, Stake.ended_at.is_(None))


def stakes(
    programme: Programme,
    *,
    words: str = "",
    group_id: int | None = None,
    organisation_id: int | None = None,
    network_id: int | None = None,
    sort: str = "name",
) -> Select[Stake]:
    """Stakes in the programme that match everything asked for, each with its person, posts and networks.

    `group_id` 0 asks for those without a group. Each of the words must begin a word of the name, the address
    or an organisation's name, whatever the case and the accents.
    """
    query = (
        select(Stake)
        .join(Person, Person.id == Stake.person_id)
        .where(*_narrowed(programme.id, words, group_id, organisation_id, network_id))
        .options(
            joinedload(Stake.group),
            joinedload(Stake.person).options(
                selectinload(Person.posts.and_(Post.ended_at.is_(None))).joinedload(Post.organisation),
                selectinload(Person.memberships).joinedload(Membership.network),
            ),
        )
    )
    return query.order_by(*_order(sort))


def count_of(programme: Programme, *, group_id: int | None = None, limit: int | None = None) -> Select[int]:
    """How many people are in the programme, or in one of its groups; stops at the limit."""
    found = select(Stake.person_id).where(*_narrowed(programme.id, "", group_id, None, None)).limit(limit)
    return select(func.count()).select_from(found.subquery())


def _narrowed(
    programme_id: int, words: str, group_id: int | None, organisation_id: int | None, network_id: int | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Stake.programme_id == programme_id, Stake.ended_at.is_(None)]
    if group_id is not None:
        found.append(Stake.group_id.is_(None) if group_id == 0 else Stake.group_id == group_id)
    if organisation_id is not None:
        held = select(Post.person_id).where(Post.organisation_id == organisation_id, Post.ended_at.is_(None))
        found.append(Stake.person_id.in_(held))
    if network_id is not None:
        found.append(
            Stake.person_id.in_(select(Membership.person_id).where(Membership.network_id == network_id))
        )
    found += [_says(word) for word in folded(words).split()]
    return found


def _says(word: str) -> ColumnElement[bool]:
    """The word begins a word of the person's name, address or organisation."""
    sign = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    at_organisation = (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(_begins_a_word(Organisation.folded_name, sign), Post.ended_at.is_(None))
    )
    return or_(
        _begins_a_word(Person.folded_name, sign),
        Person.email_key.like(f"%{sign}%", escape="\\"),
        Person.id.in_(at_organisation),
    )


def _begins_a_word(column: InstrumentedAttribute[str], sign: str) -> ColumnElement[bool]:
    return or_(
        column.like(f"{sign}%", escape="\\"),
        column.like(f"% {sign}%", escape="\\"),
        column.like(f"%-{sign}%", escape="\\"),
    )


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
    members = select(Membership.network_id).where(Membership.person_id.in_(_people_of(programme.id)))
    return select(Network).where(Network.id.in_(members)).order_by(Network.name).limit(200)


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
