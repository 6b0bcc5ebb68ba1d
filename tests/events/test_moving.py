"""The calendar tells the truth: moved once, every diary moves."""

from datetime import datetime

import pytest
from flask import Flask

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions
from roundtable.events.actions import MeetingFacts, SessionFacts
from roundtable.events.models import Answer, Event, Invitation, Meeting
from roundtable.mail.composing import compose
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.events.test_inviting import letters, send, words

LATER = MeetingFacts(
    starts=datetime(2027, 1, 15, 10),
    ends=datetime(2027, 1, 15, 12),
    place="Hall 2",
    joining_link="https://meet.example/x",
)


def of(meeting: Meeting, **changes: object) -> MeetingFacts:
    facts = {
        "starts": meeting.starts_local,
        "ends": meeting.ends_local,
        "zone": meeting.zone,
        "title": meeting.title,
        "place": meeting.place,
        "joining_link": meeting.joining_link,
        "joining_note": meeting.joining_note,
    }
    return MeetingFacts(**(facts | changes))  # type: ignore[arg-type]


def invited(event: Event, number: int = 1) -> list[Invitation]:
    people = [make.stakeholder(event.programme) for _ in range(number)]
    return [db.session.get_one(Invitation, one) for one in actions.invite(people, to=event, by=SYSTEM)]


def test_an_event_lasts_from_its_first_meeting_to_its_last_whatever_becomes_of_them(app: Flask) -> None:
    event = make.event(make.programme(), meetings=3)
    first, second, third = event.meetings

    def span() -> tuple[datetime | None, datetime | None]:
        db.session.flush()
        db.session.refresh(event, ["starts_at", "ends_at"])
        return event.starts_at, event.ends_at

    assert span() == (first.starts_at, third.ends_at)
    actions.edit_meeting(third, LATER, by=SYSTEM)
    assert span() == (min(first.starts_at, third.starts_at), max(second.ends_at, third.ends_at))
    for meeting in (first, third):
        actions.call_off(meeting, reason="", by=SYSTEM)
    assert span() == (second.starts_at, second.ends_at)
    db.session.delete(second)
    assert span() == (first.starts_at, max(first.ends_at, third.ends_at))


def test_a_move_raises_the_sequence_and_writes_to_whoever_was_sent_the_old_time(app: Flask) -> None:
    event = make.event(make.programme())
    sent, declined = invited(event, 2)
    send()
    actions.answer(declined, Answer.DECLINED, by=SYSTEM, source="organiser")
    invited(event)  # whose letter still waits
    meeting = event.meetings[0]
    assert actions.edit_meeting(meeting, LATER, by=SYSTEM) == 1
    (update,) = letters("meeting-moved")
    assert (update.person_id, meeting.sequence) == (sent.person_id, 1)
    calendar = (words(update).calendar or b"").decode()
    assert "SEQUENCE:1" in calendar
    assert "DTSTART;TZID=Europe/London:20270115T100000" in calendar
    assert "METHOD:REQUEST" in calendar


def test_whoever_is_invited_after_a_move_gets_an_invitation_with_the_new_time(app: Flask) -> None:
    event = make.event(make.programme())
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    invited(event)
    (letter,) = letters()
    assert letter.kind == "invitation"
    assert b"SEQUENCE:1" in (words(letter).calendar or b"")
    assert "Changed" not in words(letter).subject


def test_a_letter_that_still_waits_says_the_new_time_and_no_update_is_written(app: Flask) -> None:
    event = make.event(make.programme())
    invited(event)
    assert actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM) == 0
    assert b"20270115T100000" in (words(letters()[0]).calendar or b"")


def test_a_second_move_makes_the_first_update_go_unsent(app: Flask) -> None:
    event = make.event(make.programme())
    invited(event)
    send()
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    actions.edit_meeting(event.meetings[0], of(event.meetings[0], place="Hall 3"), by=SYSTEM)
    first, second = compose(letters("meeting-moved"))
    assert first is None
    assert second is not None


def test_a_change_of_agenda_note_or_link_moves_nothing(app: Flask) -> None:
    event = make.event(make.programme())
    invited(event)
    send()
    meeting = event.meetings[0]
    actions.set_agenda(meeting, [SessionFacts(meeting.starts_local, "Welcome")], by=SYSTEM)
    actions.edit_meeting(
        meeting, of(meeting, joining_note="Ring twice", joining_link="https://meet.example/2"), by=SYSTEM
    )
    assert (meeting.sequence, letters("meeting-moved")) == (0, [])


def test_an_hour_that_does_not_exist_is_refused(app: Flask) -> None:
    event = make.event(make.programme())
    skipped = of(event.meetings[0], starts=datetime(2027, 3, 28, 1, 30), ends=datetime(2027, 3, 28, 3))
    with pytest.raises(Refusal, match="does not exist"):
        actions.edit_meeting(event.meetings[0], skipped, by=SYSTEM)


def test_a_yes_to_the_old_time_is_shown_as_one_and_can_be_said_again(app: Flask) -> None:
    event = make.event(make.programme())
    (ada,) = invited(event)
    actions.answer(ada, Answer.ACCEPTED, by=SYSTEM)
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    assert ada.answered_before_a_move
    assert actions.answer(ada, Answer.ACCEPTED, by=SYSTEM)
    assert not ada.answered_before_a_move
    assert not actions.answer(ada, Answer.ACCEPTED, by=SYSTEM)


def test_cancelling_takes_it_out_of_every_diary_that_has_it(app: Flask) -> None:
    event = make.event(make.programme(), meetings=2)
    invited(event, 2)
    send()
    assert actions.cancel(event, reason="The speaker is ill.", by=SYSTEM) == 4
    calendars = [words(letter).calendar or b"" for letter in letters("event-cancelled")]
    assert all(
        b"METHOD:CANCEL" in each and b"STATUS:CANCELLED" in each and b"SEQUENCE:1" in each
        for each in calendars
    )
    assert "{{reason}}" in words(letters("event-cancelled")[0]).text
    with pytest.raises(Refusal, match="was cancelled"):
        actions.cancel(event, reason="", by=SYSTEM)


def test_cancelling_what_nobody_was_sent_writes_to_nobody_and_stops_what_waits(app: Flask) -> None:
    event = make.event(make.programme())
    invited(event)
    assert actions.cancel(event, reason="", by=SYSTEM) == 0
    assert compose(letters()) == [None]


def test_one_meeting_of_two_is_called_off_and_the_other_stands(app: Flask) -> None:
    event = make.event(make.programme(), meetings=2)
    invited(event)
    send()
    first, second = event.meetings
    assert actions.call_off(first, reason="", by=SYSTEM) == 1
    assert event.coming == [second]
    with pytest.raises(Refusal, match="only meeting"):
        actions.call_off(second, reason="", by=SYSTEM)


def test_a_meeting_that_is_added_later_comes_to_those_who_were_asked(app: Flask) -> None:
    event = make.event(make.programme())
    (ada,) = invited(event)
    actions.add_meeting(event, LATER, by=SYSTEM)
    (letter,) = letters("invitation-date")
    assert letter.person_id == ada.person_id


def test_moving_asks_first_and_says_who_will_be_written_to(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    ada = make.stakeholder(programme, name="Ada Example")
    actions.invite([ada], to=event, by=SYSTEM)
    send()
    client.sign_in(make.account(programme=programme))
    meeting = event.meetings[0].id
    typed = {
        "day": "2027-01-15",
        "starts": "10:00",
        "ends": "12:00",
        "zone": "Europe/London",
        "place": "Hall 2",
    }
    asked = client.send(f"/programmes/p/events/{event.id}/meetings/{meeting}", typed)
    assert asked.status_code == 200
    assert "Ada Example" in asked.text
    assert db.session.get_one(Meeting, meeting).sequence == 0
    done = client.send(f"/programmes/p/events/{event.id}/meetings/{meeting}", typed | {"agreed": "yes"})
    assert done.status_code == 303
    assert db.session.get_one(Meeting, meeting).sequence == 1


def test_a_stale_edit_is_refused_with_what_was_typed(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    client.sign_in(make.account(programme=programme))
    answer = client.send(
        f"/programmes/p/events/{event.id}/details",
        {"title": "Typed meanwhile", "kind": "webinar", "version": "99"},
    )
    assert answer.status_code == 409
    assert "Typed meanwhile" in answer.text
