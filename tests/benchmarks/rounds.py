"""What the ballots of a large round say: 300 people × 165 items × 2 criteria, with and without the bootstrap."""

import random
import time
from collections.abc import Callable

from roundtable.priorities import stability
from roundtable.priorities.appropriateness import appraised
from roundtable.priorities.ballots import Ballots, Cast, Voter, ballots
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


def _best(deed: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        deed()
        took.append(time.perf_counter() - began)
    return min(took)
