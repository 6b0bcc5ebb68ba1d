"""RAND/UCLA: the published vector, the edges, and what holds of any ratings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.priorities.appropriateness import Verdict, appraise, appraised, percentile
from roundtable.priorities.ballots import Cast, Turnout, Voter, Without, ballots

pytestmark = pytest.mark.one_database

RATINGS = st.lists(st.integers(1, 9), min_size=1, max_size=40)


def test_the_published_vector_comes_out_to_its_last_digit() -> None:
    """PMC3467596, table 1."""
    found = appraise([4, 5, 6, *[7] * 5, *[8] * 5, *[9] * 2])
    assert found is not None
    assert (found.n, found.median, found.p30, found.p70, found.ipr) == (15, 7.0, 7.0, 8.0, 1.0)
    assert found.ipras == 6.1
    assert round(found.index, 4) == 0.1639
    assert (found.disagreement, found.verdict) == (False, Verdict.APPROPRIATE)


@pytest.mark.parametrize(
    ("ratings", "verdict"),
    [
        ([3], "inappropriate"),
        ([3, 4], "uncertain"),  # 3.5 goes to the higher region
        ([6], "uncertain"),
        ([6, 7], "appropriate"),  # 6.5 too
        ([1, 1, 1, 1, 7, 9, 9, 9, 9], "uncertain"),  # a median of 7, and disagreement
    ],
)
def test_where_the_regions_end(ratings: list[int], verdict: str) -> None:
    found = appraise(ratings)
    assert found is not None and found.verdict == verdict


def test_nobody_is_none_and_another_scale_is_refused() -> None:
    assert appraise([]) is None
    for wrong in (0, 10):
        with pytest.raises(ValueError, match="between 1 and 9"):
            appraise([5, wrong])


@given(RATINGS, st.integers(0, 10))
def test_percentiles_are_numpys(ratings: list[int], tenths: int) -> None:
    expected = np.percentile(ratings, tenths * 10, method="linear")
    assert percentile(sorted(ratings), tenths) / 10 == pytest.approx(expected, abs=1e-12)


@given(RATINGS, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_bounds_hold(ratings: list[int], chance: object) -> None:
    found = appraise(ratings)
    chance.shuffle(ratings)  # type: ignore[attr-defined]
    assert appraise(ratings) == found
    assert found is not None
    assert 1 <= found.p30 <= found.median <= found.p70 <= 9
    assert found.ipras >= 2.35 and found.index >= 0
    assert found.disagreement == (found.index > 1)


@given(RATINGS, st.data())
def test_a_higher_rating_lowers_no_percentile(ratings: list[int], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(ratings) - 1))
    raised = [*ratings[:number], min(9, ratings[number] + 1), *ratings[number + 1 :]]
    before, after = appraise(ratings), appraise(raised)
    assert before is not None and after is not None
    assert after.median >= before.median and after.p30 >= before.p30 and after.p70 >= before.p70


@given(RATINGS)
def test_turning_the_scale_round_turns_the_percentiles_and_keeps_the_disagreement(ratings: list[int]) -> None:
    there, back = appraise(ratings), appraise([10 - rating for rating in ratings])
    assert there is not None and back is not None
    assert back.median == 10 - there.median and back.ipras == pytest.approx(there.ipras)
    assert back.disagreement == there.disagreement


def _round(said: dict[str, list[int | Without]]) -> list[Cast]:
    return [Cast(f"{g}{n}", "a", v) for g, values in said.items() for n, v in enumerate(values)]


def test_groups_are_counted_apart_and_the_counts_add_up() -> None:
    answers = _round({"gp": [9], "vcs": [1, 2, *Without]})
    voters = [
        Voter("gp0", "gp"), Voter("gp1", "gp"), *(Voter(f"vcs{n}", "vcs") for n in range(5)), Voter("x", None)
    ]  # fmt: skip
    (item,) = appraised(ballots(answers, voters=voters, items=["a"]))
    assert item.turnout == Turnout(rated=3, abstained=1, not_my_field=1, left_open=1, not_shown=2)
    assert item.turnout.asked == 8
    gp, vcs = item.groups["gp"], item.groups["vcs"]
    assert gp is not None and vcs is not None
    assert (gp.n, gp.few, vcs.n) == (1, True, 2)
    assert item.groups[None] is None
    assert item.split


def test_all_abstain() -> None:
    voters = [Voter(n, "gp") for n in range(3)]
    (item,) = appraised(
        ballots([Cast(n, "a", Without.ABSTAINED) for n in range(3)], voters=voters, items="a")
    )
    assert item.everybody is None and item.groups == {"gp": None}
    assert item.turnout == Turnout(0, 3, 0, 0, 0)


GROUPED = st.lists(
    st.tuples(st.sampled_from(["gp", "vcs", None]), st.integers(1, 9) | st.sampled_from(Without))
)


@given(GROUPED)
def test_groups_sum_to_everybody(said: list[tuple[str | None, int | Without]]) -> None:
    voters = [Voter(n, group) for n, (group, _) in enumerate(said)]
    answers = [Cast(n, "a", value) for n, (_, value) in enumerate(said)]
    (item,) = appraised(ballots(answers, voters=voters, items=["a"]))
    for count in ("rated", "abstained", "not_my_field", "left_open", "not_shown", "asked"):
        assert sum(getattr(t, count) for t in item.turnouts.values()) == getattr(item.turnout, count)
    assert item.turnout.asked == len(said)
