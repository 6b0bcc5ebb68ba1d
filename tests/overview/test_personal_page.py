"""What is personal opens by a fresh link to the address on file, and by nothing else."""

from datetime import timedelta

import pytest
from flask import Flask

from roundtable import clock
from roundtable.access import links
from roundtable.access.links import Purpose
from roundtable.db import db
from roundtable.events.models import Answer
from roundtable.mail.models import Letter
from roundtable.stakeholders.models import Consent, Person, Use
from tests import make
from tests.conftest import Client


def _guest(**values: object) -> tuple[Person, str, str]:
    """A person with a seat, the token of their invitation and that of their fresh link."""
    programme = make.programme(slug="work")
    begins = (clock.now() + timedelta(days=30)).replace(tzinfo=None)
    ada = make.stakeholder(programme, name="Ada Marchbanks", email="ada@work.example")
    seated = {"answer": Answer.ACCEPTED, "seated_at": clock.now(), "answered_at": clock.now()} | values
    invitation = make.invitation(make.event(programme, starts=begins), ada, **seated)
    make.submission(make.call(programme), person_id=ada.id, text="The words that I sent.")
    return (
        ada,
        links.sign(Purpose.INVITATION, invitation.id, invitation.link_number),
        links.sign(Purpose.PERSON, ada.id, ada.link_number),
    )


def test_the_page_shows_the_joining_link_and_what_was_sent(app: Flask, client: Client) -> None:
    _, _, token = _guest()
    response = client.get(f"/p/{token}")
    page = response.get_data(as_text=True)
    assert "https://meet.example/secret-room" in page
    assert "The words that I sent." in page
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_without_a_seat_there_is_no_joining_link(app: Flask, client: Client) -> None:
    _, _, token = _guest(answer=None, seated_at=None)
    assert "secret-room" not in client.get(f"/p/{token}").get_data(as_text=True)


def test_the_invitation_alone_opens_nothing_personal(app: Flask, client: Client) -> None:
    _, invitation, _ = _guest()
    assert client.get(f"/p/{invitation}").status_code == 410
    page = client.get(f"/i/{invitation}").get_data(as_text=True)
    assert "secret-room" not in page
    assert "The words that I sent." not in page


@pytest.mark.parametrize("change", ["altered", "revoked", "expired"])
def test_a_link_that_is_not_good_shows_nothing_and_offers_a_fresh_one(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    ada, _, token = _guest()
    if change == "altered":
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    if change == "revoked":
        ada.link_number += 1
    db.session.commit()
    if change == "expired":
        later = clock.now() + timedelta(hours=25)
        monkeypatch.setattr(clock, "now", lambda: later)
    response = client.get(f"/p/{token}")
    assert response.status_code == 410
    assert "The words that I sent." not in response.get_data(as_text=True)
    assert "/my-page" in response.get_data(as_text=True)


def test_the_fresh_link_goes_to_the_address_on_file_once(app: Flask, client: Client) -> None:
    _, invitation, _ = _guest()
    for _ in range(2):
        assert client.send(f"/i/{invitation}/personal-link").status_code == 303
    letters = db.session.query(Letter).filter_by(kind="personal-link").all()
    assert [(letter.to_email, letter.secret) for letter in letters] == [("ada@work.example", True)]


def test_asking_by_address_says_the_same_whether_it_is_known_or_not(app: Flask, client: Client) -> None:
    _guest()
    known = client.send("/my-page", {"email": "ADA@work.example"})
    unknown = client.send("/my-page", {"email": "nobody@work.example"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert [letter.to_email for letter in db.session.query(Letter)] == ["ada@work.example"]


def test_consent_is_given_and_taken_back_with_its_words_and_dates(app: Flask, client: Client) -> None:
    _, _, token = _guest()
    client.send(f"/p/{token}/preferences/work", {"name": "y", "quotation": "y", "invited": "y"})
    client.send(f"/p/{token}/preferences/work", {"name": "y", "invited": "y"})
    found = {consent.use: consent for consent in db.session.query(Consent)}
    assert found.keys() == {Use.NAME, Use.QUOTATION}
    assert found[Use.NAME].withdrawn_at is None
    assert found[Use.QUOTATION].withdrawn_at is not None
    assert found[Use.NAME].wording.startswith("My name may be printed")


def test_somebody_may_ask_not_to_be_invited_and_change_their_mind(app: Flask, client: Client) -> None:
    ada, _, token = _guest()
    number = ada.id
    client.send(f"/p/{token}/preferences/work", {"name": "y"})
    assert db.session.get_one(Person, number).no_bulk_since is not None
    client.send(f"/p/{token}/preferences/work", {"invited": "y"})
    assert db.session.get_one(Person, number).no_bulk_since is None
