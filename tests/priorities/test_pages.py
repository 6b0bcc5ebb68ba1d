"""An organiser's way through a round, by its pages."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.mail.models import Letter
from roundtable.priorities import actions
from roundtable.priorities.models import Answer, Method, Participant, PriorityRound
from roundtable.priorities.tallying import tally
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.priorities import voting


def test_from_an_empty_page_to_an_open_round_with_letters(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    here = f"/programmes/{programme.slug}/priorities"
    assert "No rounds yet" in client.get(f"{here}/").text
    gap = make.gap(programme, number=1)
    recommendation = make.recommendation(programme, number=1)
    person = make.stakeholder(programme)
    form = {"title": "What first?", "method": "appropriateness", "zone": "Europe/London", "once": "a"}
    made = client.send(f"{here}/rounds/new", form)
    assert made.status_code == 303
    assert client.send(f"{here}/rounds/new", form).location == made.location, (
        "a second press makes no second round"
    )
    place = made.location.removesuffix("/items")
    client.send(
        f"{place}/items",
        {"gaps": gap.id, "recommendations": recommendation.id, "statements": "One more\n\n", "once": "b"},
    )
    round = db.session.scalars(select(PriorityRound)).one()
    assert [item.mark for item in voting.items_of(round)] == ["G1", "R1", "S3"]
    client.send(f"{place}/invitations", {"people": person.id})
    client.send(f"{place}/opening")
    page = client.get(place).text
    assert "0<span" in page and "of 1</span>" in page
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.approved_at) == ("vote-invitation", None)
    client.send(f"{place}/closure")
    assert (
        "Not enough votes" in client.get(f"{place}/results").text
        or "counted" in client.get(f"{place}/results").text
    )


def test_no_page_shows_what_one_person_voted(client: Client) -> None:
    round = voting.round_of(make.programme(), Method.STATEMENTS)
    one = voting.join(round)[0]
    voting.rate(one, voting.items_of(round)[0], 1)
    client.sign_in(make.account(programme=round.programme))
    place = f"/programmes/{round.programme.slug}/priorities/rounds/{round.id}"
    for page in ("", "/participants", "/room"):
        text = client.get(place + page).text
        assert not re.search(r"\bagree\b", text)
    assert "still open" in client.get(f"{place}/results").text
    assert client.send(f"{place}/ballots").status_code == 409


@pytest.mark.parametrize("method", list(Method))
def test_results_of_every_method_with_groups_side_by_side(client: Client, method: Method) -> None:
    programme = make.programme()
    round = voting.round_of(programme, method, most=5)
    first, second, third = voting.items_of(round)
    for number in range(3):
        group = make.group(programme)
        for one in voting.join(round, 1 if number == 2 else 6, group=group):
            voting.rate(one, first, 1)
            voting.rate(one, second, -1 if method is Method.STATEMENTS else 2)
            voting.rate(one, third, Answer.ABSTAINED)
    voting.results_of(round)
    client.sign_in(make.account(programme=programme, role=Role.AUTHOR))
    place = f"/programmes/{programme.slug}/priorities/rounds/{round.id}"
    page = client.get(f"{place}/results")
    assert page.status_code == 200
    assert "2 groups are counted with all and not shown apart" in page.text
    assert "<svg" in page.text and "nobody" in page.text
    for form in ("csv", "xlsx", "json"):
        assert client.send(f"{place}/exports", {"format": form}).status_code == 200
    ballots = client.send(f"{place}/ballots")
    assert ballots.status_code == 200 and "withheld" in ballots.text
    client.send(
        f"{place}/minority-statement", {"minority": "We see it *otherwise*.", "version": round.version}
    )
    if "What divides" in page.text:
        assert "otherwise" in client.get(f"{place}/results").text


def test_a_minority_statement_that_somebody_else_saved_is_shown_with_ones_own(client: Client) -> None:
    round = voting.round_of(make.programme())
    client.sign_in(make.account(programme=round.programme))
    place = f"/programmes/{round.programme.slug}/priorities/rounds/{round.id}/minority-statement"
    stale = round.version
    actions.note_minority(round, "Theirs", by=SYSTEM)
    refused = client.send(place, {"minority": "Mine", "version": stale})
    assert refused.status_code == 409 and "Theirs" in refused.text and "Mine" in refused.text


def test_slips_are_drawn_anew_each_time_and_stand_in_the_history(client: Client) -> None:
    round = voting.round_of(make.programme())
    voting.join(round, 3)
    client.sign_in(make.account(programme=round.programme))
    place = f"/programmes/{round.programme.slug}/priorities/rounds/{round.id}"
    client.send(f"{place}/room")
    assert "<svg" in client.get(f"{place}/room").text
    codes = re.findall(r"<code>([A-Z0-9]{6})</code>", client.send(f"{place}/room/codes").text)
    again = re.findall(r"<code>([A-Z0-9]{6})</code>", client.send(f"{place}/room/codes").text)
    assert len(set(codes)) == 3 and set(codes).isdisjoint(again)
    assert codes[0] not in str(db.session.scalars(select(Participant.code_digest)).all())
    assert "printed the codes" in client.get(f"/programmes/{round.programme.slug}/history").text
    client.send(f"{place}/room/end")
    assert client.get(f"/rounds/{round.slug}").status_code == 404


def test_a_second_round_and_its_letters(client: Client) -> None:
    round = voting.round_of(make.programme())
    voting.join(round, 2)
    actions.close(round, by=SYSTEM)
    client.sign_in(make.account(programme=round.programme))
    place = f"/programmes/{round.programme.slug}/priorities/rounds"
    made = client.send(f"{place}/{round.id}/second-round", {"title": "Second", "once": "c"})
    assert made.status_code == 303
    client.send(f"{made.location}/opening")
    before = len(db.session.scalars(select(Letter.id)).all())
    client.send(f"{made.location}/letters")
    client.send(f"{made.location}/letters")
    assert len(db.session.scalars(select(Letter.id)).all()) == before + 2


def test_results_cost_the_same_whatever_was_voted(app: Flask, client: Client) -> None:
    round = voting.round_of(make.programme())
    for one in voting.join(round, 6):
        voting.rate(one, voting.items_of(round)[0], 5)
    actions.close(round, by=SYSTEM)
    db.session.commit()
    place = f"/programmes/{round.programme.slug}/priorities/rounds/{round.id}/results"
    client.sign_in(make.account(programme=round.programme))
    assert "being counted" in client.get(place).text, "a look counts nothing"
    tally(round.id)
    assert "Every item" in client.get(place).text
