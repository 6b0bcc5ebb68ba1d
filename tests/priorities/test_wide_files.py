"""Paper ballots that were typed in: a row for each, and a column for each item."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.priorities.commands import import_votes
from roundtable.priorities.models import Answer, Item, Method, Participant, PriorityRound, Vote
from tests import make
from tests.priorities import voting


def _import(app: Flask, round: PriorityRound, folder: Path, table: str, *words: str) -> str:
    file = folder / "paper.csv"
    file.write_text(table, encoding="utf-8")
    slug = round.slug
    db.session.commit()
    answer = CliRunner().invoke(import_votes, [str(file), "--round", slug, *words], obj=lambda: app)
    return answer.output if answer.exit_code == 0 else f"refused: {answer.exception}"


def _said() -> dict[tuple[str, int, str], int | Answer]:
    query = (
        select(Participant.pseudonym, Item.number, Vote.criterion, Vote.answer, Vote.value)
        .join(Vote.participant)
        .join(Vote.item)
        .where(Vote.replaced_at.is_(None))
    )
    return {
        (who, item, criterion.value): answer if value is None else value
        for who, item, criterion, answer, value in db.session.execute(query)
    }


def test_a_ballot_a_row_and_an_item_a_column(app: Flask, tmp_path: Path) -> None:
    programme = make.programme()
    round, group = voting.round_of(programme), make.group(programme)
    table = (
        "Ballot,Group,S1 importance,S1 (feasibility),Importance: Statement 2,feasibility S2,Remarks\n"
        f"P1,{group.name},7,3.0,Not my field,,neat\nP2,{group.name},12,abstain,9,not shown,\n"
    )
    said = _import(app, round, tmp_path, table)
    assert "6 votes added" in said and "1 refused" in said
    assert "line 3  refused  S1 importance: Importance is given as a whole number from 1 to 9." in said
    assert _said() == {
        ("P1", 1, "importance"): 7,
        ("P1", 1, "feasibility"): 3,
        ("P1", 2, "importance"): Answer.NOT_MY_FIELD,
        ("P1", 2, "feasibility"): Answer.LEFT_OPEN,
        ("P2", 1, "feasibility"): Answer.ABSTAINED,
        ("P2", 2, "importance"): 9,
    }
    assert set(db.session.scalars(select(Participant.group_id))) == {group.id}
    assert "0 votes added" in _import(app, db.session.scalars(select(PriorityRound)).one(), tmp_path, table)


def test_statements_are_agreed_with_in_words(app: Flask, tmp_path: Path) -> None:
    round = voting.round_of(make.programme(), Method.STATEMENTS)
    said = _import(app, round, tmp_path, "Voter,S1,S2,S3\nann,agree,Disagree,pass\n")
    assert "3 votes added" in said
    assert sorted(_said().items()) == [
        (("ann", 1, "agreement"), 1),
        (("ann", 2, "agreement"), -1),
        (("ann", 3, "agreement"), 0),
    ]


def test_a_row_for_each_criterion_of_a_ballot(app: Flask, tmp_path: Path) -> None:
    table = "Voter,Criterion,S1,S2\nann,importance,8,7\nann,feasibility,2,1\n"
    assert "4 votes added" in _import(app, voting.round_of(make.programme()), tmp_path, table)
    assert _said()["ann", 2, "feasibility"] == 1


@pytest.mark.parametrize(
    ("table", "words", "why"),
    [
        ("S1 importance,S2 importance\n7,8\n", [], "Choose the column for Voter"),
        ("Voter,S1 importance,Importance S1\nann,7,8\n", [], "are for the same item"),
        ("Voter,Housing\nann,7\n", ["--wide"], "No column names an item of the round"),
    ],
)
def test_a_file_that_cannot_be_read_so_says_why(
    app: Flask, tmp_path: Path, table: str, words: list[str], why: str
) -> None:
    said = _import(app, voting.round_of(make.programme()), tmp_path, table, *words)
    assert said.startswith("refused") and why in said and _said() == {}
