"""What could be worked out from what a round's results show, and what a round counts after it changed."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities import actions, exporting
from roundtable.priorities.models import Criterion, Method, Participant, PriorityRound
from roundtable.priorities.tallying import stamp_of
from roundtable.trail import SYSTEM
from tests import make
from tests.priorities import voting

pytestmark = pytest.mark.usefixtures("app")


def test_consensus_does_not_tell_what_a_hidden_group_said() -> None:
    programme = make.programme()
    small, large = make.group(programme), make.group(programme)
    round = voting.round_of(programme, Method.STATEMENTS, items=1)
    (item,) = voting.items_of(round)
    for one in (*voting.join(round, 2, group=small), *voting.join(round, 7, group=large)):
        voting.rate(one, item, 1)
    found = voting.results_of(round)
    (line,) = found.lines
    assert [column.hidden for column in found.columns] == [True, True]
    assert line.everybody.leaning.agree == 9
    assert line.consensus == ()
    everybody = dict(zip(exporting.HEADER, next(exporting.rows(found)), strict=True))
    assert (everybody["n"], everybody["consensus"]) == (9, None)


def _spent(method: Method, most: int, first: int, second: int) -> tuple[PriorityRound, Participant]:
    round = voting.round_of(make.programme(), method, most=most)
    one, other, _third = voting.items_of(round)
    (voter,) = voting.join(round)
    voting.rate(voter, one, first)
    actions.reject(one, by=SYSTEM)
    voting.rate(voter, other, second)
    return round, voter


@pytest.mark.parametrize(
    ("method", "most", "first", "second"), [(Method.DOTS, 5, 4, 5), (Method.RANKING, 3, 1, 1)]
)
def test_what_was_given_to_an_item_that_was_taken_out_can_be_given_again(
    method: Method, most: int, first: int, second: int
) -> None:
    _round, voter = _spent(method, most, first, second)
    with pytest.raises(Refusal):
        voting.rate(voter, voting.items_of(_round)[2], second)


def _stamp(round: PriorityRound, accepted: Sequence[int]) -> str:
    for number, item in enumerate(voting.items_of(round), 1):
        (actions.accept if number in accepted else actions.reject)(item, by=SYSTEM)
    return stamp_of(round)


def test_other_items_with_the_same_sum_are_counted_anew() -> None:
    round = voting.round_of(make.programme(), items=4)
    assert _stamp(round, [1, 4]) != _stamp(round, [2, 3])


def test_high_numbers_of_organisations_can_be_counted() -> None:
    programme, organisation = make.programme(), make.organisation()
    round = voting.round_of(programme)
    (one,) = voting.join(round, organisation=organisation)
    rows = {"one": one.id, "high": 70_000}
    db.session.execute(text("UPDATE priority_participant SET id = :high WHERE id = :one"), rows)
    other = make.organisation()
    rows = {"one": other.id, "high": 70_000}
    db.session.execute(text("UPDATE organisation SET id = :high WHERE id = :one"), rows)
    db.session.execute(text("UPDATE priority_participant SET organisation_id = 70000"))
    assert stamp_of(round)


def test_nothing_is_exported_of_a_round_that_was_opened_again() -> None:
    round = voting.round_of(make.programme())
    for one in voting.join(round, 6):
        voting.rate(one, voting.items_of(round)[0], 5, Criterion.IMPORTANCE)
    assert voting.results_of(round).enough
    again = db.session.get_one(PriorityRound, round.id)
    actions.open_round(again, by=SYSTEM)
    assert exporting.results_of(again) is None
