"""Agreement of coders, against scikit-learn and the krippendorff package."""

import math
import warnings

import krippendorff
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from roundtable.themes.agreement import TwoByTwo, cohens_kappa, krippendorffs_alpha, two_by_two

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)
TABLES = st.integers(2, 5).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | st.integers(0, 3), min_size=coders, max_size=coders), min_size=1, max_size=30
    )
)


@given(PAIRS)
def test_kappa_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs warns where ours is undefined
        theirs = float(cohen_kappa_score(first, second))
    ours = cohens_kappa(first, second)
    assert math.isnan(theirs) if ours is None else ours == pytest.approx(theirs, abs=1e-12)


@given(TABLES)
def test_alpha_is_the_krippendorff_packages(units: list[list[int | None]]) -> None:
    coders = [list(answers) for answers in zip(*units, strict=True)]
    ours = krippendorffs_alpha(coders)
    data = numpy.array([[math.nan if one is None else one for one in each] for each in coders], dtype=float)
    pairable = [[one for one in unit if one is not None] for unit in units]
    labels = {one for unit in pairable if len(unit) > 1 for one in unit}
    if len(labels) < 2:
        assert ours is None
        return
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert ours == pytest.approx(theirs, abs=1e-12)


@given(PAIRS)
def test_both_are_one_exactly_where_all_agree_and_do_not_mind_who_is_first(
    pairs: list[tuple[int, int]],
) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    kappa, alpha = cohens_kappa(first, second), krippendorffs_alpha([first, second])
    assert kappa == cohens_kappa(second, first)
    assert alpha == krippendorffs_alpha([second, first])
    for found in (kappa, alpha):
        assert found is None or (found == 1) == (first == second)


def test_constant_coders_and_no_units_are_undefined() -> None:
    assert cohens_kappa([True] * 5, [True] * 5) is None
    assert krippendorffs_alpha([[True] * 5, [True] * 5]) is None
    assert cohens_kappa([], []) is None
    assert krippendorffs_alpha([[], []]) is None
    assert krippendorffs_alpha([[True, None], [None, False]]) is None
    assert cohens_kappa([True, True], [True, False]) == 0, "one of them is constant, the other is not"


def test_the_raw_table_counts_each_unit_once() -> None:
    table = two_by_two([True, True, False, False, False], [True, False, True, False, False])
    assert table == TwoByTwo(both=1, first_only=1, second_only=1, neither=2)
    assert (table.n, table.observed) == (5, 0.6)
    assert two_by_two([], []).observed is None
