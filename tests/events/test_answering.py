"""The personal page: two taps, no account, nothing that a look changes."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.access.links import Purpose, sign
from roundtable.calendar.reading import read
from roundtable.db import db
from roundtable.events import actions
from roundtable.events.addresses import invitation_token
from roundtable.events.models import Answer, Invitation, Needs, Nomination
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM, ActorKind, Entry
from tests import make
from tests.conftest import Client
from tests.events.test_inviting import letters, words
from tests.events.test_moving import of


@pytest.fixture
def ada(app: Flask) -> Invitation:
    programme = make.programme(organiser="Example Mind")
    event = make.event(programme, title="Round table", purpose="You wrote about **fit notes**.")
    person = make.stakeholder(programme, name="Ada Example", email="ada@people.example")
    return make.invitation(event, person)


def page_of(invitation: Invitation, more: str = "") -> str:
    return f"/i/{invitation_token(invitation)}{more}"


def test_the_page_says_who_asks_and_why_when_and_where_but_not_how_to_join(
    client: Client, ada: Invitation
) -> None:
    page = client.get(page_of(ada))
    for said in (
        "Example Mind",
        "<strong>fit notes</strong>",
        "Thursday 14 January 2027, 12:00 to 14:00 (UK time)",
        "Hall 1",
        "This invitation is for Ada Example",
    ):
        assert said in page.text
    assert "meet.example" not in page.text
    assert "ada@people.example" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("said", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_an_answer_is_noted_by_the_person_themselves_and_confirmed(
    client: Client, ada: Invitation, said: str
) -> None:
    address = page_of(ada)
    assert client.send(f"{address}/answer", {"answer": said}).status_code == 303
    assert client.send(f"{address}/answer", {"answer": said}).status_code == 303
    entries = db.session.scalars(select(Entry).where(Entry.verb == "answered")).all()
    assert [(entry.actor_kind, entry.detail["answer"]) for entry in entries] == [(ActorKind.PERSON, said)]
    (letter,) = letters()
    assert letter.automatic
    assert letter.approved_at is not None
    assert "Round table" in words(letter).fields["title"]


def test_a_yes_brings_an_accepted_meeting_to_the_diary(client: Client, ada: Invitation) -> None:
    client.send(page_of(ada, "/answer"), {"answer": "ACCEPTED"})
    (letter,) = letters("answer")
    assert b"PARTSTAT=ACCEPTED" in (words(letter).calendar or b"").replace(b"\r\n ", b"")


def test_a_no_can_have_a_reason_and_be_taken_back(client: Client, ada: Invitation) -> None:
    address, number = page_of(ada, "/answer"), ada.id
    client.send(address, {"answer": "DECLINED"})
    client.send(address, {"answer": "DECLINED", "reason": "On leave"})
    assert db.session.get_one(Invitation, number).reason == "On leave"
    client.send(address, {"answer": "ACCEPTED"})
    found = db.session.get_one(Invitation, number)
    assert (found.answer, found.reason, found.seated_at is not None) == (Answer.ACCEPTED, "", True)


def test_an_answer_that_is_none_is_refused(client: Client, ada: Invitation) -> None:
    answer = client.send(page_of(ada, "/answer"), {"answer": "PERHAPS"})
    assert answer.status_code == 422
    assert "Press one of the buttons" in answer.text


def test_needs_are_taken_and_never_shown_again(client: Client, ada: Invitation) -> None:
    client.send(page_of(ada, "/answer"), {"answer": "ACCEPTED"})
    client.send(page_of(ada, "/needs"), {"access": "A hearing loop", "dietary": "No nuts"})
    assert "hearing loop" not in client.get(page_of(ada)).text.replace("a hearing loop,", "")
    assert "No nuts" not in client.get(page_of(ada)).text
    assert [needs.dietary for needs in db.session.scalars(select(Needs))] == ["No nuts"]
    client.send(page_of(ada, "/needs"), {"forget": "y"})
    assert db.session.scalars(select(Needs)).all() == []


def test_needs_are_seen_by_organisers_only(client: Client, ada: Invitation) -> None:
    actions.tell_needs(ada, access="A hearing loop", dietary="", by=SYSTEM)
    programme = ada.event.programme
    address = f"/programmes/{programme.slug}/events/{ada.event_id}/needs"
    from roundtable.access import Role

    author = make.account(programme=programme, role=Role.AUTHOR)
    olive = make.account(programme=programme)
    assert client.sign_in(author).get(address).status_code == 404
    assert "A hearing loop" in client.sign_in(olive).get(address).text


def test_a_nomination_mails_nobody_and_waits_for_the_organiser(client: Client, ada: Invitation) -> None:
    proposal = {"name": "Bob Example", "email": "bob@people.example", "organisation": "Foundry"}
    for _ in range(2):  # pressed twice, it is one
        client.send(page_of(ada, "/nomination"), proposal)
    assert db.session.scalars(select(Nomination)).one().name == "Bob Example"
    assert {letter.to_email for letter in letters()} == {"ada@people.example"}
    assert db.session.get_one(Invitation, ada.id).answer is Answer.DELEGATED


def test_accepting_a_nomination_invites_them_in_the_same_group(client: Client, ada: Invitation) -> None:
    ada.group_id = make.group(ada.event.programme).id
    nomination = actions.nominate(ada, name="Bob Example", email="bob@people.example", by=SYSTEM)
    programme = ada.event.programme
    client.sign_in(make.account(programme=programme))
    base = f"/programmes/{programme.slug}/events/{ada.event_id}"
    assert "Bob Example" in client.get(base).text
    assert client.send(f"{base}/nominations/{nomination.id}/acceptance").status_code == 303
    bob = db.session.scalars(select(Invitation).where(Invitation.source == "nominated")).one()
    assert (bob.person.name, bob.group_id) == ("Bob Example", db.session.get_one(Invitation, ada.id).group_id)
    (waiting,) = letters("invitation")
    assert (waiting.to_email, waiting.approved_at) == ("bob@people.example", None)
    assert client.send(f"{base}/nominations/{nomination.id}/acceptance").status_code == 409


def test_accepting_a_nominee_whom_the_register_knows_makes_no_second_person(
    app: Flask, ada: Invitation
) -> None:
    bob = make.person(name="Bob Example", email="Bob@people.example")
    nomination = actions.nominate(ada, name="bob  example", email="bob@people.example", by=SYSTEM)
    assert actions.accept_nomination(nomination, by=SYSTEM).person_id == bob.id


def test_the_diary_file_is_published_without_guests_or_joining_link(client: Client, ada: Invitation) -> None:
    file = client.get(page_of(ada, "/diary.ics"))
    (entry,) = read(file.data)
    assert (entry.method, entry.title, entry.attendees) == ("PUBLISH", "Round table", ())
    assert b"meet.example" not in file.data
    assert b"/i/" not in file.data


def test_a_link_with_one_letter_changed_opens_nothing(client: Client, ada: Invitation) -> None:
    token = invitation_token(ada)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert client.get(f"/i/{changed}").status_code in (404, 410)
    assert "Open it again from the letter" in client.get(f"/i/{token[:-1]}x").text


def test_a_link_of_another_purpose_opens_nothing(client: Client, ada: Invitation) -> None:
    assert client.get(f"/i/{sign(Purpose.PERSON, ada.person_id)}").status_code == 404


def test_a_revoked_link_says_so(client: Client, ada: Invitation) -> None:
    address = page_of(ada)
    ada.link_number += 1
    answer = client.get(address)
    assert answer.status_code == 410
    assert "replaced by a newer one" in answer.text
    assert "Ada Example" not in answer.text


def test_a_withdrawn_invitation_and_a_cancelled_event_take_no_answer(client: Client, ada: Invitation) -> None:
    address = page_of(ada)
    actions.withdraw(ada, by=SYSTEM)
    assert "was withdrawn" in client.get(address).text
    assert client.send(f"{address}/answer", {"answer": "ACCEPTED"}).status_code == 409
    ada = db.session.get_one(Invitation, ada.id)
    ada.withdrawn_at, ada.event.cancelled_at = None, clock.now()
    assert "was cancelled" in client.get(address).text
    assert client.send(f"{address}/answer", {"answer": "ACCEPTED"}).status_code == 409


def test_an_organiser_notes_an_answer_by_telephone_and_no_letter_goes(
    client: Client, ada: Invitation
) -> None:
    programme = ada.event.programme
    client.sign_in(make.account(programme=programme))
    base = f"/programmes/{programme.slug}/events/{ada.event_id}/invitations/{ada.id}"
    assert client.get(base).status_code == 200
    assert client.send(f"{base}/answer", {"answer": "ACCEPTED"}).status_code == 303
    found = db.session.get_one(Invitation, ada.id)
    assert (found.answer, found.answer_source) == (Answer.ACCEPTED, "organiser")
    assert db.session.scalars(select(Letter)).all() == []


def test_a_meeting_that_moved_asks_again(client: Client, ada: Invitation) -> None:
    actions.answer(ada, Answer.ACCEPTED, by=SYSTEM)
    meeting = ada.event.meetings[0]
    actions.edit_meeting(meeting, of(meeting, place="Hall 2"), by=SYSTEM)
    page = client.get(page_of(ada)).text
    assert "has changed since you answered" in page
    client.send(page_of(ada, "/answer"), {"answer": "ACCEPTED"})
    assert "has changed since you answered" not in client.get(page_of(ada)).text
