"""Find rounds, items, participants and votes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.events.queries import has_words
from roundtable.findings.models import Gap, Recommendation
from roundtable.priorities.models import Item, Participant, PriorityRound, Tally, Vote
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Organisation, Person, Post, Stake


def of_programme(programme: Programme) -> Select[PriorityRound]:
    """Its rounds, the newest first."""
    return (
        select(PriorityRound)
        .where(PriorityRound.programme_id == programme.id)
        .order_by(PriorityRound.id.desc())
    )


def items_of(round: PriorityRound, *, accepted: bool = False) -> Select[Item]:
    """Its items by number; only those that are voted on."""
    query = (
        select(Item)
        .where(Item.round_id == round.id)
        .options(joinedload(Item.gap), joinedload(Item.recommendation))
        .order_by(Item.number)
    )
    return query.where(Item.accepted_at.is_not(None)) if accepted else query


def findings_to_choose(round: PriorityRound, kind: type[Gap] | type[Recommendation]) -> Select[Any]:
    """The gaps or the recommendations that stand and are not in the round yet."""
    key = Item.gap_id if kind is Gap else Item.recommendation_id
    return (
        select(kind)
        .where(
            kind.programme_id == round.programme_id,
            kind.withdrawn_at.is_(None),
            ~exists().where(Item.round_id == round.id, key == kind.id),
        )
        .order_by(kind.number)
    )


def participants_of(
    round: PriorityRound, *, search: str = "", group_id: int | None = None
) -> Select[Participant]:
    """Who takes part, or did, in the order in which they were asked."""
    query = (
        select(Participant)
        .where(Participant.round_id == round.id)
        .options(
            joinedload(Participant.person),
            joinedload(Participant.group),
            joinedload(Participant.organisation),
        )
        .order_by(Participant.id)
    )
    if group_id is not None:
        query = query.where(Participant.group_id == (group_id or None))
    return query.join(Participant.person).where(has_words(search)) if search else query


def taking_part(round: PriorityRound) -> Select[Participant]:
    """Who takes part now."""
    return select(Participant).where(Participant.round_id == round.id, Participant.withdrawn_at.is_(None))


def by_link() -> Select[Participant]:
    """Participants with all that their pages show."""
    return select(Participant).options(
        joinedload(Participant.round).joinedload(PriorityRound.programme),
        joinedload(Participant.person),
        joinedload(Participant.group),
    )


def with_people(ids: Sequence[int]) -> Select[Participant]:
    """These participants with the people they are."""
    return select(Participant).where(Participant.id.in_(ids)).options(joinedload(Participant.person))


def invitable(round: PriorityRound, *, search: str = "", group_id: int | None = None) -> Select[Person]:
    """The programme's people who do not take part in the round, by name."""
    takes_part = exists().where(Participant.round_id == round.id, Participant.person_id == Person.id)
    query = (
        select(Person)
        .join(Stake, and_(Stake.person_id == Person.id, Stake.programme_id == round.programme_id))
        .where(Stake.ended_at.is_(None), ~takes_part)
        .order_by(Person.sort_name, Person.id)
    )
    if search:
        query = query.where(has_words(search))
    if group_id is not None:
        query = query.where(Stake.group_id == (group_id or None))
    return query


def standing_of(programme_id: int, people: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
    """The group and the organisation that each of these people has now, by person; two statements."""
    groups = dict(
        db.session.execute(
            select(Stake.person_id, Stake.group_id).where(
                Stake.programme_id == programme_id, Stake.person_id.in_(people), Stake.ended_at.is_(None)
            )
        ).all()
    )
    posts = dict(
        db.session.execute(
            select(Post.person_id, func.min(Organisation.id))
            .join(Post.organisation)
            .where(Post.person_id.in_(people), Post.ended_at.is_(None))
            .group_by(Post.person_id)
        ).all()
    )
    return {each: (groups.get(each), posts.get(each)) for each in people}


def current_votes(participant: Participant) -> Select[Vote]:
    """What a participant says now."""
    return select(Vote).where(Vote.participant_id == participant.id, Vote.replaced_at.is_(None))


def counting_votes(participant: Participant) -> Select[Vote]:
    """Of that, what is about an item that is voted on."""
    return current_votes(participant).join(Vote.item).where(Item.accepted_at.is_not(None))


def not_voted(round: PriorityRound) -> Select[Participant]:
    """Who could be reminded: takes part, has an address, has not said no to bulk letters, and has not voted."""
    return (
        taking_part(round)
        .join(Participant.person)
        .where(Participant.voted_at.is_(None), Person.email.is_not(None), Person.no_bulk_since.is_(None))
        .options(joinedload(Participant.person))
    )


def turnout(round: PriorityRound) -> list[tuple[int | None, int, int]]:
    """For each group: how many take part, and how many of them have voted; one statement."""
    rows = db.session.execute(
        select(Participant.group_id, func.count(Participant.id), func.count(Participant.voted_at))
        .where(Participant.round_id == round.id, Participant.withdrawn_at.is_(None))
        .group_by(Participant.group_id)
    )
    return [(group, asked, voted) for group, asked, voted in rows]


def turnouts(rounds: Sequence[int]) -> Select[int, int, int]:
    """For each of these rounds: how many take part, and how many of them have voted."""
    return (
        select(Participant.round_id, func.count(Participant.id), func.count(Participant.voted_at))
        .where(Participant.round_id.in_(rounds), Participant.withdrawn_at.is_(None))
        .group_by(Participant.round_id)
    )


def tally_of(round: PriorityRound) -> Select[Tally]:
    """Its tally, where it was counted."""
    return select(Tally).where(Tally.round_id == round.id)


def to_tally() -> Select[PriorityRound]:
    """Rounds that were opened or imported into: whether each is over, and counted, is for the caller to see."""
    return select(PriorityRound).where(
        or_(PriorityRound.opened_at.is_not(None), PriorityRound.closed_at.is_not(None))
    )
