"""A closed programme can be read and exported, and nothing in it changes."""

from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.access import Role
from roundtable.db import db
from roundtable.programmes.entrance import READING
from roundtable.trail import Entry
from tests import make
from tests.conftest import Client
from tests.house_rules import stage

EVEN_CLOSED = {
    "events.end_feed",
    "overview.close",
    "overview.reopen",
    "overview.copy",
    "programmes.member",
    "programmes.members",
    "programmes.remove_member",
}


def test_no_deed_is_done_in_a_closed_programme_but_those_that_say_so(app: Flask, client: Client) -> None:
    here = make.programme(slug="here", closed_at=clock.now())
    numbers = stage.furnish(here, "Word")
    client.sign_in(make.account(role=Role.ADMINISTRATOR))
    db.session.commit()
    before = db.session.scalar(select(func.count(Entry.id)))
    for address in stage.addresses(app, here.slug, numbers):
        if address.method == "POST" and address.needs not in READING and address.endpoint not in EVEN_CLOSED:
            response = client.send(address.path)
            assert response.status_code == 409, f"{address} answers {response.status_code}"
            assert "was closed on" in response.text, address
    assert db.session.scalar(select(func.count(Entry.id))) == before
