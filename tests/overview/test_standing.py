"""The first page of a programme: the one next thing to do, the most pressing first, and where each number leads."""

import pytest

from roundtable.access import Role
from roundtable.db import db
from roundtable.evidence.actions import moderating
from roundtable.priorities import actions as rounds
from roundtable.priorities.models import Item, Method
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


@pytest.fixture
def programme(client: Client) -> Programme:
    made = make.programme(slug="work", aims="Work.", safeguarding_email="sorrel@safe.example")
    made.groups.append(make.group(made))
    make.audience(made)
    client.sign_in(make.account(programme=made))
    return made


def _next(client: Client) -> str:
    page = client.get("/programmes/work").text
    _, found, rest = page.partition("The next thing to do")
    return " ".join(rest.partition("</h2>")[0].split()) if found else ""


def test_a_new_programme_is_led_from_the_people_to_the_event_to_the_call(
    client: Client, programme: Programme
) -> None:
    assert "Bring in the stakeholders" in _next(client)
    make.stakeholder(programme)
    db.session.commit()
    assert "Plan the round table" in _next(client)
    make.event(programme)
    assert "Make a call for evidence" in _next(client)
    call = make.call(programme)
    assert _next(client) == ""
    make.submission(call)
    coding = _next(client)
    assert "Read and code 1 submission" in coding
    assert "/programmes/work/evidence/uncoded" in coding


def test_that_somebody_may_be_in_danger_comes_before_all_else(client: Client, programme: Programme) -> None:
    submission = make.submission(make.call(programme))
    flag = moderating.raise_concern(submission, "The last sentence.", by=SYSTEM)
    db.session.commit()
    shown = _next(client)
    assert "Look at 1 open concern" in shown
    assert "/evidence/moderation" in shown
    evidence = client.get("/programmes/work/evidence").text
    assert "1 open concern" in evidence
    assert "Moderation (1 to decide)" in evidence
    moderating.settle(flag, "She was telephoned.", by=SYSTEM)
    db.session.commit()
    assert "concern" not in _next(client)
    assert "open concern" not in client.get("/programmes/work/evidence").text


def test_who_may_not_moderate_is_told_of_no_concern(client: Client, programme: Programme) -> None:
    moderating.raise_concern(make.submission(make.call(programme)), "The last sentence.", by=SYSTEM)
    client.sign_in(make.account(programme=programme, role=Role.SCRIBE))
    assert "concern" not in _next(client)
    assert "Moderation" not in client.get("/programmes/work/evidence").text


def test_each_number_leads_to_what_it_counts(client: Client, programme: Programme) -> None:
    page = client.get("/programmes/work").text
    for address in ("findings?kind=gaps", "inbox", "priorities/", "literature/searches"):
        if address == "literature/searches":
            page = client.get("/programmes/work/literature").text
        assert f'href="/programmes/work/{address}"' in page


def test_a_proposed_statement_waits_there_until_it_is_accepted(client: Client, programme: Programme) -> None:
    make.call(programme)
    round = rounds.make_round(
        programme, Method.STATEMENTS, {"title": "Say", "takes_proposals": True}, by=SYSTEM
    )
    rounds.add_statements(round, ["Pay people for their time"], by=SYSTEM)
    rounds.invite([make.stakeholder(programme)], to=round, by=SYSTEM)
    rounds.open_round(round, by=SYSTEM)
    item = Item(round_id=round.id, number=2, text="Phone back", created_at=round.created_at)
    db.session.add(item)
    db.session.flush()
    assert "1 open" in client.get("/programmes/work").text
    client.sign_in(make.account(role=Role.AUTHOR, programme=programme))
    assert "1 proposed statement" in _next(client)
    rounds.accept(item, by=SYSTEM)
    assert "proposed statement" not in _next(client)
