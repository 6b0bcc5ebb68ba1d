"""What the benchmarks sow and look at is still there: nothing here is timed."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Account
from roundtable.db import db
from roundtable.events.exporting import attendee_lines
from roundtable.events.models import Event
from tests.benchmarks import sowing
from tests.benchmarks.lists import PAGES

pytestmark = pytest.mark.one_database


def test_every_list_that_is_measured_can_be_looked_at(app: Flask) -> None:
    sowing.everything(12)
    key = db.session.scalars(select(Account.fs_uniquifier).order_by(Account.id)).first()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = key, True
    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_the_public_event_has_its_registrations(app: Flask) -> None:
    sowing.public_event(registrations=3)
    assert app.test_client().get("/events/bench").status_code == 200
    event = db.session.scalars(select(Event.id)).one()
    db.session.rollback()
    assert b"".join(attendee_lines(event)).count(b"\r\n") == 4
