"""A date is held, then fixed; who answered before a move is asked again."""

from flask import Flask

from roundtable import clock
from roundtable.calendar.reading import Entry, read
from roundtable.db import db
from roundtable.events import actions
from roundtable.events.models import Answer, Event
from roundtable.mail.composing import compose
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM
from tests import make
from tests.events.test_inviting import leave, letters, send, words
from tests.events.test_moving import LATER, invited


def held(meetings: int = 1) -> Event:
    return make.event(make.programme(), meetings=meetings, held_at=clock.now())


def entry(letter: Letter) -> Entry:
    (found,) = read(words(letter).calendar or b"")
    return found


def test_a_held_date_becomes_the_invitation_under_the_same_uid(app: Flask) -> None:
    event = held()
    invited(event)
    (first,) = letters()
    before = entry(first)
    assert (first.kind, before.status, before.sequence) == ("save-the-date", "TENTATIVE", 0)
    leave()
    assert actions.confirm_date(event, by=SYSTEM) == 1
    after = entry(letters("date-confirmed")[0])
    assert (after.status, after.sequence, after.uid) == ("CONFIRMED", 1, before.uid)
    assert actions.confirm_date(event, by=SYSTEM) == 0


def test_a_save_the_date_that_still_waits_goes_as_the_invitation(app: Flask) -> None:
    event = held()
    invited(event)
    assert actions.confirm_date(event, by=SYSTEM) == 0
    (letter,) = letters()
    assert words(letter).subject == "Invitation: {{title}}"
    assert entry(letter).status == "CONFIRMED"


def test_a_save_the_date_that_was_approved_and_has_not_left_is_looked_at_again(app: Flask) -> None:
    event = held()
    invited(event)
    send()
    assert actions.confirm_date(event, by=SYSTEM) == 1
    (letter,) = letters()  # and no second one beside it
    db.session.refresh(letter)
    assert letter.approved_at is None


def test_each_meeting_that_is_held_has_a_letter_and_each_becomes_an_invitation(app: Flask) -> None:
    event = held(meetings=2)
    invited(event)
    leave()
    assert [letter.kind for letter in letters()] == ["save-the-date", "save-a-further-date"]
    assert actions.confirm_date(event, by=SYSTEM) == 2


def test_a_yes_to_a_held_date_holds_when_it_is_fixed(app: Flask) -> None:
    event = held()
    (ada,) = invited(event)
    leave()
    actions.answer(ada, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    actions.confirm_date(event, by=SYSTEM)
    assert not ada.answered_before_a_move
    letter = letters("date-confirmed")[0]
    assert "PARTSTAT=ACCEPTED" in (words(letter).calendar or b"").replace(b"\r\n ", b"").decode()


def test_who_said_yes_to_the_old_time_is_asked_again_once(app: Flask) -> None:
    event = make.event(make.programme())
    stale, fresh, declined = invited(event, 3)
    send()
    for one, said in ((stale, Answer.ACCEPTED), (fresh, Answer.ACCEPTED), (declined, Answer.DECLINED)):
        actions.answer(one, said, by=SYSTEM, source="organiser")
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    actions.answer(fresh, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    assert actions.ask_again(event, by=SYSTEM) == 1
    assert actions.ask_again(event, by=SYSTEM) == 0
    (letter,) = letters("asked-again")
    assert letter.person_id == stale.person_id
    line = (words(letter).calendar or b"").replace(b"\r\n ", b"").decode()
    assert "PARTSTAT=NEEDS-ACTION;RSVP=TRUE" in line
    assert "SEQUENCE:1" in line
    actions.answer(stale, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    assert compose([letter]) == [None]


def test_an_update_asks_anew_whoever_had_said_yes(app: Flask) -> None:
    event = make.event(make.programme())
    (ada,) = invited(event)
    send()
    actions.answer(ada, Answer.ACCEPTED, by=SYSTEM, source="organiser")
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    assert b"NEEDS-ACTION" in (words(letters("meeting-moved")[0]).calendar or b"")
