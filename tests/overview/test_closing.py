"""A programme that is done with is closed, once nobody outside waits for anything, and can be reopened."""

from datetime import timedelta

import pytest

from roundtable import clock
from roundtable.db import db
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.priorities import actions as rounds
from roundtable.priorities.models import Method
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

CLOSURE = "/programmes/work/closure"


@pytest.fixture
def programme(client: Client) -> Programme:
    made = make.programme(slug="work", title="Work and health")
    client.sign_in(make.account(programme=made))
    return made


def _is_closed(programme: Programme) -> bool:
    return db.session.get_one(Programme, programme.id).closed_at is not None


def test_a_programme_is_closed_and_reopened_with_a_trail(client: Client, programme: Programme) -> None:
    assert "What follows:" in client.get(CLOSURE).text
    for _ in range(2):
        assert client.send(CLOSURE).status_code == 303
        assert _is_closed(programme)
    page = client.get("/programmes/work").text
    assert "It can be read and exported; nothing in it changes." in page
    assert "The next thing to do" not in page
    assert "Make an event" not in client.get("/programmes/work/events").text
    assert client.send("/programmes/work/reopening").status_code == 303
    assert not _is_closed(programme)
    history = " ".join(client.get("/programmes/work/history").text.split())
    assert "closed the programme Work and health" in history
    assert "reopened the programme Work and health" in history


def test_what_is_under_way_keeps_it_open_and_is_named(client: Client, programme: Programme) -> None:
    soon = clock.now().replace(tzinfo=None) + timedelta(days=3)
    event = make.event(programme, title="The last table", starts=soon)
    call = make.call(programme, title="What is missing?")
    recipient = Recipient("ada@people.example", "Ada")
    write("test", [Draft("test/ada", recipient, programme)], programme_id=programme.id)
    shown = client.get(CLOSURE).text
    assert "“The last table” is still to come." in shown
    assert "The call “What is missing?” takes submissions." in shown
    assert "1 letter has not left yet." in shown
    answer = client.send(CLOSURE)
    assert answer.status_code == 409
    assert "cannot be closed yet" in answer.text
    assert not _is_closed(programme)
    event.cancelled_at = call.closed_at = clock.now()
    assert client.send(CLOSURE).status_code == 409  # the letter


def test_a_round_that_takes_votes_keeps_it_open(client: Client, programme: Programme) -> None:
    voting = rounds.make_round(programme, Method.RANKING, {"title": "What matters most"}, by=SYSTEM)
    voting.opened_at = clock.now()
    db.session.commit()
    assert "The round “What matters most” takes votes. Close it." in client.get(CLOSURE).text
    assert client.send(CLOSURE).status_code == 409
    voting.closed_at = clock.now()
    db.session.commit()
    assert client.send(CLOSURE).status_code == 303
