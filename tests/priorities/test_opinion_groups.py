"""Groups of opinion: what is found, and when there is nothing to find."""

import random

import pytest
from sklearn.metrics import silhouette_score

from roundtable.priorities.ballots import Ballots, Cast, Voter, ballots
from roundtable.priorities.opinion_groups import opinion_groups

pytestmark = pytest.mark.one_database


def _camps(people: int) -> Ballots:
    chance = random.Random(5)
    answers = [
        Cast(n, item, (1 if n % 3 else -1) * (1 if item < 6 else -1) if chance.random() < 0.9 else 0)
        for n in range(people)
        for item in range(12)
    ]
    return ballots(answers, voters=[Voter(n) for n in range(people)], items=range(12))


def test_opinion_groups_are_found_and_measured_as_scikit_learn_does() -> None:
    camps = _camps(30)
    found = opinion_groups(camps)
    assert found is not None and not found.weak
    assert [set(group) for group in found.members] == [
        {n for n in range(30) if n % 3},
        {n for n in range(30) if not n % 3},
    ]
    label = {key: number for number, group in enumerate(found.members) for key in group}
    keys = list(found.at)
    expected = silhouette_score([found.at[key] for key in keys], [label[key] for key in keys])
    assert found.silhouette == pytest.approx(expected)
    assert 0 < found.explained <= 1 and found.left_out == 0


def test_no_opinion_groups_among_few_or_where_all_say_the_same() -> None:
    assert opinion_groups(_camps(11)) is None
    same = ballots([Cast(n, 1, 1) for n in range(40)], voters=[Voter(n) for n in range(40)], items=[1])
    assert opinion_groups(same) is None
