"""Agree, disagree, pass: the counts, the consensus of the groups, and Polis's own conversations."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.priorities.ballots import Ballots, Cast, Voter, ballots
from roundtable.priorities.statements import counted, dividing, leaning, uniting

pytestmark = pytest.mark.one_database

SAID = st.lists(st.sampled_from([1, 0, -1]), max_size=12)


def _ballots(by_group: dict[str, dict[str, list[int]]]) -> Ballots:
    """By statement, by group, what was said."""
    groups = {group for said in by_group.values() for group in said}
    voters = [Voter(f"{group}{n}", group) for group in groups for n in range(12)]
    answers = [
        Cast(f"{group}{n}", item, value)
        for item, said in by_group.items()
        for group, values in said.items()
        for n, value in enumerate(values)
    ]
    return ballots(answers, voters=voters, items=by_group)


def test_consensus_is_the_product_over_the_groups() -> None:
    (found,) = counted(_ballots({"s": {"gp": [1, 1, 0], "vcs": [1, -1, -1, -1]}}))
    assert found.consensus == pytest.approx(3 / 5 * 2 / 6)
    assert (found.everybody.agree, found.everybody.disagree, found.everybody.passed) == (3, 3, 1)
    assert found.everybody.seen == 7


def test_one_small_group_is_enough_to_break_a_consensus() -> None:
    united, broken = counted(
        _ballots({"u": {"gp": [1] * 12, "vcs": [1] * 3}, "b": {"gp": [1] * 12, "vcs": [-1] * 3}})
    )
    assert broken.everybody.agree == 12 and united.consensus > broken.consensus
    assert [s.item for s in uniting([united, broken])] == ["u"]
    assert [s.item for s in dividing([united, broken])] == ["b"]


def test_silence_is_no_consent_and_a_shared_refusal_unites() -> None:
    found = counted(
        _ballots({"silent": {"gp": [1] * 9, "vcs": []}, "refused": {"gp": [-1] * 9, "vcs": [-1] * 4}})
    )
    assert [s.item for s in uniting(found)] == ["refused"]


def test_another_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="agree, disagree or pass"):
        leaning([2])


@given(SAID, SAID)
def test_bounds_sums_and_monotonicity(gp: list[int], vcs: list[int]) -> None:
    first, more = counted(_ballots({"a": {"gp": gp, "vcs": vcs}, "b": {"gp": [*gp[:11], 1], "vcs": vcs}}))
    assert 0 < first.consensus < 1 and 0 < first.refusal < 1 and 0 <= first.distance < 1
    assert sum(g.seen for g in first.groups.values()) == first.everybody.seen == len(gp) + len(vcs)
    if len(gp) <= 11:
        assert more.consensus > first.consensus


@pytest.mark.parametrize("name", ["15-per-hour-seattle", "brexit-consensus", "london.youth.policing"])
def test_polis_conversations_tally_as_they_say(name: str, samples: Path) -> None:
    """Votes in time order; a repeated one replaces; only accepted statements are tallied."""
    place = samples / "polis" / name
    comments = _rows(place / "comments.csv")
    accepted = [row["comment-id"] for row in comments if row["moderated"] == "1"]
    votes = sorted(_rows(place / "votes.csv"), key=lambda row: int(row["timestamp"]))
    people = _rows(place / "participants-votes.csv")
    voters = [Voter(row["participant"], row["group-id"] or None) for row in people]
    cast = [Cast(row["voter-id"], row["comment-id"], int(row["vote"])) for row in votes]
    found = ballots(cast, voters=voters, items=accepted)
    expected = {
        (row["participant"], item): int(row[item]) for row in people for item in accepted if row.get(item)
    }
    assert dict(found.answers) == expected
    kept = ballots(cast, voters=voters, items=[row["comment-id"] for row in comments])
    facts = json.loads((place.parent / "FACTS.json").read_text())[name]
    assert len(kept.answers) == facts["distinct_votes"]
    if name == "15-per-hour-seattle":
        assert (len(kept.answers), len(found.answers)) == (2872, 2848)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
