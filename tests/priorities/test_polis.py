"""Real conversations: every vote is kept, and the counts are those that the other tool published."""

import csv
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities import actions
from roundtable.priorities.actions.imports import take_in_items
from roundtable.priorities.commands import import_votes
from roundtable.priorities.exporting import results_of
from roundtable.priorities.importing.statements import statements
from roundtable.priorities.models import Answer, Criterion, Item, Method, Participant, PriorityRound, Vote
from roundtable.priorities.tallying import ballots_of
from roundtable.sheets import reading
from roundtable.trail import SYSTEM
from tests import make
from tests.priorities import voting

SAMPLES = os.environ.get("ROUNDTABLE_SAMPLES")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="ROUNDTABLE_SAMPLES names no folder of samples")
POLIS = Path(SAMPLES or "") / "polis"
SEATTLE, BREXIT, LONDON = "15-per-hour-seattle", "brexit-consensus", "london.youth.policing"
# Conversation: distinct votes, those on accepted statements, rows in the file, statements, accepted ones.
KNOWN = {  # what the votes of each are, counted apart
    SEATTLE: (2872, 2848, 2995, 54, 30),
    BREXIT: (5303, 5303, 5312, 50, 50),
    LONDON: (638, 638, 640, 39, 36),
}


def _table(conversation: str, name: str) -> list[dict[str, str]]:
    with (POLIS / conversation / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _published(conversation: str) -> dict[tuple[str, int], int]:
    """Participant, statement: what they said last, by the file that the tool made of it."""
    rows = _table(conversation, "participants-votes.csv")
    return {
        (row["participant"], int(name)): int(value)
        for row in rows
        for name, value in row.items()
        if name.isdecimal() and value
    }


def _current(round: PriorityRound) -> dict[tuple[str, int], int]:
    query = (
        select(Participant.pseudonym, Item.number, Vote.value)
        .join(Vote.participant)
        .join(Vote.item)
        .where(Vote.round_id == round.id, Vote.replaced_at.is_(None))
    )
    return {(who, item): value for who, item, value in db.session.execute(query)}


def _import(app: Flask, round: PriorityRound, conversation: str) -> str:
    folder = POLIS / conversation
    words = [str(folder / "votes.csv"), "--round", round.slug, "--items", str(folder / "comments.csv")]
    db.session.commit()
    result = CliRunner().invoke(import_votes, words, obj=lambda: app)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def round(app: Flask) -> PriorityRound:
    return actions.make_round(make.programme(), Method.STATEMENTS, {"title": "A conversation"}, by=SYSTEM)


@pytest.mark.parametrize("conversation", KNOWN)
def test_an_import_keeps_every_vote_and_counts_those_on_accepted_statements(
    app: Flask, round: PriorityRound, conversation: str
) -> None:
    distinct, on_accepted, rows, statements, accepted = KNOWN[conversation]
    _import(app, round, conversation)
    round = db.session.scalars(select(PriorityRound)).one()
    votes = select(func.count(Vote.id)).where(Vote.round_id == round.id)
    current = votes.where(Vote.replaced_at.is_(None))
    assert db.session.scalar(votes) == rows
    assert db.session.scalar(current) == distinct
    assert db.session.scalar(current.join(Vote.item).where(Item.accepted_at.is_not(None))) == on_accepted
    items = voting.items_of(round)
    assert (len(items), sum(item.is_accepted for item in items)) == (statements, accepted)
    assert _current(round) == _published(conversation)

    results = results_of(round)
    assert results is not None
    assert sum(line.everybody.n for line in results.lines) == on_accepted
    published = _published(conversation)
    for line in results.lines:
        said = [value for (_who, item), value in published.items() if item == line.item.number]
        if len(said) >= 5:
            lean = line.everybody.leaning
            assert (lean.agree, lean.disagree, lean.passed) == (said.count(1), said.count(-1), said.count(0))


def test_the_same_file_again_adds_no_vote(app: Flask, round: PriorityRound) -> None:
    _import(app, round, LONDON)
    round = db.session.scalars(select(PriorityRound)).one()
    before = db.session.scalars(select(Vote.id).order_by(Vote.id)).all()
    assert "0 votes added" in _import(app, round, LONDON)
    assert db.session.scalars(select(Vote.id).order_by(Vote.id)).all() == before


@pytest.mark.parametrize("conversation", KNOWN)
def test_votes_cast_one_after_the_other_tally_alike(
    app: Flask, round: PriorityRound, conversation: str
) -> None:
    """By the people themselves, in the order of time. A statement that was rejected afterwards could be voted on until
    then: what was said of it is kept, is not counted, and nobody adds to it.
    """
    file = POLIS / conversation / "comments.csv"
    take_in_items(round, statements(reading.read(file.name, file.read_bytes())), by=SYSTEM)
    items = {str(item.number): item for item in voting.items_of(round)}
    rejected = [item for item in items.values() if not item.is_accepted]
    for item in rejected:
        actions.accept(item, by=SYSTEM)
    actions.open_round(round, by=SYSTEM)
    rows = sorted(_table(conversation, "votes.csv"), key=lambda row: int(row["timestamp"]))
    voters = {
        each: Participant(round_id=round.id, pseudonym=each, invited_at=clock.now())
        for each in {r["voter-id"] for r in rows}
    }
    db.session.add_all(voters.values())
    db.session.flush()
    for row in rows:
        said = actions.Said(items[row["comment-id"]].id, Criterion.AGREEMENT, Answer.RATED, int(row["vote"]))
        actions.cast(voters[row["voter-id"]], [said], by=SYSTEM)
    somebody = next(iter(voters.values()))
    for item in rejected:
        actions.reject(item, by=SYSTEM)
        with pytest.raises(Refusal):
            voting.rate(somebody, item, 1)
    published = _published(conversation)
    assert _current(round) == published
    distinct, on_accepted, *_ = KNOWN[conversation]
    assert len(published) == distinct
    assert sum(map(len, (of.answers for of in ballots_of(round).values()))) == on_accepted
