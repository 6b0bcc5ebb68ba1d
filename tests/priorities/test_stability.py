"""The stability of the top ten, and groups of opinion."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.priorities import ranking, stability
from roundtable.priorities.appropriateness import appraise
from roundtable.priorities.ballots import Ballots, Cast, Voter, Without, ballots
from roundtable.priorities.statements import counted

pytestmark = pytest.mark.one_database

Way = Callable[[Ballots], stability.Scoring]
WAYS: list[tuple[Way, list[int]]] = [
    (stability.by_mean, [0, 1, 2, 3]),
    (stability.by_median, list(range(1, 10))),
    (stability.by_points, list(range(1, 6))),
    (stability.by_consensus, [-1, 0, 1]),
]


def _drawn(values: list[int], people: int = 12, items: int = 5, seed: int = 1) -> Ballots:
    chance = random.Random(seed)
    voters = [Voter(n, "abc"[n % 3], organisation=n // 2 or None) for n in range(people)]
    answers = [
        Cast(v.key, item, chance.choice(values))
        for v in voters
        for item in range(items)
        if chance.random() < 0.8
    ]
    return ballots(answers, voters=voters, items=range(items))


@pytest.mark.parametrize(("way", "values"), WAYS)
def test_shares_and_intervals_lie_within_their_bounds(way: Way, values: list[int]) -> None:
    drawn = _drawn(values)
    found = stability.stability(drawn, way(drawn), top=2, resamples=200)
    assert found == stability.stability(drawn, way(drawn), top=2, resamples=200)
    for held in found:
        assert held.place is not None and held.share is not None and held.between is not None
        assert 0 <= held.share <= 1
        low, high = held.between
        assert 1 <= low <= high <= 5
        assert set(held.without) == {"a", "b", "c"}
    assert sum(held.share or 0 for held in found) >= 2


@pytest.mark.parametrize(("way", "values"), WAYS)
def test_leaving_a_group_out_is_never_having_asked_it(way: Way, values: list[int]) -> None:
    drawn = _drawn(values)
    rest = [voter for voter in drawn.voters if voter.group != "b"]
    answers = [Cast(voter, item, said) for (voter, item), said in drawn.answers.items()]
    without = ballots(answers, voters=rest, items=drawn.items)
    left = stability.stability(without, way(without), resamples=0)
    found = stability.stability(drawn, way(drawn), resamples=0)
    assert [held.without["b"] for held in found] == [held.place for held in left]
    assert all(held.share is None and held.between is None for held in found)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_places_are_those_of_the_plain_rankings(seed: int) -> None:
    """The vectorised ways of scoring say the same as the exact ones."""
    points = _drawn(list(range(1, 6)), seed=seed)
    lind = stability.stability(points, stability.by_points(points), resamples=0)
    assert [h.place for h in lind] == [r.place for r in ranking.james_lind(points)]
    rated = _drawn(list(range(1, 10)), people=6, seed=seed)
    scores = stability.by_median(rated)(np.ones((1, 6)))[0]
    for item, score in zip(rated.items, scores, strict=True):
        said = appraise(rated.values(item))
        if said is not None:
            assert score == pytest.approx(said.median + np.mean(rated.values(item)) / 100, abs=1e-6)
    said_of = _drawn([-1, 0, 1], seed=seed)
    consensus = stability.by_consensus(said_of)(np.ones((1, 12)))[0]
    assert consensus == pytest.approx([s.consensus for s in counted(said_of)])


def test_one_vote_for_each_organisation() -> None:
    voters = [
        *(Voter(n, "gp", organisation="big") for n in range(9)),
        Voter(9, "gp", "small"),
        Voter(10, "gp"),
    ]
    answers = [Cast(v.key, "a" if v.organisation == "big" else "b", 5) for v in voters]
    answers += [Cast(v.key, "b" if v.organisation == "big" else "a", 1) for v in voters]
    found = ballots(answers, voters=voters, items="ab")
    a, b = stability.stability(found, stability.by_mean(found), resamples=0)
    assert (a.place, b.place) == (1, 2)
    assert (a.by_organisation, b.by_organisation) == (2, 1)
    assert a.without == {}


def test_a_resample_draws_as_many_from_each_group() -> None:
    drawn = _drawn([1, 2])
    weights = stability.drawn_again(drawn, 50, seed=3)
    for group in drawn.groups:
        members = [n for n, voter in enumerate(drawn.voters) if voter.group == group]
        assert (weights[:, members].sum(axis=1) == len(members)).all()


def test_a_clear_order_is_stable_and_a_round_of_abstentions_has_none() -> None:
    voters = [Voter(n, "abc"[n % 3]) for n in range(30)]
    clear = ballots([Cast(n, i, i) for n in range(30) for i in range(1, 6)], voters=voters, items=range(1, 6))
    found = stability.stability(clear, stability.by_mean(clear), top=2, resamples=100)
    assert [held.share for held in found] == [0, 0, 0, 1, 1]
    assert found[0].between == (5, 5)
    silent = ballots([Cast(1, "a", Without.ABSTAINED)], voters=voters, items="a")
    (held,) = stability.stability(silent, stability.by_median(silent), resamples=10)
    assert (held.place, held.share, held.between, held.by_organisation) == (None, None, None, None)
    assert stability.stability(ballots([], voters=[], items="a"), stability.by_mean(silent))[0].place is None
