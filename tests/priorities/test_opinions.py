"""Groups of opinion on the results of a round of statements, with what they cannot say."""

import io
import json

import pytest
from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.priorities import exporting
from roundtable.priorities.models import Method, Participant, PriorityRound
from roundtable.priorities.opinion_groups import LIMITS
from roundtable.priorities.opinions_shown import opinions_of
from roundtable.small_numbers import FEW
from tests import make
from tests.conftest import Client
from tests.priorities import voting

CAMPS = ((1, 1, 1, -1, -1, -1, 1, 0), (-1, -1, -1, 1, 1, 1, 1, 0))


def _camps(*sizes: int, silent: int = 0) -> tuple[PriorityRound, list[Participant]]:
    """So many who answer like each camp, with one answer of their own; some answer one statement only."""
    round = voting.round_of(make.programme(), Method.STATEMENTS, items=8)
    items, people = voting.items_of(round), voting.join(round, sum(sizes) + silent)
    answers = [camp for camp, size in zip(CAMPS, sizes, strict=True) for _ in range(size)]
    for number, (one, camp) in enumerate(zip(people, answers, strict=False)):
        for place, item in enumerate(items):
            voting.rate(one, item, 0 if place == number % 6 else camp[place])
    for one in people[len(answers) :]:
        voting.rate(one, items[0], 1)
    return round, people


def test_the_two_camps_are_found_whatever_group_they_are_invited_in(app: Flask) -> None:
    round, people = _camps(9, 8)
    found = opinions_of(voting.results_of(round))
    assert found is not None and not found.weak
    assert [(one.name, one.size) for one in found.groups] == [("Opinion A", 9), ("Opinion B", 8)]
    first, second = found.groups
    assert {said.item.number for said in first.says_otherwise} <= set(range(1, 7))
    assert first.says_otherwise[0].difference > 0.5 or first.says_otherwise[0].difference < -0.5
    for item in voting.items_of(round):
        assert first.leanings[item.id].seen + second.leanings[item.id].seen == 17
    # Who is taken out is counted in no group of opinion.
    people[0].withdrawn_at = clock.now()
    db.session.flush()
    again = opinions_of(voting.results_of(db.session.merge(round)))
    assert again is not None and [one.size for one in again.groups] == [8, 8]


@pytest.mark.parametrize(("sizes", "silent"), [((12, 3), 0), ((9, 8), 2), ((9, 4), 0), ((20, 3), 6)])
def test_few_cannot_be_told_by_subtraction(app: Flask, sizes: tuple[int, int], silent: int) -> None:
    """Neither a small group of opinion, nor those who answered too little to be placed, on no statement."""
    results = voting.results_of(_camps(*sizes, silent=silent)[0])
    found = opinions_of(results)
    assert found is not None
    asked = sum(sizes) + silent
    assert asked - sum(one.size for one in found.groups) not in range(1, FEW)
    for line in results.lines:
        seen = [one.leanings[line.item.id].seen for one in found.groups if line.item.id in one.leanings]
        assert line.everybody.n - sum(seen) not in range(1, FEW) and not set(seen) & set(range(1, FEW))


def test_none_among_few_people_or_by_another_method(app: Flask) -> None:
    assert opinions_of(voting.results_of(_camps(5, 5)[0])) is None
    round = voting.round_of(make.programme())
    for one in voting.join(round, 12):
        voting.rate(one, voting.items_of(round)[0], 7)
    assert opinions_of(voting.results_of(round)) is None


def test_they_stand_on_the_page_and_in_the_files_with_their_limits(client: Client) -> None:
    round, _people = _camps(9, 8)
    results = voting.results_of(round)
    client.sign_in(make.account(programme=round.programme))
    page = client.get(f"/programmes/{round.programme.slug}/priorities/rounds/{round.id}/results").text
    assert "Opinion A: 9 people, Opinion B: 8 people." in page and "not kinds of people" in page
    rows = [dict(zip(exporting.HEADER, row, strict=True)) for row in exporting.rows(results)]
    assert sum(row["n"] for row in rows if row["group"] == "Opinion B") == 8 * 8
    out = io.BytesIO()
    exporting.export(db.session.merge(round), "json", to=out)
    told = json.loads(out.getvalue())["opinion_groups"]
    assert told["sizes"] == {"Opinion A": 9, "Opinion B": 8} and told["limits"] == LIMITS
