"""The public page of a webinar, from a look to a seat."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from roundtable import clock
from roundtable.calendar.reading import read
from roundtable.db import db
from roundtable.events import actions, addresses
from roundtable.events.actions.forgetting import forget_unconfirmed_registrations
from roundtable.events.feeds import of_public_events
from roundtable.events.models import Event, EventKind, Invitation, Registration
from roundtable.mail.models import Letter
from roundtable.stakeholders.models import Person, Stake
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.events.test_inviting import letters, words

ADA = {"name": "Ada Example", "email": "ada@people.example", "organisation": "Foundry", "group": "0"}


@pytest.fixture
def webinar(app: Flask) -> Event:
    return make.event(
        make.programme(organiser="Example Mind"),
        slug="webinar",
        title="What employers need",
        kind=EventKind.WEBINAR,
        public_at=clock.now() - timedelta(days=1),
        open_registration=True,
    )


def link_in_letter(letter: Letter) -> str:
    return urlsplit(words(letter).links["page"]).path


def test_the_whole_way_from_the_page_to_a_seat(client: Client, webinar: Event) -> None:
    assert "What employers need" in client.get("/events/webinar").text
    assert client.get("/events/webinar/registration").status_code == 200
    sent = client.send("/events/webinar/registration", ADA)
    assert sent.headers["Location"] == "/events/webinar/registration/sent"
    assert "look into your mail" in client.get(sent.headers["Location"]).text
    assert db.session.scalars(select(Person)).all() == []
    (letter,) = letters("registration")
    assert letter.automatic
    address = link_in_letter(letter)
    assert "Ada Example" in client.get(address).text
    assert db.session.scalars(select(Invitation)).all() == []
    confirmed = client.send(address)
    assert confirmed.status_code == 303
    assert "You are coming" in client.get(confirmed.headers["Location"]).text
    invitation = db.session.scalars(select(Invitation)).one()
    assert (invitation.source, invitation.seated_at is not None) == ("registered", True)
    assert db.session.scalars(select(Stake.source)).all() == ["registered"]
    assert len(letters("answer")) == 1


def test_pressing_the_button_twice_is_pressing_it_once(client: Client, webinar: Event) -> None:
    client.send("/events/webinar/registration", ADA)
    address = link_in_letter(letters("registration")[0])
    first, second = client.send(address), client.send(address)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(db.session.scalars(select(Invitation)).all()) == 1


def test_the_same_address_twice_gets_the_same_answer_and_one_letter(client: Client, webinar: Event) -> None:
    answers = [
        client.send("/events/webinar/registration", ADA | {"email": email})
        for email in ("ada@people.example", "ADA@people.example")
    ]
    assert [answer.headers["Location"] for answer in answers] == ["/events/webinar/registration/sent"] * 2
    assert len(letters()) == 1
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_two_people_at_one_address_are_two(client: Client, webinar: Event) -> None:
    client.send("/events/webinar/registration", ADA)
    client.send("/events/webinar/registration", ADA | {"name": "Bob Example"})
    for letter in letters("registration"):
        client.send(link_in_letter(letter))
    assert set(db.session.scalars(select(Person.name))) == {"Ada Example", "Bob Example"}
    assert len(db.session.scalars(select(Invitation)).all()) == 2


def test_whoever_is_in_the_register_already_stays_one_person(client: Client, webinar: Event) -> None:
    ada = make.person(name="Ada Example", email="Ada@people.example")
    client.send("/events/webinar/registration", ADA)
    client.send(link_in_letter(letters("registration")[0]))
    assert db.session.scalars(select(Invitation.person_id)).all() == [ada.id]


def test_an_unconfirmed_registration_holds_no_seat(client: Client, webinar: Event) -> None:
    webinar.seats = 1
    client.send("/events/webinar/registration", ADA)
    client.send("/events/webinar/registration", ADA | {"name": "Bob Example", "email": "bob@people.example"})
    first, second = letters("registration")
    client.send(link_in_letter(second))
    client.send(link_in_letter(first))
    rows = db.session.execute(select(Person.name, Invitation.seated_at).join(Invitation.person)).all()
    assert {name: at is not None for name, at in rows} == {"Bob Example": True, "Ada Example": False}
    assert "Join the waiting list" in client.get("/events/webinar").text


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "no address"},
        {"email": "a@b.example\nBcc: x@y.example"},
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 201},
    ],
)
def test_what_cannot_be_kept_is_shown_again_with_the_reason(
    client: Client, webinar: Event, typed: dict[str, str]
) -> None:
    answer = client.send("/events/webinar/registration", ADA | typed)
    assert answer.status_code == 422
    assert "Foundry" in answer.text
    assert db.session.scalars(select(Registration)).all() == []


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client: Client, webinar: Event) -> None:
    answer = client.send("/events/webinar/registration", ADA | {"website": "https://spam.example"})
    assert answer.status_code == 303
    assert db.session.scalars(select(Registration)).all() == []


def test_an_event_that_is_not_public_does_not_exist(client: Client, webinar: Event) -> None:
    webinar.public_at = None
    for address in ("", "/registration", "/registration/sent", "/event.ics"):
        assert client.get(f"/events/webinar{address}").status_code == 404


def test_an_event_by_invitation_takes_no_registration(client: Client, webinar: Event) -> None:
    webinar.open_registration = False
    assert "by invitation" in client.get("/events/webinar").text
    assert client.send("/events/webinar/registration", ADA).status_code == 409
    assert db.session.scalars(select(Registration)).all() == []


def test_the_page_shows_every_change_at_once(client: Client, webinar: Event) -> None:
    client.get("/events/webinar")
    webinar.title = "Another title"
    assert "Another title" in client.get("/events/webinar").text
    event = db.session.get_one(Event, webinar.id)
    event.programme.organiser = "Another organiser"
    assert "Another organiser" in client.get("/events/webinar").text
    event = db.session.get_one(Event, webinar.id)
    session = actions.SessionFacts(event.meetings[0].starts_local, "Welcome & tea")
    actions.set_agenda(event.meetings[0], [session], by=SYSTEM)
    assert "Welcome &amp; tea" in client.get("/events/webinar").text
    event = db.session.get_one(Event, webinar.id)
    actions.cancel(event, reason="Ill.", by=SYSTEM)
    assert "was cancelled" in client.get("/events/webinar").text


def test_the_diary_of_the_public_page_has_no_joining_link(client: Client, webinar: Event) -> None:
    file = client.get("/events/webinar/event.ics")
    assert [entry.title for entry in read(file.data)] == ["What employers need"]
    assert b"meet.example" not in file.data


def test_the_feed_marks_what_is_cancelled_and_leaves_out_what_is_not_public(
    app: Flask, webinar: Event
) -> None:
    make.event(webinar.programme, title="Secret table")
    off = make.event(webinar.programme, title="Called off", public_at=clock.now())
    actions.cancel(off, reason="", by=SYSTEM)
    feed = b"".join(of_public_events(webinar.programme).lines())
    assert {(entry.title, entry.status) for entry in read(feed)} == {
        ("What employers need", "CONFIRMED"),
        ("Cancelled: Called off", "CANCELLED"),
    }
    assert b"meet.example" not in feed


def test_a_confirmation_link_of_another_event_or_a_changed_one_opens_nothing(
    client: Client, webinar: Event
) -> None:
    make.event(webinar.programme, slug="other", public_at=clock.now())
    client.send("/events/webinar/registration", ADA)
    address = link_in_letter(letters("registration")[0])
    assert client.get(address.replace("/webinar/", "/other/")).status_code == 404
    assert client.get(address[:-1] + ("a" if address[-1] != "a" else "b")).status_code == 404


def test_a_registration_that_nobody_confirmed_goes(client: Client, webinar: Event) -> None:
    client.send("/events/webinar/registration", ADA)
    address = addresses.confirmation_page(db.session.scalars(select(Registration)).one())
    db.session.execute(update(Registration).values(made_at=clock.now() - timedelta(days=15)))
    forget_unconfirmed_registrations()
    assert db.session.scalars(select(Registration)).all() == []
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 410
    assert "Register again" in answer.text
