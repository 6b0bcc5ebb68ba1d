"""Whom an invitation reaches, and what becomes of it."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from roundtable import clock
from roundtable.access import Role
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions
from roundtable.events.models import Event, Invitation
from roundtable.mail.composing import Composed, compose, filled
from roundtable.mail.models import Letter, Outcome
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


def letters(kind: str | None = None) -> list[Letter]:
    query = select(Letter).order_by(Letter.id)
    return list(db.session.scalars(query.where(Letter.kind == kind) if kind else query))


def send(*sent: Letter) -> None:
    for letter in sent or letters():
        letter.approved_at = clock.now()
    db.session.flush()


def leave() -> None:
    """Every letter is approved, and has left."""
    send()
    for letter in letters():
        letter.handed_over_at = letter.settled_at = letter.settled_at or clock.now()
        letter.outcome = Outcome.SENT
    db.session.flush()


def words(letter: Letter) -> Composed:
    (composed,) = compose([letter])
    assert isinstance(composed, Composed), composed
    return composed


def test_invite_skips_whoever_is_asked_already_has_no_address_or_wants_to_be_left_alone(app: Flask) -> None:
    programme = make.programme()
    event = make.event(programme)
    ada, bob = make.stakeholder(programme), make.stakeholder(programme)
    mute = make.stakeholder(programme, email=None)
    tired = make.stakeholder(programme, no_bulk_since=clock.now())
    make.invitation(event, bob)
    actions.invite([ada, bob, mute, tired], to=event, by=SYSTEM)
    asked = db.session.scalars(select(Invitation.person_id).where(Invitation.event_id == event.id))
    assert set(asked) == {ada.id, bob.id}
    assert [letter.person_id for letter in letters()] == [ada.id]


def test_invite_keeps_the_group_in_which_a_person_stands(app: Flask) -> None:
    programme = make.programme()
    employers = make.group(programme)
    event, ada = make.event(programme), make.stakeholder(programme, group=employers)
    (number,) = actions.invite([ada], to=event, by=SYSTEM)
    assert db.session.get_one(Invitation, number).group_id == employers.id


def test_invite_refuses_when_the_event_is_cancelled(app: Flask) -> None:
    programme = make.programme()
    event = make.event(programme, cancelled_at=clock.now())
    with pytest.raises(Refusal, match="no longer takes invitations"):
        actions.invite([make.stakeholder(programme)], to=event, by=SYSTEM)
    assert letters() == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.sets(st.integers(0, 4)), min_size=1, max_size=4))
def test_inviting_twice_is_inviting_once(app: Flask, rounds: list[set[int]]) -> None:
    programme = make.programme()
    event = make.event(programme)
    people = [make.stakeholder(programme) for _ in range(5)]
    for chosen in rounds:
        actions.invite([people[n] for n in chosen], to=event, by=SYSTEM)
    everybody = set().union(*rounds)
    asked = db.session.scalars(select(Invitation.person_id).where(Invitation.event_id == event.id)).all()
    assert sorted(asked) == sorted(people[n].id for n in everybody)
    written = db.session.scalars(
        select(Letter.person_id).where(Letter.programme_id == programme.id, Letter.kind == "invitation")
    ).all()
    assert sorted(written) == sorted(people[n].id for n in everybody)


def test_an_event_of_several_meetings_writes_one_letter_for_each_with_one_uid(app: Flask) -> None:
    programme = make.programme()
    event = make.event(programme, meetings=3)
    actions.invite([make.stakeholder(programme)], to=event, by=SYSTEM)
    calendars = [words(letter).calendar or b"" for letter in letters()]
    assert [letter.kind for letter in letters()] == ["invitation", "invitation-date", "invitation-date"]
    assert [calendar.count(b"UID:") for calendar in calendars] == [1, 1, 1]
    assert [
        meeting.uid.encode() in calendar for meeting, calendar in zip(event.meetings, calendars, strict=True)
    ] == [
        True,
        True,
        True,
    ]


def test_an_invitation_names_only_its_own_guest_and_no_joining_link(app: Flask) -> None:
    programme = make.programme()
    event = make.event(programme, purpose="We ask **you**.")
    ada, bob = (
        make.stakeholder(programme, name="Ada Example"),
        make.stakeholder(programme, name="Bob Example"),
    )
    actions.invite([ada, bob], to=event, by=SYSTEM)
    letter = filled(words(letters()[0]), live=True)
    everything = letter.text + letter.html + (letter.calendar or b"").replace(b"\r\n ", b"").decode()
    assert "Ada Example" in everything
    assert "Bob Example" not in everything
    assert "meet.example" not in everything
    assert "/i/" in everything
    assert "/i/" not in filled(words(letters()[0]), live=False).text


def test_composing_takes_as_many_queries_for_thirty_as_for_three(app: Flask, queries: list[str]) -> None:
    programme = make.programme()
    counts = []
    for number in (3, 30):
        event = make.event(programme)
        fresh = actions.invite([make.stakeholder(programme) for _ in range(number)], to=event, by=SYSTEM)
        batch = [letter for letter in letters() if letter.subject_id in fresh]
        db.session.expire_all()
        batch = [letter for letter in letters() if letter.subject_id in fresh]
        queries.clear()
        assert len(compose(batch)) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_says_why_somebody_cannot_be_invited(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    make.stakeholder(programme, name="No Address", email=None)
    make.stakeholder(programme, name="Left Alone", no_bulk_since=clock.now())
    make.stakeholder(make.programme(), name="Of Another Programme")
    client.sign_in(make.account(programme=programme))
    page = client.get(f"/programmes/p/events/{event.id}/invitations").text
    assert "Asked not to be invited" in page
    assert "No address" in page
    assert "Of Another Programme" not in page


def test_invite_with_nobody_ticked_says_what_to_do(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    make.stakeholder(programme)
    client.sign_in(make.account(programme=programme))
    answer = client.send(f"/programmes/p/events/{event.id}/invitations")
    assert answer.status_code == 409
    assert "Nobody is ticked" in answer.text


def test_everybody_on_the_list_is_everybody_whom_the_search_found(client: Client) -> None:
    programme = make.programme(slug="p")
    employers = make.group(programme)
    event = make.event(programme)
    ada = make.stakeholder(programme, group=employers)
    make.stakeholder(programme)
    client.sign_in(make.account(programme=programme))
    client.send(f"/programmes/p/events/{event.id}/invitations?group={employers.id}", {"everybody": "yes"})
    assert db.session.scalars(select(Invitation.person_id)).all() == [ada.id]


def test_withdrawing_one_tells_their_diary_and_nobody_elses(app: Flask) -> None:
    programme = make.programme()
    event = make.event(programme)
    fresh = actions.invite([make.stakeholder(programme), make.stakeholder(programme)], to=event, by=SYSTEM)
    send()
    ada = db.session.get_one(Invitation, fresh[0])
    assert actions.withdraw(ada, by=SYSTEM) == 1
    assert actions.withdraw(ada, by=SYSTEM) == 0
    (letter,) = letters("invitation-withdrawn")
    calendar = words(letter).calendar or b""
    assert letter.person_id == ada.person_id
    assert b"METHOD:CANCEL" in calendar
    assert b"STATUS" not in calendar


def test_withdrawing_whoever_was_never_written_to_writes_nothing(app: Flask) -> None:
    programme = make.programme()
    event = make.event(programme)
    (number,) = actions.invite([make.stakeholder(programme)], to=event, by=SYSTEM)
    assert actions.withdraw(db.session.get_one(Invitation, number), by=SYSTEM) == 0
    assert letters("invitation-withdrawn") == []
    assert compose(letters("invitation")) == [None]


def test_the_desk_takes_as_many_queries_for_forty_invitations_as_for_two(
    client: Client, queries: list[str]
) -> None:
    programme = make.programme(slug="p")
    group = make.group(programme)
    client.sign_in(make.account(programme=programme))
    counts = []
    for number in (2, 40):
        event = make.event(programme)
        for _ in range(number):
            make.invitation(event, make.stakeholder(programme, group=group), group_id=group.id)
        db.session.commit()
        client.get(f"/programmes/p/events/{event.id}")
        queries.clear()
        assert client.get(f"/programmes/p/events/{event.id}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert db.session.scalar(select(func.count(Event.id))) == 2


def test_after_inviting_the_desk_leads_to_the_letters_and_then_to_the_seats(
    app: Flask, client: Client
) -> None:
    programme = make.programme()
    group = make.group(programme)
    event = make.event(programme)
    make.target(event, group, minimum=1, maximum=1)
    person = make.stakeholder(programme, group=group)
    actions.invite([person], to=event, by=SYSTEM)
    db.session.commit()
    client.sign_in(make.account(programme=programme))
    page = client.get(f"/programmes/{programme.slug}/events/{event.id}").text
    assert "Look at 1 letter and send it" in page
    assert f"/outbox?event={event.id}" in page
    send()
    db.session.commit()
    page = client.get(f"/programmes/{programme.slug}/events/{event.id}").text
    assert f"Invite more {group.name}" in page


def test_the_desk_of_an_event_without_seats_leads_whoever_may_edit_to_planning_them(client: Client) -> None:
    programme = make.programme(slug="p")
    group = make.group(programme)
    event = make.event(programme)
    client.sign_in(make.account(role=Role.AUTHOR, programme=programme))
    page = client.get(f"/programmes/p/events/{event.id}").text
    assert "No seats are planned yet." in page
    assert "Plan the seats" not in page
    client.sign_in(make.account(programme=programme))
    assert "Plan the seats" in client.get(f"/programmes/p/events/{event.id}").text
    make.target(event, group, minimum=2)
    db.session.commit()
    assert "Plan the seats" not in client.get(f"/programmes/p/events/{event.id}").text
