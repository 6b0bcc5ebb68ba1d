"""Places, James Lind style, Borda and dots."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.priorities.ballots import Ballots, Cast, Voter, ballots
from roundtable.priorities.ranking import (
    borda,
    dotted,
    james_lind,
    mean_rank,
    mean_ranks,
    places,
)
from roundtable.priorities.ranking import given as given_in_all

pytestmark = pytest.mark.one_database

SCORES = st.dictionaries(st.text(max_size=3), st.integers(-5, 5), max_size=12)


def _orders(orders: list[tuple[str, str]], items: str = "abcd") -> Ballots:
    """Each order with its group, the first item first: ("gp", "ab")."""
    voters = [Voter(n, group) for n, (group, _) in enumerate(orders)]
    answers = [
        Cast(n, item, place) for n, (_, order) in enumerate(orders) for place, item in enumerate(order, 1)
    ]
    return ballots(answers, voters=voters, items=items)


def test_equal_ones_share_a_place() -> None:
    assert places({"a": 3, "b": 2, "c": 2, "d": 1, "e": None}) == {"a": 1, "b": 2, "c": 2, "d": 4, "e": None}


@given(SCORES)
def test_mean_ranks_add_up_and_follow_the_scores(scores: dict[str, int]) -> None:
    ranks, place = mean_ranks(scores), places(dict(scores))
    m = len(scores)
    assert sum(ranks.values()) == Fraction(m * (m + 1), 2)
    for one, score in scores.items():
        for other, less in scores.items():
            if score > less:
                assert ranks[one] < ranks[other] and place[one] < place[other]  # type: ignore[operator]
            if score == less:
                assert ranks[one] == ranks[other] and place[one] == place[other]


def test_a_small_group_weighs_as_much_as_a_large_one() -> None:
    crowd = _orders([*[("clinicians", "abcd")] * 30, *[("patients", "dcba")] * 2])
    found = {each.item: each for each in james_lind(crowd)}
    assert {each.score for each in found.values()} == {Fraction(5)}
    assert {each.place for each in found.values()} == {1}
    assert found["a"].groups == {"clinicians": 1, "patients": 4}
    assert [each.place for each in borda(crowd)] == [1, 2, 3, 4]


def test_what_nobody_chose_has_no_place_and_a_silent_group_adds_nothing() -> None:
    voters = [Voter(1, "gp"), Voter(2, "vcs")]
    found = james_lind(ballots([Cast(1, "b", 1)], voters=voters, items="ab"))
    assert [(each.place, each.score, each.n) for each in found] == [(None, None, 0), (1, Fraction(2), 1)]
    assert found[1].groups == {"gp": 1, "vcs": None}


def test_the_guidebooks_points() -> None:
    """The first of ten gets ten points, the tenth one, an eleventh none."""
    found = james_lind(_orders([("gp", "abcdefghijk")], items="abcdefghijkl"))
    assert [each.place for each in found] == [*range(1, 11), None, None]


def test_items_left_out_share_what_is_left() -> None:
    found = {each.item: each.score for each in borda(_orders([("gp", "a")]))}
    assert found == {"a": Fraction(3), "b": Fraction(1), "c": Fraction(1), "d": Fraction(1)}


def test_nobody_ranked() -> None:
    silent = ballots([], voters=[Voter(1, "gp")], items="ab")
    assert [(each.place, each.score) for each in borda(silent)] == [(None, None)] * 2
    assert mean_rank(borda(silent)[0], 2) is None
    assert [each.place for each in james_lind(silent)] == [None, None]


ORDERS = st.lists(
    st.tuples(st.sampled_from(["gp", "vcs"]), st.permutations("abcd").flatmap(
        lambda order: st.integers(1, 4).map(lambda n: "".join(order[:n]))
    )),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(ORDERS, st.randoms(use_true_random=False))
def test_who_comes_first_does_not_matter(orders: list[tuple[str, str]], chance: object) -> None:
    before = james_lind(_orders(orders)), borda(_orders(orders))
    chance.shuffle(orders)  # type: ignore[attr-defined]
    assert (james_lind(_orders(orders)), borda(_orders(orders))) == before


@given(ORDERS)
def test_points_add_up_and_mean_ranks_lie_within_their_bounds(orders: list[tuple[str, str]]) -> None:
    found = borda(_orders(orders))
    assert sum(each.score or 0 for each in found) == 6  # 3 + 2 + 1 + 0, whatever was left out
    assert all(1 <= (mean_rank(each, 4) or 0) <= 4 for each in found)
    lind = james_lind(_orders(orders))
    assert all(each.score is None or 0 < each.score <= 4 * 2 for each in lind)


@given(ORDERS)
def test_moving_an_item_up_never_lowers_it(orders: list[tuple[str, str]]) -> None:
    group, order = orders[0]
    lifted = [(group, order[-1] + order[:-1]), *orders[1:]]
    item = "abcd".index(order[-1])
    assert (borda(_orders(lifted))[item].place or 9) <= (borda(_orders(orders))[item].place or 9)


def test_dots() -> None:
    voters = [Voter(1, "gp"), Voter(2, "vcs"), Voter(3, "hr")]
    answers = [Cast(1, "a", 3), Cast(1, "b", 0), Cast(2, "a", 1), Cast(2, "b", 4)]
    a, b, c = dotted(ballots(answers, voters=voters, items="abc"))
    assert [(each.dots, each.n, each.place) for each in (a, b, c)] == [(4, 2, 1), (4, 1, 1), (0, 0, None)]
    assert a.share("vcs", given_in_all([a, b, c])) == 0.2
    assert a.share("hr", given_in_all([a, b, c])) is None
    with pytest.raises(ValueError, match="takes dots away"):
        dotted(ballots([Cast(1, "a", -1)], voters=voters, items="a"))
