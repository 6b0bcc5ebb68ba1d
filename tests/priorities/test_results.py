"""What is shown of a round, and what is not."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities import actions, ballot_box, exporting
from roundtable.priorities.commands import export_results, import_votes
from roundtable.priorities.models import Answer, Criterion, Method, PriorityRound
from roundtable.priorities.tallying import EVERYBODY
from roundtable.small_numbers import FEW, hidden_groups
from roundtable.trail import SYSTEM
from tests import make
from tests.priorities import voting


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 12), max_size=6))
def test_no_group_can_be_told_by_subtraction(sizes: dict[str, int]) -> None:
    hidden = hidden_groups(sizes)
    assert all(sizes[group] > 0 for group in hidden)
    assert all(n == 0 or n >= FEW for group, n in sizes.items() if group not in hidden)
    together = sum(sizes[group] for group in hidden)
    assert together == 0 or together >= FEW or sum(sizes.values()) < FEW


def _panel(method: Method = Method.APPROPRIATENESS, *, sizes: tuple[int, ...] = (6, 6)) -> PriorityRound:
    """Groups of these sizes; everybody rates the first item high, the groups split over the second, and the third is
    of nobody's field.
    """
    programme = make.programme()
    round = voting.round_of(programme, method)
    agreed, split, none = voting.items_of(round)
    high, low = (9, 1) if method is Method.APPROPRIATENESS else (1, -1)
    for number, size in enumerate(sizes):
        for one in voting.join(round, size, group=make.group(programme)):
            voting.rate(one, agreed, high)
            voting.rate(one, split, low if number % 2 else high)
            voting.rate(one, none, Answer.NOT_MY_FIELD)
    return round


@pytest.mark.parametrize("method", [Method.APPROPRIATENESS, Method.STATEMENTS])
def test_what_unites_and_what_divides(app: Flask, method: Method) -> None:
    results = voting.results_of(_panel(method))
    assert [line.item.number for line in results.unites] == [1]
    assert [line.item.number for line in results.divides] == [2]
    third = results.lines[-1]
    assert (third.place, third.everybody.n, third.everybody.said["not_my_field"]) == (None, 0, 12)


def test_the_numbers_of_each_group_stand_side_by_side_and_n_comes_first(app: Flask) -> None:
    results = voting.results_of(_panel())
    split = next(line for line in results.lines if line.item.number == 2)
    medians = [split.of[column.key].value("median") for column in results.shown]
    assert sorted(medians) == [1.0, 9.0]
    assert (split.everybody.n, split.everybody.value("disagreement")) == (12, True)
    assert split.cells[Criterion.FEASIBILITY][EVERYBODY].n == 0


def test_a_group_of_one_is_not_shown_and_cannot_be_told_by_subtraction(app: Flask) -> None:
    round = _panel(sizes=(9, 6, 1))
    results = voting.results_of(round)
    assert sorted(column.voted for column in results.hidden) == [1, 6]
    assert [column.voted for column in results.shown] == [9]
    rows = [dict(zip(exporting.HEADER, row, strict=True)) for row in exporting.rows(results)]
    for row in rows:
        if row["suppressed"]:
            assert {row[name] for name in ("n", "median", "abstained", "p30")} == {None}
    names = Counter(row[1] for row in ballot_box.rows(round))
    assert ballot_box.WITHHELD in names and len(names) == 2


def test_too_few_votes_and_no_votes_are_said(app: Flask) -> None:
    few = _panel(sizes=(3,))
    assert not voting.results_of(few).enough
    with pytest.raises(Refusal, match="Not enough votes"):
        exporting.export(few, "csv", to=io.BytesIO())
    with pytest.raises(Refusal, match="Fewer than 5 voted"):
        list(ballot_box.rows(few))
    round = voting.round_of(make.programme())
    assert (voting.results_of(round).voted, voting.results_of(round).enough) == (0, False)


def test_a_round_in_which_all_abstain(app: Flask) -> None:
    round = voting.round_of(make.programme())
    for one in voting.join(round, 6):
        for item in voting.items_of(round):
            for criterion in round.criteria:
                voting.rate(one, item, Answer.ABSTAINED, criterion)
    results = voting.results_of(round)
    assert results.said_nothing and results.top == [] and results.unites == [] and results.divides == []
    assert {line.everybody.said["abstained"] for line in results.lines} == {6}


def test_dots_and_ranks_are_put_in_order_by_what_they_add_up_to(app: Flask) -> None:
    programme = make.programme()
    dots = voting.round_of(programme, Method.DOTS, most=10)
    popular, loved, _nobody = voting.items_of(dots)
    joined = voting.join(dots, 6)
    for one in joined:
        voting.rate(one, popular, 3)
    voting.rate(joined[0], loved, 7)
    # Seven dots of one person weigh less than three of each.
    assert [line.item.id for line in voting.results_of(dots).lines[:2]] == [popular.id, loved.id]
    ranks = voting.round_of(programme, Method.RANKING, most=3)
    often, once, _nobody = voting.items_of(ranks)
    joined = voting.join(ranks, 6)
    for one in joined[1:]:
        voting.rate(one, often, 2)
    voting.rate(joined[0], once, 1)
    assert [line.item.id for line in voting.results_of(ranks).lines[:2]] == [often.id, once.id]


def test_anybody_can_recount_the_anonymised_ballots(app: Flask) -> None:
    """From the file alone, in another order: the counts are the same, and nobody is in it."""
    round = _panel(Method.STATEMENTS)
    results = voting.results_of(round)
    out = io.BytesIO()
    exporting.export(round, "json", to=out)
    whole = json.loads(out.getvalue())
    lean: Counter[tuple[str, int]] = Counter()
    for row in reversed(whole["ballots"]):
        if row["answer"] == "rated":
            lean[row["item"], row["value"]] += 1
    for line in results.lines:
        said = line.everybody.leaning
        assert (said.agree, said.disagree) == (lean[line.item.mark, 1], lean[line.item.mark, -1])
    text = out.getvalue().decode()
    ids = [row["ballot"] for row in whole["ballots"]]
    assert ids == sorted(ids) and len(set(ids)) == 12
    assert "@" not in text and "Person" not in text and "cast_at" not in text


def test_results_from_the_shell_in_three_formats(app: Flask, tmp_path: Path) -> None:
    round = _panel()
    actions.close(round, by=SYSTEM)
    slug = round.slug
    db.session.commit()
    for form in exporting.FORMATS:
        place = tmp_path / f"results.{form}"
        words = ["--round", slug, "--format", form, "--output", str(place)]
        answer = CliRunner().invoke(export_results, words, obj=lambda: app)
        assert answer.exit_code == 0, answer.output
    with (tmp_path / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    first = next(row for row in rows if row["group"] == "All" and row["item"] == "S1")
    assert (first["n"], first["median"], first["verdict"]) == ("12", "9.0", "appropriate")
    book = openpyxl.load_workbook(tmp_path / "results.xlsx").active
    assert book is not None and book.max_row == len(rows) + 1
    assert len(json.loads((tmp_path / "results.json").read_text())["results"]) == len(rows)


def test_paper_ballots_come_in_by_address_or_pseudonym(app: Flask, tmp_path: Path) -> None:
    round = voting.round_of(make.programme())
    (one,) = voting.join(round)
    assert one.person is not None
    file = tmp_path / "paper.csv"
    file.write_text(
        "Ballot,Statement,Scale,Score\n"
        f"{one.person.email},S1,importance,7\n{one.person.email},S1,importance,8\n"
        "P1,Statement 2,feasibility,abstain\nP1,S9,importance,5\nP1,S1,importance,12\n",
        encoding="utf-8",
    )
    words = [str(file), "--round", round.slug, "--map", "vote=Score"]
    db.session.commit()
    answer = CliRunner().invoke(import_votes, words, obj=lambda: app)
    assert answer.exit_code == 0, answer.output
    assert "3 votes added" in answer.output and "1 of all were replaced" in answer.output
    assert "2 refused" in answer.output and "no item “S9”" in answer.output
