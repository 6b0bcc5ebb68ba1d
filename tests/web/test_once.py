"""A form that makes something and is pressed twice makes one; what was changed in between is another."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import Record, db
from roundtable.events.models import Event, EventDocument
from roundtable.evidence.models import Call, Submission
from roundtable.findings.models import Gap, Recommendation
from roundtable.programmes.models import Audience, Programme
from roundtable.reports.models import Report
from roundtable.stakeholders.models import Import, Person
from roundtable.web.once import KEPT_FOR, Press, forget_old_presses
from tests import make
from tests.conftest import Client

MEETING = {"day": "2027-01-14", "starts": "10:00", "ends": "12:00", "zone": "Europe/London"}


def _count(kind: type[Record]) -> int:
    return db.session.scalar(select(func.count(kind.id))) or 0


@pytest.fixture
def programme(client: Client) -> Programme:
    made = make.programme(slug="work")
    make.call(made)
    make.event(made)
    client.sign_in(make.account(programme=made))
    return made


def _key(client: Client, address: str) -> str:
    found = re.search(r'name="once"[^>]* value="(\w+)"', client.get(address).text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("address", "kind", "form"),
    [
        ("/programmes/new", Programme, {"title": "Another"}),
        ("/programmes/work/copy", Programme, {"title": "Another"}),
        ("/programmes/work/settings/audiences/new", Audience, {"name": "Employers"}),
        ("/programmes/work/stakeholders/new", Person, {"name": "Ada", "group": "0"}),
        ("/programmes/work/events/new", Event, {"title": "A table", "kind": "round table", **MEETING}),
        ("/programmes/work/evidence/calls/new", Call, {"title": "What is missing?"}),
        (
            "/programmes/work/evidence/new/gap",
            Submission,
            {"call_id": "1", "text": "No map.", "attribution": "anonymous", "basis": "Agreed."},
        ),
        ("/programmes/work/gaps/new", Gap, {"title": "No map", "theme": "0"}),
        ("/programmes/work/recommendations/new", Recommendation, {"title": "Draw a map", "theme": "0"}),
        ("/programmes/work/reports/new", Report, {"title": "The map", "kind": "round-table report"}),
    ],
)
def test_pressed_twice_makes_one(
    client: Client, programme: Programme, address: str, kind: type[Record], form: dict[str, str]
) -> None:
    before = _count(kind)
    form = {**form, "once": _key(client, address)}
    first, second = client.send(address, form), client.send(address, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert _count(kind) == before + 1
    assert "It was done once." in client.get(first.location).text


def test_what_was_changed_before_the_second_press_is_not_lost(client: Client, programme: Programme) -> None:
    address = "/programmes/work/gaps/new"
    key = _key(client, address)
    for title in ("No map", "No map of the north"):
        client.send(address, {"once": key, "title": title, "theme": "0"})
    assert set(db.session.scalars(select(Gap.title))) == {"No map", "No map of the north"}


def test_the_same_from_a_form_that_was_opened_anew_is_another(client: Client, programme: Programme) -> None:
    address = "/programmes/work/gaps/new"
    for _ in range(2):
        client.send(address, {"once": _key(client, address), "title": "No map", "theme": "0"})
    assert _count(Gap) == 2


def test_an_edit_pressed_twice_is_no_conflict(client: Client, programme: Programme) -> None:
    gap = make.gap(programme, number=1)
    address = "/programmes/work/gaps/1/edit"
    form = {"once": _key(client, address), "version": str(gap.version), "title": "Anew", "theme": "0"}
    assert [client.send(address, form).status_code for _ in range(2)] == [303, 303]


def test_what_was_refused_may_be_sent_again_as_it_was(client: Client, programme: Programme) -> None:
    address = "/programmes/work/settings/groups/new"
    form = {"once": _key(client, address), "name": "Employers", "letter": "E", "colour": "1"}
    standing = make.group(programme, letter="E")
    assert client.send(address, form).status_code == 409
    standing.letter = "X"
    assert client.send(address, form).status_code == 303


@pytest.mark.parametrize(
    ("address", "kind", "form"),
    [
        ("/programmes/work/stakeholders/import", Import, {}),
        ("/programmes/work/events/1/documents", EventDocument, {"title": "Agenda"}),
    ],
)
def test_a_file_counts_by_what_is_in_it(
    client: Client, programme: Programme, address: str, kind: type[Record], form: dict[str, Any]
) -> None:
    key = _key(client, address)
    for content in (b"name\nAda\n", b"name\nAda\n", b"name\nBob\n"):
        sent = {**form, "once": key, "file": (io.BytesIO(content), "people.csv")}
        assert client.send(address, sent).status_code == 303
    assert _count(kind) == 2


def test_presses_of_long_ago_are_let_go(app: Flask) -> None:
    db.session.add_all(
        Press(mark=mark, led_to="/", at=clock.now() - age)
        for mark, age in (("old", KEPT_FOR * 2), ("new", KEPT_FOR / 2))
    )
    db.session.commit()
    forget_old_presses()
    assert db.session.scalars(select(Press.mark)).all() == ["new"]
