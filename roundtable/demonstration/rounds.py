"""Two rounds of priorities: a first one, closed and counted, and a second, open, with the first answers beside."""

from datetime import time

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.demonstration import people
from roundtable.demonstration.gatherings import thursday
from roundtable.findings.models import Recommendation
from roundtable.priorities import actions, queries
from roundtable.priorities.models import Answer, Criterion, Method, Participant, PriorityRound
from roundtable.priorities.tallying import tally_here
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Post, Stake
from roundtable.trail import Actor, ActorKind

INTRODUCTION = (
    "Please say for each recommendation how important it is, and how feasible. Who does not know a field leaves it to "
    "those who do. The result decides which recommendations come first in the report."
)
OTHERS = "others"
# For each recommendation in its order, about what each group says: importance, then feasibility.
LEANS: tuple[dict[str, tuple[int, int]], ...] = (
    {OTHERS: (8, 6)},
    {OTHERS: (9, 7)},
    {people.EMPLOYERS: (9, 8), OTHERS: (7, 6)},
    {OTHERS: (8, 8)},
    {people.EMPLOYERS: (9, 7), people.ACADEMICS: (2, 4), people.VCS: (5, 3), OTHERS: (4, 4)},
    {people.VCS: (9, 3), people.EMPLOYERS: (5, 5), OTHERS: (7, 3)},
    {people.VCS: (2, 3), people.ACADEMICS: (8, 7), people.EMPLOYERS: (5, 6), OTHERS: (8, 6)},
    {OTHERS: (6, 7)},
)
MINORITY = (
    "Those who provide the services hold that five outcomes for everybody would be counted at the cost of the people "
    "who need most time. They would rather agree two, and let each provider add its own."
)
SEEN_SINCE = 6  # who have voted in the second round, too


def make_rounds(programme: Programme, by: Actor) -> None:
    """Let everybody in the programme rate the recommendations; then ask them again."""
    first = actions.make_round(
        programme,
        Method.APPROPRIATENESS,
        {"title": "What should come first?", "introduction": INTRODUCTION},
        by=by,
    )
    standing = select(Recommendation).where(Recommendation.programme_id == programme.id)
    actions.choose(first, db.session.scalars(standing.order_by(Recommendation.number)), by=by)
    actions.open_round(first, by=by)
    _let_everybody_in(first)
    voters = db.session.scalars(queries.participants_of(first)).all()
    for place, one in enumerate(voters[:-2]):
        _vote(first, one, place)
    actions.declare(voters[0], "Our department evaluates two of these services.", by=_of(voters[0]))
    actions.declare(voters[1], "", by=_of(voters[1]))
    actions.close(first, by=by)
    actions.note_minority(first, MINORITY, by=by)
    tally_here(first)
    second = actions.follow(first, "What should come first? Second round", by=by)
    actions.edit_round(second, {"title": second.title, "closes_local": thursday(5, time(17, 0))}, by=by)
    actions.open_round(second, by=by)
    for place, one in enumerate(db.session.scalars(queries.participants_of(second)).all()[:SEEN_SINCE]):
        _vote(second, one, place + 1)


def _let_everybody_in(round: PriorityRound) -> None:
    """As those who were asked on paper: nobody is written to about a round that is over."""
    query = (
        select(Stake.person_id, Stake.group_id, Post.organisation_id)
        .join(Post, Post.person_id == Stake.person_id)
        .where(Stake.programme_id == round.programme_id)
        .order_by(Stake.person_id)
    )
    for person_id, group_id, organisation_id in db.session.execute(query):
        db.session.add(
            Participant(
                round_id=round.id,
                person_id=person_id,
                group_id=group_id,
                organisation_id=organisation_id,
                invited_at=clock.now(),
            )
        )
    db.session.flush()


def _vote(round: PriorityRound, one: Participant, place: int) -> None:
    """About what the group says, each a little otherwise; some abstain, and some leave it to others."""
    group = one.group.name if one.group else OTHERS
    said = []
    for number, (item, leans) in enumerate(
        zip(db.session.scalars(queries.items_of(round, accepted=True)), LEANS, strict=False)
    ):
        ends = zip(
            (Criterion.IMPORTANCE, Criterion.FEASIBILITY), leans.get(group, leans[OTHERS]), strict=True
        )
        for criterion, lean in ends:
            value = min(9, max(1, lean + (place + number) % 3 - 1))
            if (place + 3 * number) % 17 == 0:
                said.append(actions.Said(item.id, criterion, Answer.ABSTAINED))
            elif criterion is Criterion.FEASIBILITY and (place + number) % 7 == 0:
                said.append(actions.Said(item.id, criterion, Answer.NOT_MY_FIELD))
            else:
                said.append(actions.Said(item.id, criterion, Answer.RATED, value))
    actions.cast(one, said, by=_of(one))


def _of(one: Participant) -> Actor:
    return Actor(ActorKind.PERSON, one.person_id)
