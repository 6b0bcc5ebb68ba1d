"""Forms that another site sends, and our own where the browser says little about itself."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from roundtable.access.links import Purpose, sign
from roundtable.db import db
from roundtable.events.models import Answer, Invitation
from tests import make
from tests.conftest import Client

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
EXEMPT = (
    "display.show_like_this",
    "mail_guest.leave",
)  # the second by RFC 8058: see tests/mail/test_leaving.py
HTTPS = "https://roundtable.example"


@pytest.fixture
def guarded(client: Client) -> Iterator[Client]:
    """The client, with form tokens asked for as in production."""
    client.application.config["WTF_CSRF_ENABLED"] = True
    yield client
    client.application.config["WTF_CSRF_ENABLED"] = False


def addresses(app: Flask) -> list[str]:
    """Every address that takes a POST, with something plausible in its places."""
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in EXEMPT:
            address = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
            found.append(re.sub(r"<[^>]+>", "1", address))
    return found


def test_no_form_is_taken_without_its_token(guarded: Client) -> None:
    guarded.sign_in(make.account(programme=make.programme(slug="1")))
    for address in addresses(guarded.application):
        response = guarded.send(address, {"answer": "ACCEPTED"})
        assert response.status_code == 400, f"{address} answers {response.status_code}"
        assert "This form was open for too long" in response.text


def test_a_guest_answers_over_https_though_the_page_sends_no_referrer(guarded: Client) -> None:
    """The page of a personal link asks for `no-referrer`, so the browser says neither whence nor by whom."""
    event = make.event(make.programme())
    invitation = make.invitation(event, make.person())
    link = f"/i/{sign(Purpose.INVITATION, invitation.id, invitation.link_number)}"
    page = guarded.get(link, base_url=HTTPS)
    token = TOKEN.search(page.text)
    assert token is not None
    response = guarded.send(
        f"{link}/answer",
        {"answer": "ACCEPTED", "csrf_token": token[1]},
        base_url=HTTPS,
        headers={"Origin": "null"},
    )
    assert response.status_code == 303
    assert db.session.get_one(Invitation, invitation.id).answer is Answer.ACCEPTED
