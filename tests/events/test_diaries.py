"""The ledger: what each diary was sent, whether it arrived, and what came back, on which SEQUENCE."""

from datetime import timedelta

from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.events import actions, ledger
from roundtable.events.models import Answer, Event, Invitation, Meeting
from roundtable.mail.models import Outcome, State
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.events.test_inviting import leave, letters, send
from tests.events.test_moving import LATER, invited
from tests.events.test_series import series


def hand_over(*, outcome: Outcome = Outcome.SENT) -> None:
    """What is approved leaves, as the post notes it."""
    for letter in letters():
        if letter.approved_at and not letter.settled_at:
            letter.handed_over_at = letter.settled_at = letter.calendar_stamp = clock.now()
            letter.outcome, letter.calendar_sequence = outcome, letter.detail["sequence"]
    db.session.flush()


def line_of(invitation: Invitation, meeting: Meeting) -> ledger.Line:
    (line,) = ledger.lines(invitation.event, meeting, [invitation])
    return line


def found(event: Event, only: str) -> list[int]:
    query = ledger.ledger(event, event.meetings[0], only=only)
    return [one.id for one in db.session.scalars(query)]


def test_a_line_says_what_was_sent_on_which_sequence_and_whether_the_diary_is_behind(app: Flask) -> None:
    event = make.event(make.programme())
    (ada,) = invited(event)
    meeting = event.meetings[0]
    assert (line_of(ada, meeting).last, line_of(ada, meeting).waits) == (None, True)
    send()
    hand_over()
    first = line_of(ada, meeting).last
    assert first is not None
    assert (first.label, first.state, first.sequence) == ("Invitation", State.SENT, 0)
    actions.edit_meeting(meeting, LATER, by=SYSTEM)
    assert (line_of(ada, meeting).is_behind, line_of(ada, meeting).waits) == (True, True)
    send()
    hand_over()
    last = line_of(ada, meeting).last
    assert last is not None
    assert (last.label, last.sequence) == ("Change of time or place", 1)
    assert not line_of(ada, meeting).is_behind


def test_each_filter_finds_its_own(app: Flask) -> None:
    event = make.event(make.programme())
    stale, fresh, silent = invited(event, 3)
    send()
    hand_over()
    actions.answer(stale, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    actions.answer(fresh, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    (late,) = invited(event)
    everybody = [stale.id, fresh.id, silent.id]
    assert found(event, "stale") == [stale.id]
    assert found(event, "behind") == everybody
    assert found(event, "waiting") == [*everybody, late.id]
    assert found(event, "nothing") == [late.id]
    assert found(event, "unanswered") == [silent.id, late.id]
    assert found(event, "undelivered") == []
    send()
    hand_over(outcome=Outcome.FAILED)
    assert found(event, "undelivered") == [*everybody, late.id]
    assert ledger.count_stale(event) == 1


def test_of_a_series_the_letter_about_one_meeting_counts(app: Flask) -> None:
    event = series()
    (ada,) = invited(event)
    send()
    hand_over()
    actions.call_off(event.meetings[1], reason="", by=SYSTEM)
    assert found(event, "behind") == [ada.id]
    send()
    hand_over()
    assert found(event, "behind") == []


def test_the_page_asks_the_same_of_the_database_for_few_and_for_many(
    client: Client, queries: list[str]
) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    client.sign_in(make.account(programme=programme))
    counts = []
    for more in (1, 30):
        invited(event, more)
        send()
        client.get(f"/programmes/p/events/{event.id}/diaries")
        queries.clear()
        page = client.get(f"/programmes/p/events/{event.id}/diaries")
        assert page.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_those_with_a_yes_to_the_old_time_are_asked_again_with_one_press(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    (ada,) = invited(event)
    send()
    actions.answer(ada, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    client.sign_in(make.account(programme=programme))
    place = f"/programmes/p/events/{event.id}/diaries"
    assert "1 person answered before the time or place changed" in client.get(place).text
    assert client.send(f"{place}/questions").status_code == 303
    assert [letter.kind for letter in letters("asked-again")] == ["asked-again"]
    assert "They were asked already" in client.send(f"{place}/questions", follow_redirects=True).text
    assert ada.person.name in client.get(f"{place}?only=stale&q={ada.person.name}").text
    assert "Nobody fits that" in client.get(f"{place}?only=undelivered").text


def typed(**more: str) -> dict[str, str]:
    return {
        "title": "Lunchtime webinars",
        "kind": "webinar",
        "day": "2027-03-11",
        "starts": "12:00",
        "ends": "13:00",
        "zone": "Asia/Kathmandu",
        **more,
    }


def test_a_series_is_made_with_its_repetition_reminder_and_any_zone(client: Client) -> None:
    programme = make.programme(slug="p")
    client.sign_in(make.account(programme=programme))
    assert "Pacific/Chatham" in client.get("/programmes/p/events/new").text
    assert client.send("/programmes/p/events/new", typed(every="every week")).status_code == 422
    done = client.send(
        "/programmes/p/events/new", typed(every="every week", count="3", held="y", remind="60")
    )
    assert done.status_code == 303
    event = db.session.query(Event).one()
    assert (len(event.meetings), event.is_series, event.is_held, event.remind_minutes) == (3, True, True, 60)
    assert event.meetings[1].starts_local - event.meetings[0].starts_local == timedelta(weeks=1)


def test_the_date_is_confirmed_after_the_question_who_will_be_written_to(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme, held_at=clock.now())
    (ada,) = invited(event)
    leave()
    client.sign_in(make.account(programme=programme))
    place = f"/programmes/p/events/{event.id}/confirmation"
    assert ada.person.name in client.get(place).text
    assert client.send(place).status_code == 303
    assert not db.session.get_one(Event, event.id).is_held
    assert len(letters("date-confirmed")) == 1
    assert "The date is fixed" in client.get(place).text


def test_a_whole_series_moves_after_the_question(client: Client) -> None:
    programme = make.programme(slug="p")
    event = series(programme)
    (ada,) = invited(event)
    send()
    client.sign_in(make.account(programme=programme))
    place = f"/programmes/p/events/{event.id}"
    form = typed(zone="Europe/London", starts="11:00", ends="12:00")
    asked = client.send(f"{place}/series", form)
    assert (asked.status_code, ada.person.name in asked.text) == (200, True)
    assert client.send(f"{place}/series", form | {"agreed": "yes"}).status_code == 303
    moved = db.session.get_one(Event, event.id)
    assert {meeting.starts_local.hour for meeting in moved.meetings} == {11}
    assert client.get(f"{place}/meetings/new").status_code == 302
    assert "Thursday 8 April 2027" in client.get(f"{place}/series/meetings").text
    assert client.send(f"{place}/series/meetings").status_code == 303
    assert len(db.session.get_one(Event, event.id).meetings) == 5
    assert client.get(place).status_code == 200
