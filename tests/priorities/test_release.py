"""Those who took part see what came of it, on their own link, once an organiser lets them."""

import pytest
from flask import Flask

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities import actions
from roundtable.priorities.links import vote_token
from roundtable.priorities.models import PriorityRound
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.priorities import voting


def _voted(client: Client, number: int = 9) -> tuple[PriorityRound, str]:
    programme = make.programme()
    round, group = voting.round_of(programme), make.group(programme)
    people = voting.join(round, number, group=group)
    for one in people:
        voting.rate(one, voting.items_of(round)[0], 8)
    voting.results_of(round)
    return db.session.merge(round), vote_token(people[0])


def test_results_are_released_seen_by_link_and_kept_back_again(client: Client) -> None:
    round, token = _voted(client)
    address = f"/v/{token}/results"
    assert (
        client.get(address).status_code == 404 and "See what came of it" not in client.get(f"/v/{token}").text
    )
    client.sign_in(make.account(programme=round.programme))
    place = f"/programmes/{round.programme.slug}/priorities/rounds/{round.id}"
    assert client.send(f"{place}/release").status_code == 303
    since = db.session.get_one(PriorityRound, round.id).released_at
    client.send(f"{place}/release")
    assert db.session.get_one(PriorityRound, round.id).released_at == since
    assert "on their own links, since" in client.get(f"{place}/results").text
    assert address in client.get(f"/v/{token}").text
    page = client.get(address)
    assert "9 of 9 voted" in page.text and "S1: Statement 1" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    client.send(f"{place}/release/end")
    assert client.get(address).status_code == 404


def test_fewer_than_five_are_not_shown_to_those_who_voted_either(client: Client) -> None:
    round, token = _voted(client, 4)
    actions.release_results(round, by=SYSTEM)
    page = client.get(f"/v/{token}/results").text
    assert "Too few voted to show anything." in page and "Statement 1" not in page


def test_results_that_can_change_are_not_released(app: Flask, client: Client) -> None:
    open_ = voting.round_of(make.programme())
    with pytest.raises(Refusal, match="still takes votes"):
        actions.release_results(open_, by=SYSTEM)
    round, token = _voted(client)
    actions.release_results(round, by=SYSTEM)
    actions.open_round(round, by=SYSTEM)
    assert client.get(f"/v/{token}/results").status_code == 404
    actions.close(round, by=SYSTEM)
    assert client.get(f"/v/{token}/results").status_code == 404, (
        "what was released is not what is counted now"
    )
