"""What the ballots of a large round say: 300 people × 165 items × 2 criteria, with and without the bootstrap, from the
answers and from the database.
"""

import random
import time
from collections.abc import Callable

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_many
from roundtable.priorities import stability
from roundtable.priorities.actions import add_statements, make_round
from roundtable.priorities.appropriateness import appraised
from roundtable.priorities.ballots import Ballots, Cast, Voter, ballots
from roundtable.priorities.models import Answer, Item, Method, Participant, PriorityRound, Vote
from roundtable.priorities.tallying import count
from roundtable.trail import SYSTEM
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.table import note

PEOPLE, ITEMS, CRITERIA = 300, 165, 2


def answers() -> tuple[list[Voter], list[list[Cast]]]:
    """Everybody rates everything, in four groups and sixty organisations."""
    chance = random.Random(1)
    voters = [Voter(n, n % 4, n % 60) for n in range(PEOPLE)]
    return voters, [
        [
            Cast(v.key, item, min(9, max(1, round(chance.gauss(4 + item / 50, 2)))))
            for v in voters
            for item in range(ITEMS)
        ]
        for _ in range(CRITERIA)
    ]


def measure() -> None:
    """From the answers to the table, best of three; then the bootstrap of 1,000 resamples on top."""
    voters, given = answers()

    def tally() -> list[Ballots]:
        found = [ballots(criterion, voters=voters, items=range(ITEMS)) for criterion in given]
        for each in found:
            appraised(each)
        return found

    def whole() -> None:
        for each in tally():
            stability.stability(each, stability.by_median(each))

    stability.matrix(tally()[0])  # numpy is loaded
    note(
        "statistics of 300 people × 165 items × 2", _best(tally) * 1_000, "≤ 200 ms", unit=" ms", at_most=200
    )
    note("the same with 1,000 resamples", _best(whole), "≤ 3 s", unit=" s", at_most=3)
    with installation() as place, place.app.app_context():
        large = _round(voters, given)
        db.session.commit()
        _from_database(large)
        db.session.remove()


def _round(voters: list[Voter], given: list[list[Cast]]) -> PriorityRound:
    """The same answers in a round of the product."""
    round = make_round(sowing.programme(), Method.APPROPRIATENESS, {"title": "A large round"}, by=SYSTEM)
    add_statements(round, [f"Statement {number}" for number in range(ITEMS)], by=SYSTEM)
    groups = [group.id for group in round.programme.groups] or [None]
    now = clock.now()
    insert_many(
        Participant,
        [
            {
                "round_id": round.id,
                "pseudonym": str(voter.key),
                "group_id": groups[int(voter.key) % len(groups)],
                "invited_at": now,
                "voted_at": now,
            }
            for voter in voters
        ],
    )
    people = db.session.scalars(select(Participant.id).order_by(Participant.id)).all()
    items = db.session.scalars(select(Item.id).order_by(Item.number)).all()
    insert_many(
        Vote,
        [
            {
                "round_id": round.id,
                "participant_id": people[int(cast.voter)],
                "item_id": items[int(cast.item)],
                "criterion": criterion,
                "answer": Answer.RATED,
                "value": cast.said,
                "cast_at": now,
                "replaced_at": None,
            }
            for criterion, casts in zip(round.criteria, given, strict=True)
            for cast in casts
        ],
    )
    return round


def _from_database(round: PriorityRound) -> None:
    """All that is kept of the round, the reading with it: milliseconds of CPU, best of five."""
    spent = []
    for _ in range(5):
        begun = time.thread_time()
        count(round, resamples=0)
        spent.append((time.thread_time() - begun) * 1_000)
    what = "CPU of the tally of such a round from the database, without bootstrap"
    note(what, min(spent), "≤ 200 ms", unit=" ms", at_most=200)


def _best(deed: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        deed()
        took.append(time.perf_counter() - began)
    return min(took)
