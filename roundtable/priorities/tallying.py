"""Count a round: once for each change of its votes, in a job, and never while it is open."""

from collections import Counter
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, String, cast, func, select, type_coerce

from roundtable import clock
from roundtable.db import db, insert_missing, transaction, writing
from roundtable.jobs import job, sweep
from roundtable.priorities import queries
from roundtable.priorities.appropriateness import appraise
from roundtable.priorities.ballots import Ballots, Voter, Without
from roundtable.priorities.models import (
    Answer,
    Criterion,
    Item,
    Method,
    Participant,
    PriorityRound,
    Tally,
    Vote,
)
from roundtable.priorities.opinion_groups import counted_opinions
from roundtable.priorities.statements import counted

EVERYBODY, NO_GROUP = "all", "none"
WAY = "w2"
"""Of counting: another one counts every round anew."""
WITHOUT = {
    Answer.ABSTAINED: Without.ABSTAINED,
    Answer.NOT_MY_FIELD: Without.NOT_MY_FIELD,
    Answer.LEFT_OPEN: Without.LEFT_OPEN,
}
MAIN = {
    Method.APPROPRIATENESS: Criterion.IMPORTANCE,
    Method.GROUP_RANKING: Criterion.RANK,
    Method.RANKING: Criterion.RANK,
    Method.DOTS: Criterion.DOTS,
    Method.STATEMENTS: Criterion.AGREEMENT,
}
"""By which criterion the items are put in order."""


def stamp_of(round: PriorityRound) -> str:
    """What differs after every change of what is counted; three cheap questions."""
    votes = db.session.scalar(select(func.max(Vote.id)).where(Vote.round_id == round.id))
    items = db.session.execute(
        select(func.count(Item.id), *_sums(Item.id)).where(
            Item.round_id == round.id, Item.accepted_at.is_not(None)
        )
    ).one()
    people = db.session.execute(
        select(
            func.count(Participant.id),
            *_sums(Participant.id),
            func.sum(_wide(Participant.group_id) * Participant.id),
            func.sum(_wide(Participant.organisation_id) * Participant.id),
        ).where(Participant.round_id == round.id, Participant.withdrawn_at.is_(None))
    ).one()
    said = "-".join(str(each or 0) for each in (WAY, votes, *items, *people))
    return sha256(said.encode()).hexdigest()


def _sums(number: Any) -> tuple[Any, Any]:
    """Of the numbers and of their squares: 1 and 4 have the sum of 2 and 3."""
    return func.sum(number), func.sum(_wide(number) * number)


def _wide(number: Any) -> Any:
    """The product of two numbers of rows is larger than PostgreSQL's integer."""
    return cast(number, BigInteger)


@job
def tally(round_id: int) -> None:
    """Count a round that takes no votes, unless it was counted as it stands."""
    token = writing.set(False)  # counting takes a second or two, in which others may write
    try:
        round = db.session.get(PriorityRound, round_id)
        if round is None or round.is_open(clock.now()):
            return
        stamp = stamp_of(round)
        if db.session.scalar(queries.tally_of(round).where(Tally.stamp == stamp)) is not None:
            return
        numbers = count(round)
    finally:
        db.session.rollback()
        writing.reset(token)
    with transaction():
        if db.session.get(PriorityRound, round_id) is None:
            return
        _keep(round_id, stamp, numbers)


def tally_here(round: PriorityRound) -> None:
    """Count a round in the present transaction: for who has time to wait, as a command and the demonstration have."""
    db.session.flush()
    _keep(round.id, stamp_of(round), count(round))


def _keep(round_id: int, stamp: str, numbers: dict[str, Any]) -> None:
    row = {"round_id": round_id, "stamp": "", "counted_at": clock.now(), "numbers": {}}
    insert_missing(Tally, [row], unique=["round_id"])
    kept = db.session.scalars(select(Tally).where(Tally.round_id == round_id).with_for_update()).one()
    kept.stamp, kept.counted_at, kept.numbers = stamp, clock.now(), numbers
    db.session.flush()


@sweep
def tally_what_is_over() -> None:
    """Count the rounds that ended by their closing time, and those that changed since they were counted."""
    for round_id in list(db.session.scalars(queries.to_tally().with_only_columns(PriorityRound.id))):
        tally(round_id)


def ballots_of(round: PriorityRound) -> dict[Criterion, Ballots]:
    """What counts of a round, by criterion: the current answers, on accepted items, of those who take part and have
    voted.
    """
    voters: list[Any] = [
        Voter(number, group, organisation)
        for number, group, organisation in db.session.execute(
            select(Participant.id, Participant.group_id, Participant.organisation_id).where(
                Participant.round_id == round.id,
                Participant.withdrawn_at.is_(None),
                Participant.voted_at.is_not(None),
            )
        )
    ]
    voters.sort(key=lambda voter: voter.key)
    items = db.session.scalars(queries.items_of(round, accepted=True).with_only_columns(Item.id)).all()
    said = _said(round, {voter.key for voter in voters}, set(items))
    return {each: Ballots(tuple(voters), tuple(items), said[each.value]) for each in round.criteria}


def _said(round: PriorityRound, voters: set[Any], items: set[int]) -> dict[str, dict[Any, int | Without]]:
    """The current answers of these voters to these items, by criterion, then by voter and item.

    A round has 100,000 of them: they are read as the words that they are kept as, and as the driver gives them, since
    to make rows of them takes as long again.
    """
    votes: Any = Vote.__table__
    columns = (
        votes.c.participant_id,
        votes.c.item_id,
        type_coerce(votes.c.criterion, String),
        votes.c.value,
        type_coerce(votes.c.answer, String),
    )
    current = select(*columns).where(votes.c.round_id == round.id, votes.c.replaced_at.is_(None))
    without = {answer.value: reason for answer, reason in WITHOUT.items()}
    found: dict[str, dict[Any, int | Without]] = {each.value: {} for each in round.criteria}
    with db.session.connection().execute(current) as read:
        for who, item, criterion, value, answer in read.cursor.fetchall() if read.cursor else ():
            if who in voters and item in items:
                found[criterion][who, item] = without[answer] if value is None else value
    return found


def count(round: PriorityRound, *, resamples: int | None = None) -> dict[str, Any]:
    """All that is said of a round's votes, as it is kept. Groups go by their number, as text."""
    found = ballots_of(round)
    turnout = queries.turnout(round)
    main = found[MAIN[round.method]]
    return {
        "asked": sum(asked for _group, asked, _voted in turnout),
        "groups": {_name(group): [asked, voted] for group, asked, voted in turnout},
        "items": {
            str(item): {criterion.value: _cells(round.method, of, item) for criterion, of in found.items()}
            for item in main.items
        },
        "held": _held(round, main, resamples),
        "consensus": _consensus(main) if round.method is Method.STATEMENTS else {},
        "opinions": counted_opinions(main) if round.method is Method.STATEMENTS else None,
    }


def _name(group: Any) -> str:
    return NO_GROUP if group is None else str(group)


def _cells(method: Method, of: Ballots, item: Any) -> dict[str, Any]:
    """One item by one criterion: among everybody, and in each group."""
    groups = [(EVERYBODY, list(of.groups)), *((_name(group), [group]) for group in of.groups)]
    return {name: _cell(method, of, item, chosen) for name, chosen in groups}


def _cell(method: Method, of: Ballots, item: Any, groups: list[Any]) -> dict[str, Any]:
    turnout, values = of.turnout(item, groups), of.values(item, groups)
    cell: dict[str, Any] = {
        "rated": turnout.rated,
        "abstained": turnout.abstained,
        "not_my_field": turnout.not_my_field,
        "left_open": turnout.left_open,
        "not_shown": turnout.not_shown,
        "values": {str(value): times for value, times in sorted(Counter(values).items())},
    }
    if method is Method.APPROPRIATENESS and (said := appraise(values)) is not None:
        cell |= {
            "median": said.median,
            "p30": said.p30,
            "p70": said.p70,
            "ipr": said.ipr,
            "ipras": said.ipras,
            "index": said.index,
            "disagreement": said.disagreement,
            "verdict": said.verdict.value,
        }
    return cell


def _consensus(of: Ballots) -> dict[str, list[float]]:
    """Group-informed consensus of each statement, for agreement and for disagreement."""
    return {str(one.item): [one.consensus, one.refusal] for one in counted(of)}


def _held(round: PriorityRound, main: Ballots, resamples: int | None) -> dict[str, Any]:
    """How each item holds its place."""
    from roundtable.priorities import stability as looks

    scored, scoring = _scoring(round, main)
    number = looks.RESAMPLES if resamples is None else resamples
    return {
        str(one.item): {
            "place": one.place,
            "share": one.share,
            "between": list(one.between) if one.between else None,
            "without": {_name(group): place for group, place in one.without.items()},
            "by_organisation": one.by_organisation,
        }
        for one in looks.stability(scored, scoring, resamples=number)
    }


def _scoring(round: PriorityRound, main: Ballots) -> tuple[Ballots, Any]:
    """The ballots as they are scored, and how."""
    from roundtable.priorities import stability as looks

    match round.method:
        case Method.APPROPRIATENESS:
            return main, looks.by_median(main)
        case Method.STATEMENTS:
            return main, looks.by_consensus(main)
        case Method.GROUP_RANKING:
            return main, looks.by_points(main, most=round.most)
        case Method.RANKING:
            return (points := _filled(main, lambda rank: round.most + 1 - rank)), looks.by_mean(points)
        case Method.DOTS:
            return (dots := _filled(main, lambda dots: dots)), looks.by_mean(dots)


def _filled(main: Ballots, points: Any) -> Ballots:
    """With nought for what a voter did not choose among those that they could: who spends a dot here has none for there."""
    chosen = {who for (who, _item), said in main.answers.items() if isinstance(said, int)}
    said = {
        (who, item): points(given)
        if isinstance(given := main.answers.get((who, item), 0), int) and given
        else 0
        for who in chosen
        for item in main.items
    }
    return Ballots(main.voters, main.items, said)
