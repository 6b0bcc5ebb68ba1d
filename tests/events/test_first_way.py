"""The way through: make an event, invite, write, answer."""

from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.events import addresses
from roundtable.events.models import Answer, Event, Invitation
from roundtable.mail.composing import compose
from roundtable.mail.models import Letter
from tests import make
from tests.conftest import Client


def test_an_organiser_makes_an_event_invites_and_the_guest_says_yes(app: Flask, client: Client) -> None:
    programme = make.programme(slug="mhe")
    ada = make.stakeholder(programme, name="Ada Example")
    client.sign_in(make.account(programme=programme))
    made = client.send(
        "/programmes/mhe/events/new",
        {
            "title": "Round table on work",
            "kind": "round table",
            "purpose": "Tell us what **helps**.",
            "day": "2027-01-14",
            "starts": "10:00",
            "ends": "12:30",
            "zone": "Europe/London",
            "place": "Friends House",
        },
    )
    assert made.status_code == 303
    event = db.session.scalars(select(Event)).one()
    page = client.get(f"/programmes/mhe/events/{event.id}/invitations")
    assert "Ada Example" in page.text
    sent = client.send(f"/programmes/mhe/events/{event.id}/invitations", {"people": [str(ada.id)]})
    assert sent.status_code == 303
    letter = db.session.scalars(select(Letter)).one()
    (composed,) = compose([letter])
    assert b"METHOD:REQUEST" in composed.calendar
    invitation = db.session.scalars(select(Invitation)).one()
    address = addresses.personal_page(invitation).removeprefix("http://127.0.0.1:5000")
    guest = app.test_client()
    assert "Can you come to Round table on work?" in guest.get(address).text
    assert guest.send(f"{address}/answer", {"answer": "ACCEPTED"}).status_code == 303
    assert "You are coming" in guest.get(address).text
    assert db.session.scalars(select(Invitation)).one().answer is Answer.ACCEPTED
    desk = client.get(f"/programmes/mhe/events/{event.id}")
    assert "Ada Example" in desk.text
    assert client.get("/programmes/mhe/events").status_code == 200


def test_an_event_is_found_whatever_its_case_and_accents(client: Client) -> None:
    programme = make.programme(slug="mhe")
    for title in ("Table ronde à Genève", "Round table in Leeds"):
        make.event(programme, title=title)
    client.sign_in(make.account(programme=programme))
    found = client.get("/programmes/mhe/events?q=a+GENEVE&when=coming").text
    assert "Table ronde" in found
    assert "Leeds" not in found
