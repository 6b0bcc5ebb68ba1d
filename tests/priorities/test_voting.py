"""Casting votes: one for each person, item and criterion; what is changed is kept with its time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.mail.models import Letter
from roundtable.priorities import actions, people
from roundtable.priorities.models import Answer, Criterion, Method, Participant, Vote
from roundtable.priorities.tallying import tally
from roundtable.trail import SYSTEM
from tests import make
from tests.priorities import voting

pytestmark = pytest.mark.usefixtures("app")


def _now(participant: Participant) -> dict[tuple[int, Criterion], int | None]:
    query = select(Vote).where(Vote.participant_id == participant.id, Vote.replaced_at.is_(None))
    return {(vote.item_id, vote.criterion): vote.value for vote in db.session.scalars(query)}


def test_a_changed_vote_replaces_the_earlier_one_which_is_kept() -> None:
    round = voting.round_of(make.programme())
    item = voting.items_of(round)[0]
    (one,) = voting.join(round)
    voting.rate(one, item, 7)
    voting.rate(one, item, 3)
    voting.rate(one, item, 3)
    kept = db.session.scalars(select(Vote).order_by(Vote.id)).all()
    assert [(vote.value, vote.replaced_at is None) for vote in kept] == [(7, False), (3, True)]
    assert kept[0].replaced_at == kept[1].cast_at


@pytest.mark.parametrize("value", [0, 10, None])
def test_a_rating_is_from_1_to_9(value: int | None) -> None:
    round = voting.round_of(make.programme())
    (one,) = voting.join(round)
    said = actions.Said(voting.items_of(round)[0].id, Criterion.IMPORTANCE, Answer.RATED, value)
    with pytest.raises(Refusal, match="from 1 to 9"):
        actions.cast(one, [said], by=SYSTEM)


def test_nothing_is_taken_before_it_opens_after_it_closes_or_of_another_round() -> None:
    programme = make.programme()
    round = voting.round_of(programme, opened=False)
    (one,) = voting.join(round)
    with pytest.raises(Refusal, match="no votes now"):
        voting.rate(one, voting.items_of(round)[0], 5)
    actions.open_round(round, by=SYSTEM)
    other = voting.round_of(programme)
    with pytest.raises(Refusal, match="taken out of the vote"):
        voting.rate(one, voting.items_of(other)[0], 5)
    actions.close(round, by=SYSTEM)
    with pytest.raises(Refusal, match="no votes now"):
        voting.rate(one, voting.items_of(round)[0], 5)
    actions.open_round(round, by=SYSTEM)
    voting.rate(one, voting.items_of(round)[0], 5)
    assert _now(one)


def test_the_closing_time_is_a_wall_time_to_the_end_of_its_minute() -> None:
    closes = datetime(2026, 11, 9, 12, 0)
    round = voting.round_of(make.programme(), closes_local=closes)
    assert round.is_open(clock.WallTime(closes).instant + timedelta(seconds=59))
    assert not round.is_open(clock.WallTime(closes).instant + timedelta(minutes=1))
    skipped = datetime(2027, 3, 28, 1, 30)
    with pytest.raises(Refusal, match="does not exist"):
        actions.edit_round(round, {"closes_local": skipped, "zone": clock.LONDON}, by=SYSTEM)


def test_dots_are_spent_once_and_a_rank_is_given_once() -> None:
    programme = make.programme()
    dots = voting.round_of(programme, Method.DOTS, most=5)
    first, second, _third = voting.items_of(dots)
    (one,) = voting.join(dots)
    voting.rate(one, first, 4)
    with pytest.raises(Refusal, match="You have 5 dots and gave 6"):
        voting.rate(one, second, 2)
    voting.rate(one, first, 3)
    voting.rate(one, second, 2)
    ranks = voting.round_of(programme, Method.RANKING, most=3)
    first, second, _third = voting.items_of(ranks)
    (two,) = voting.join(ranks)
    voting.rate(two, first, 1)
    with pytest.raises(Refusal, match="Rank 1 is given twice"):
        voting.rate(two, second, 1)
    # Both at once, changed about: no rank is twice when all is said.
    voting.rate(two, second, 2)
    swapped = [
        actions.Said(item.id, Criterion.RANK, Answer.RATED, rank) for item, rank in ((first, 2), (second, 1))
    ]
    actions.cast(two, swapped, by=SYSTEM)
    assert sorted(value or 0 for value in _now(two).values()) == [1, 2]


def test_group_and_organisation_stay_as_they_were_when_somebody_was_asked() -> None:
    programme = make.programme()
    employers, others = make.group(programme), make.group(programme)
    works = make.organisation()
    round = voting.round_of(programme)
    (one,) = voting.join(round, group=employers, organisation=works)
    assert one.person is not None
    one.person.stakes[0].group_id = others.id
    db.session.flush()
    assert (one.group_id, one.organisation_id) == (employers.id, works.id)


def test_who_is_asked_twice_takes_part_once_and_gets_one_letter() -> None:
    programme = make.programme()
    round = voting.round_of(programme)
    person = make.stakeholder(programme)
    quiet = make.stakeholder(programme, no_bulk_since=clock.now())
    assert len(actions.invite([person, quiet, person], to=round, by=SYSTEM)) == 2
    assert actions.invite([person], to=round, by=SYSTEM) == []
    assert [letter.to_email for letter in db.session.scalars(select(Letter))] == [person.email]
    assert actions.remind(round, by=SYSTEM) == 1
    assert actions.remind(round, by=SYSTEM) == 0, "once a day"


def test_a_proposed_statement_waits_until_it_is_accepted() -> None:
    round = voting.round_of(make.programme(), Method.STATEMENTS, takes_proposals=True)
    one, two = voting.join(round, 2)
    item = actions.propose(one, "  Pay  people for their time. ", by=SYSTEM)
    assert (item.text, item.is_accepted, item.rejected_at) == ("Pay people for their time.", False, None)
    assert actions.propose(two, "Pay people for their time.", by=SYSTEM) is item
    with pytest.raises(Refusal):
        voting.rate(two, item, 1)
    actions.accept(item, by=SYSTEM)
    voting.rate(two, item, 1)
    actions.reject(item, by=SYSTEM)
    results = voting.results_of(round)
    assert item.id not in {line.item.id for line in results.lines}
    assert db.session.scalar(select(func.count(Vote.id)).where(Vote.item_id == item.id)) == 1


def test_a_second_round_asks_the_same_people_the_same() -> None:
    programme = make.programme()
    first = voting.round_of(programme)
    group = make.group(programme)
    joined = voting.join(first, 6, group=group)
    with pytest.raises(Refusal, match="Close it before"):
        actions.follow(first, "Second round", by=SYSTEM)
    for one in joined[:5]:
        voting.rate(one, voting.items_of(first)[0], 8)
    actions.close(first, by=SYSTEM)
    second = actions.follow(first, "Second round", by=SYSTEM)
    assert [item.earlier_id for item in voting.items_of(second)] == [
        item.id for item in voting.items_of(first)
    ]
    asked = db.session.scalars(select(Participant).where(Participant.round_id == second.id)).all()
    assert {one.person_id for one in asked} == {one.person_id for one in joined}
    assert {one.group_id for one in asked} == {group.id}
    assert {one.ballot for one in asked}.isdisjoint({one.ballot for one in joined})


def test_after_a_merge_one_person_has_one_vote_the_one_that_was_cast_last() -> None:
    round = voting.round_of(make.programme())
    item = voting.items_of(round)[0]
    old, new = voting.join(round, 2)
    voting.rate(new, item, 2)
    voting.rate(old, item, 9)
    assert old.person_id is not None and new.person_id is not None
    people.moved(old.person_id, new.person_id)
    assert (old.withdrawn_at, old.person_id) == (None, new.person_id)
    assert new.withdrawn_at is not None
    assert voting.results_of(round).voted == 1


def test_erasing_a_person_keeps_the_vote_and_forgets_who_cast_it() -> None:
    round = voting.round_of(make.programme())
    (one,) = voting.join(round)
    voting.rate(one, voting.items_of(round)[0], 9)
    actions.declare(one, "I run a provider.", by=SYSTEM)
    assert one.person_id is not None
    person_id = one.person_id
    assert people.everything_about(person_id)["votes"][0]["value"] == 9
    people.erase(person_id)
    db.session.refresh(one)
    assert (one.person_id, one.interests) == (None, None)
    assert voting.results_of(round).voted == 1
    assert people.everything_about(person_id)["votes"] == []


def test_a_round_is_counted_once_for_each_change_and_never_while_it_is_open() -> None:
    round = voting.round_of(make.programme())
    joined = voting.join(round, 6)
    for one in joined:
        voting.rate(one, voting.items_of(round)[0], 8)
    db.session.commit()
    tally(round.id)
    assert voting.results_of(round).voted == 6
    counted = voting.results_of(round).counted_at
    tally(round.id)
    assert voting.results_of(round).counted_at == counted
    with pytest.raises(Refusal, match="has been counted"):  # two files of ballots would show this one's
        actions.take_out(joined[0], by=SYSTEM)
    joined[0].withdrawn_at = clock.now()
    db.session.flush()
    assert voting.results_of(round).voted == 5
