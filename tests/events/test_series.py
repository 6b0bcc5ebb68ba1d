"""A series is one entry of the diary; one meeting of it moves or is called off without the others."""

from datetime import datetime

import pytest
from flask import Flask

from roundtable.calendar import Repetition
from roundtable.calendar.reading import Entry, read
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions
from roundtable.events.actions import EventFacts, MeetingFacts, Repeats, SessionFacts
from roundtable.events.models import Answer, Event, EventKind
from roundtable.mail.composing import compose
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.calendar.readers import by_icalendar
from tests.conftest import Client
from tests.events.test_inviting import letters, send, words
from tests.events.test_moving import invited, of

FIRST = MeetingFacts(
    starts=datetime(2027, 3, 11, 12),
    ends=datetime(2027, 3, 11, 13),
    joining_link="https://meet.example/secret-room",
    joining_note="There are captions.",
)


def series(
    programme: Programme | None = None, *, held: bool = False, first: MeetingFacts = FIRST, count: int = 4
) -> Event:
    """Four Thursdays at noon; the clocks go forward after the third."""
    return actions.make(
        programme or make.programme(),
        EventFacts(title="Lunchtime webinars", kind=EventKind.WEBINAR, remind_minutes=15),
        [first],
        held=held,
        repeats=Repeats(Repetition.WEEKLY, count),
        by=SYSTEM,
    )


def entries(letter: Letter) -> list[Entry]:
    return read(words(letter).calendar or b"")


def test_its_meetings_are_at_noon_on_both_sides_of_the_change_of_the_clocks(app: Flask) -> None:
    event = series()
    assert [meeting.starts_local.hour for meeting in event.meetings] == [12, 12, 12, 12]
    assert [meeting.starts_at.hour for meeting in event.meetings] == [12, 12, 12, 11]


def test_one_letter_brings_all_of_it_under_one_uid(app: Flask) -> None:
    event = series()
    invited(event)
    (letter,) = letters()
    (entry,) = entries(letter)
    assert letter.kind == "invitation"
    assert (entry.method, entry.rule, entry.alarms) == ("REQUEST", "FREQ=WEEKLY;COUNT=4", ("-PT15M",))
    assert entry.uid.startswith(event.meetings[0].uid)
    assert "secret-room" not in (words(letter).calendar or b"").decode()
    assert "There are captions." in entry.description
    assert words(letter).text.count("{{when") == 4


def test_one_meeting_that_moves_is_told_by_its_place_in_the_rule(app: Flask) -> None:
    event = series()
    invited(event)
    send()
    second = event.meetings[1]
    later = datetime(2027, 3, 30, 15)
    moved = of(second, starts=later, ends=datetime(2027, 3, 30, 16))
    assert actions.edit_meeting(second, moved, by=SYSTEM) == 1
    (letter,) = letters("meeting-moved")
    seen = by_icalendar(words(letter).calendar or b"")
    assert (seen.method, seen.sequence) == ("REQUEST", 1)
    assert seen.instance_of == WallTime(datetime(2027, 3, 18, 12)).instant
    assert seen.starts == WallTime(later).instant
    assert words(letter).text.startswith("Dear {{name}},\n\nOne meeting of **{{title}}**")
    assert {meeting.sequence for meeting in event.meetings} == {1}


def test_who_is_invited_after_a_move_and_a_calling_off_gets_the_series_as_it_is(app: Flask) -> None:
    event = series()
    first, second, third, _fourth = event.meetings
    actions.edit_meeting(second, of(second, ends=datetime(2027, 3, 18, 14)), by=SYSTEM)
    actions.call_off(third, reason="", by=SYSTEM)
    invited(event)
    (letter,) = letters()
    seen = by_icalendar(words(letter).calendar or b"")
    assert (letter.kind, seen.sequence, len(seen.attendees)) == ("invitation", 2, 2)
    assert seen.meetings == tuple(
        (meeting.starts_at, meeting.ends_at) for meeting in event.coming if meeting is not third
    )
    assert first in event.coming


def test_one_meeting_that_is_called_off_is_taken_out_and_the_others_stand(app: Flask) -> None:
    event = series()
    invited(event)
    send()
    assert actions.call_off(event.meetings[2], reason="Holiday", by=SYSTEM) == 1
    (letter,) = letters("meeting-called-off")
    (entry,) = entries(letter)
    assert (entry.method, entry.status, entry.rule) == ("CANCEL", "CANCELLED", "")
    assert entry.instance_of is not None


def test_two_moves_of_two_meetings_are_two_letters_and_neither_is_superseded(app: Flask) -> None:
    event = series()
    invited(event)
    send()
    for meeting in event.meetings[:2]:
        actions.edit_meeting(meeting, of(meeting, place="Hall 2"), by=SYSTEM)
    assert None not in compose(letters("meeting-moved"))


def test_cancelling_and_withdrawing_take_one_letter_for_the_whole(app: Flask) -> None:
    event = series()
    one, _other = invited(event, 2)
    send()
    assert actions.withdraw(one, by=SYSTEM) == 1
    (withdrawn,) = entries(letters("invitation-withdrawn")[0])
    assert (withdrawn.method, withdrawn.status) == ("CANCEL", "")
    assert actions.cancel(event, reason="", by=SYSTEM) == 1
    (cancelled,) = entries(letters("event-cancelled")[0])
    assert (cancelled.method, cancelled.status, cancelled.instance_of) == ("CANCEL", "CANCELLED", None)


def test_the_whole_series_moves_and_what_was_moved_by_itself_stays(app: Flask) -> None:
    event = series()
    invited(event)
    send()
    second = event.meetings[1]
    own = of(second, starts=datetime(2027, 3, 19, 9), ends=datetime(2027, 3, 19, 10))
    actions.edit_meeting(second, own, by=SYSTEM)
    send()
    an_hour_later = MeetingFacts(
        starts=datetime(2027, 3, 11, 13),
        ends=datetime(2027, 3, 11, 14),
        joining_link=FIRST.joining_link,
        joining_note=FIRST.joining_note,
    )
    assert actions.edit_series(event, an_hour_later, by=SYSTEM) == 1
    assert [meeting.starts_local.hour for meeting in event.meetings] == [13, 9, 13, 13]
    seen = by_icalendar(words(letters("series-changed")[0]).calendar or b"")
    assert seen.meetings == tuple((each.starts_at, each.ends_at) for each in event.meetings)
    assert seen.sequence == 2


def test_a_series_that_has_begun_is_moved_meeting_by_meeting(app: Flask) -> None:
    event = series()
    event.meetings[0].starts_local = datetime(2026, 1, 1, 12)
    event.meetings[0].ends_local = datetime(2026, 1, 1, 13)
    db.session.flush()
    with pytest.raises(Refusal, match="has begun"):
        actions.edit_series(event, FIRST, by=SYSTEM)


def test_the_next_meeting_by_the_rule_is_added_to_every_diary(app: Flask) -> None:
    event = series()
    invited(event)
    send()
    assert actions.add_to_series(event, by=SYSTEM) == 1
    (entry,) = entries(letters("series-changed")[0])
    assert (entry.rule, entry.sequence) == ("FREQ=WEEKLY;COUNT=5", 1)
    with pytest.raises(Refusal, match="goes by its rule"):
        actions.add_meeting(event, FIRST, by=SYSTEM)


def test_an_agenda_raises_nothing_and_stands_in_what_is_sent_next(app: Flask) -> None:
    event = series()
    second = event.meetings[1]
    actions.set_agenda(second, [SessionFacts(second.starts_local, "What employers need")], by=SYSTEM)
    invited(event)
    pattern, with_agenda = entries(letters()[0])
    assert (pattern.sequence, with_agenda.sequence) == (0, 0)
    assert "What employers need" in with_agenda.description


def test_an_hour_that_the_clocks_skip_is_refused_for_the_meeting_that_falls_on_it(app: Flask) -> None:
    night = MeetingFacts(starts=datetime(2027, 3, 14, 1, 30), ends=datetime(2027, 3, 14, 3))
    with pytest.raises(Refusal, match="28 March 2027 does not exist"):
        series(first=night)


def test_a_yes_before_one_meeting_moved_is_shown_as_one(app: Flask) -> None:
    event = series()
    (ada,) = invited(event)
    actions.answer(ada, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    actions.call_off(event.meetings[3], reason="", by=SYSTEM)
    assert not ada.answered_before_a_move
    actions.edit_meeting(event.meetings[1], of(event.meetings[1], place="Hall 2"), by=SYSTEM)
    assert ada.answered_before_a_move


def test_the_outbox_says_how_it_repeats_what_moved_and_what_is_left_out(client: Client) -> None:
    programme = make.programme(slug="p")
    event = series(programme)
    second = event.meetings[1]
    actions.edit_meeting(second, of(second, starts=datetime(2027, 3, 18, 10)), by=SYSTEM)
    actions.call_off(event.meetings[2], reason="", by=SYSTEM)
    invited(event)
    client.sign_in(make.account(programme=programme))
    page = client.get(f"/programmes/p/outbox/{letters()[0].id}?as=diary").text
    for said in (
        "every week, 4 meetings",
        "Thursday 18 March 2027, 12:00 (GMT) to Thursday 18 March 2027, 10:00 (GMT)",
        "Thursday 25 March 2027, 12:00 (GMT)",
        "15 minutes before",
    ):
        assert said in page
