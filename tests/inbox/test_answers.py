"""Answers from diaries, and what anybody could forge."""

from datetime import timedelta

import pytest
import sqlalchemy.event
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from roundtable import clock
from roundtable.db import db
from roundtable.events import actions as events
from roundtable.events.actions.sequences import raise_sequence
from roundtable.events.models import Answer, Event, Nomination
from roundtable.events.proposed import waiting_proposals
from roundtable.inbox.actions import put_back, set_aside, take_suggestion
from roundtable.inbox.models import Kind, Message, Outcome, Suggestion
from roundtable.inbox.reading import Mail
from roundtable.mail.models import Letter
from roundtable.mail.returns import return_path
from roundtable.stakeholders.models import Person
from roundtable.trail import SYSTEM
from tests import make
from tests.inbox.stage import OURS, STAMP, calendar, invited, message, reply, take

ADA = "ada@people.example"


@pytest.fixture
def event(app: Flask) -> Event:
    return make.event(make.programme())


def kinds_of_letters() -> list[str]:
    return list(db.session.scalars(select(Letter.kind).order_by(Letter.id)))


@pytest.mark.parametrize("said", [Answer.ACCEPTED, Answer.DECLINED, Answer.TENTATIVE])
def test_an_answer_moves_the_answer(event: Event, said: Answer) -> None:
    guest = invited(event, email="Ada@People.Example")
    line, _ = take(reply(event, ADA, said.value))
    assert (guest.answer, guest.answer_source, guest.answered_stamp) == (said, "diary", STAMP)
    assert (line.kind, line.whom, line.event, line.outcome) == (
        "answer",
        guest.person.name,
        event.slug,
        "done",
    )
    assert kinds_of_letters() == ["invitation"]  # their diary shows it; no letter says it again


def test_the_same_message_twice_does_nothing_twice(event: Event) -> None:
    guest = invited(event, email=ADA)
    octets = message(sender=ADA, diary=calendar(event, ADA), headers={"Message-ID": "<one@diary.example>"})
    take(octets)
    events.answer(guest, Answer.DECLINED, by=SYSTEM)
    relayed = b"Received: from elsewhere.example\nDelivered-To: roundtable@localhost\n" + octets
    assert take(relayed)[0].again
    assert guest.answer is Answer.DECLINED


def test_what_two_processes_read_at_once_is_one_message(event: Event) -> None:
    guest = invited(event, email=ADA)
    octets = message(sender=ADA, diary=calendar(event, ADA), headers={"Message-ID": "<one@diary.example>"})

    taken: list[Mail] = []

    def other_process(session: Session, *_: object) -> None:
        """Takes it in after this one looked whether it is known."""
        if not taken and any(isinstance(one, Message) for one in session.new):
            taken.append(mail := Mail(octets))
            same = {
                "message_id": mail.message_id,
                "digest": mail.digest,
                "kind": Kind.ANSWER,
                "source": "pipe",
            }
            values = {"from_email": "", "from_name": "", "subject": "", "words": "", "text": ""}
            session.execute(insert(Message).values(**same, **values, received_at=clock.now()))

    sqlalchemy.event.listen(db.session, "before_flush", other_process)
    try:
        _, found = take(octets)
    finally:
        sqlalchemy.event.remove(db.session, "before_flush", other_process)
    assert (found.kind, found.outcome, guest.answer) == (Kind.ANSWER, Outcome.DONE, Answer.ACCEPTED)
    assert db.session.query(Message).count() == 1


def test_an_older_answer_that_comes_late_changes_nothing(event: Event) -> None:
    guest = invited(event, email=ADA)
    take(reply(event, ADA, "DECLINED", stamp=STAMP))
    line, _ = take(reply(event, ADA, "ACCEPTED", stamp=STAMP - timedelta(minutes=1)))
    assert (guest.answer, line.outcome) == (Answer.DECLINED, "left alone")
    take(reply(event, ADA, "ACCEPTED", stamp=STAMP + timedelta(minutes=1)))
    assert guest.answer is Answer.ACCEPTED


def test_an_answer_that_was_sent_before_their_page_was_used_comes_too_late(event: Event) -> None:
    guest = invited(event, email=ADA)
    events.answer(guest, Answer.ACCEPTED, by=SYSTEM)
    guest.answered_at = STAMP + timedelta(hours=2)
    line, _ = take(reply(event, ADA, "DECLINED", stamp=STAMP))
    assert (guest.answer, line.outcome) == (Answer.ACCEPTED, "left alone")
    take(reply(event, ADA, "DECLINED", stamp=STAMP + timedelta(hours=3)))
    assert guest.answer is Answer.DECLINED


def test_a_yes_to_the_old_time_is_known_as_one(event: Event) -> None:
    guest = invited(event, email=ADA)
    raise_sequence(event, event.meetings, moved=True)
    raise_sequence(event, event.meetings, moved=True)
    line, _ = take(reply(event, ADA, sequence=1))
    assert guest.answer is Answer.ACCEPTED and guest.answered_before_a_move
    assert "earlier time" in line.words
    take(reply(event, ADA, sequence=2, stamp=STAMP + timedelta(hours=1)))
    assert not guest.answered_before_a_move
    line, _ = take(reply(event, ADA, "DECLINED", sequence=1, stamp=STAMP + timedelta(hours=2)))
    assert (guest.answer, line.outcome) == (Answer.ACCEPTED, "left alone")


def test_a_yes_that_waits_for_a_seat_is_told_so(event: Event) -> None:
    event.seats = 1
    invited(event, email="first@people.example")
    guest = invited(event, email=ADA)
    take(reply(event, "first@people.example"))
    line, _ = take(reply(event, ADA))
    assert guest.waiting_since is not None and "waiting list" in line.words
    assert kinds_of_letters()[-1] == "answer-noted"


def test_who_passes_it_on_nominates_and_nobody_is_added_or_mailed(event: Event) -> None:
    guest = invited(event, email=ADA)
    delegated = ';DELEGATED-TO="mailto:bo@elsewhere.example"'
    also = ('ATTENDEE;CN="Bo Lindqvist";PARTSTAT=NEEDS-ACTION:mailto:bo@elsewhere.example',)
    before = db.session.scalar(select(func.count(Person.id)))
    take(reply(event, ADA, "DELEGATED", parameters=delegated, more=also))
    take(reply(event, ADA, "DELEGATED", parameters=delegated, more=also, stamp=STAMP + timedelta(hours=1)))
    (nomination,) = db.session.scalars(select(Nomination)).all()
    assert (nomination.name, nomination.email) == ("Bo Lindqvist", "bo@elsewhere.example")
    assert nomination.accepted_at is None and guest.answer is Answer.DELEGATED
    assert db.session.scalar(select(func.count(Person.id))) == before
    assert kinds_of_letters() == ["invitation"]


def test_an_address_that_was_never_invited_is_never_added(event: Event) -> None:
    invited(event, email=ADA)
    before = db.session.scalar(select(func.count(Person.id)))
    _, found = take(reply(event, "stranger@elsewhere.example"))
    assert found.waits and found.suggestion is None
    assert "nobody was invited at that address" in found.words
    assert db.session.scalar(select(func.count(Person.id))) == before


def test_a_forged_sender_waits_with_a_suggestion(event: Event) -> None:
    guest = invited(event, email=ADA)
    _, found = take(reply(event, ADA, "DECLINED", sender="mallory@elsewhere.example"))
    assert (found.waits, found.suggestion, guest.answer) == (True, Suggestion.ANSWER, None)
    take_suggestion(found, by=SYSTEM)
    assert (guest.answer, found.outcome) == (Answer.DECLINED, Outcome.TAKEN)
    put_back(found, by=SYSTEM)
    assert guest.answer is None and found.waits
    set_aside(found, by=SYSTEM)
    assert (guest.answer, found.outcome) == (None, Outcome.ASIDE)


def test_what_is_put_back_is_as_old_as_it_was_and_nobody_is_written_to(event: Event) -> None:
    guest = invited(event, email=ADA)
    events.answer(guest, Answer.ACCEPTED, by=SYSTEM)
    said_at, letters = guest.answered_at, kinds_of_letters()
    raise_sequence(event, event.meetings, moved=True)
    assert guest.answered_before_a_move
    _, found = take(reply(event, ADA, "DECLINED", sender="mallory@elsewhere.example"))
    take_suggestion(found, by=SYSTEM)
    put_back(found, by=SYSTEM)
    assert (guest.answer, guest.answer_source, guest.answered_at) == (Answer.ACCEPTED, "page", said_at)
    assert guest.answered_before_a_move and guest.seated_at is not None
    assert kinds_of_letters() == letters


def test_an_assistant_answers_by_the_word_of_the_calendar_and_a_letter_of_ours(event: Event) -> None:
    guest = invited(event, email=ADA)
    by = ';SENT-BY="mailto:office@people.example"'
    answer = {"sender": "office@people.example", "diary": calendar(event, ADA, parameters=by)}
    _, found = take(message(**answer))
    assert (guest.answer, found.suggestion) == (None, Suggestion.ANSWER)  # anybody could write that
    letter = db.session.scalars(select(Letter)).one()
    take(message(**answer, headers={"In-Reply-To": letter.message_id}))
    assert guest.answer is Answer.ACCEPTED


def test_an_address_that_only_they_know_speaks_for_them(event: Event) -> None:
    guest = invited(event, email=ADA)
    letter = db.session.scalars(select(Letter)).one()
    alias = "a.marchbanks@alias.example"
    octets = message(sender=alias, to=return_path(letter), diary=calendar(event, alias))
    take(octets)
    assert guest.answer is Answer.ACCEPTED


def test_two_people_at_one_address_are_told_apart_or_wait(event: Event) -> None:
    ada, bo = (invited(event, email=ADA, name=name) for name in ("Ada Marchbanks", "Bo Lindqvist"))
    _, found = take(reply(event, ADA))
    assert found.waits and "share the address" in found.words
    take(reply(event, ADA, parameters=';CN="Bo Lindqvist"', stamp=STAMP + timedelta(hours=1)))
    assert (ada.answer, bo.answer) == (None, Answer.ACCEPTED)


def test_a_no_to_one_of_several_dates_is_weighed_by_a_person(app: Flask) -> None:
    event = make.event(make.programme(), meetings=2)
    guest = invited(event, email=ADA)
    _, found = take(reply(event, ADA, "DECLINED", place=1))
    assert (found.waits, found.suggestion, guest.answer) == (True, Suggestion.ANSWER, None)
    take(reply(event, ADA, "ACCEPTED", place=0))
    assert guest.answer is Answer.ACCEPTED


def test_another_time_is_proposed_and_accepted(event: Event) -> None:
    guest = invited(event, email=ADA)
    more = ("DTSTART;TZID=GMT Standard Time:20270114T150000", "DTEND;TZID=GMT Standard Time:20270114T170000")
    diary = calendar(event, ADA, "TENTATIVE", method="COUNTER", more=(*more, "COMMENT:After lunch\\, please"))
    _, found = take(message(sender=ADA, diary=diary, method="REPLY"))  # as Google writes it; the body decides
    (proposal,) = db.session.scalars(waiting_proposals(event)).all()
    assert (found.kind, found.waits, found.proposal_id) == (Kind.PROPOSAL, True, proposal.id)
    assert (proposal.starts_local.hour, proposal.comment) == (15, "After lunch, please")
    assert guest.answer is None and event.meetings[0].sequence == 0
    events.accept_proposal(proposal, by=SYSTEM)
    assert (event.meetings[0].starts_local.hour, event.meetings[0].sequence) == (15, 1)


def test_a_declined_proposal_is_answered_to_the_diary(event: Event) -> None:
    guest = invited(event, email=ADA)
    diary = calendar(event, ADA, method="COUNTER", more=("DTSTART:20270115T120000Z", "DURATION:PT2H"))
    take(message(sender=ADA, diary=diary))
    (proposal,) = db.session.scalars(waiting_proposals(event)).all()
    assert events.decline_proposal(proposal, by=SYSTEM) == 1
    assert kinds_of_letters() == ["invitation", "proposal-declined"]
    assert db.session.scalars(waiting_proposals(event)).all() == []
    assert guest.answer is None


def test_a_diary_that_asks_is_sent_what_we_said_last(event: Event) -> None:
    invited(event, email=ADA)
    _, found = take(message(sender=ADA, diary=calendar(event, ADA, method="REFRESH"), method="REFRESH"))
    assert (found.kind, found.suggestion) == (Kind.QUESTION, Suggestion.RESEND)
    take_suggestion(found, by=SYSTEM)
    assert kinds_of_letters() == ["invitation", "diary-again"]
    put_back(found, by=SYSTEM)
    last = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert last is not None and last.dropped_at is not None


def test_an_answer_to_what_is_over_is_left_alone(event: Event) -> None:
    guest = invited(event, email=ADA)
    events.cancel(event, reason="", by=SYSTEM)
    line, _ = take(reply(event, ADA))
    assert (guest.answer, line.outcome) == (None, "left alone") and "cancelled" in line.words


def test_exchange_wraps_a_uid_that_is_not_its_own(event: Event) -> None:
    guest = invited(event, email=ADA)
    octets = reply(event, ADA)
    uid = f"{event.meetings[0].uid}@localhost".encode()
    wrapped = (
        b"040000008200E00074C5B7101A82E008"
        + b"0" * 40
        + b"7643616C2D55696401000000"
        + uid.hex().encode()
        + b"00"
    )
    line = next(line for line in octets.splitlines() if line.startswith(b"UID:"))
    take(octets.replace(line, b"UID:" + wrapped.upper()))
    assert guest.answer is Answer.ACCEPTED


def test_a_letter_by_a_person_waits_beside_what_it_answers(event: Event) -> None:
    guest = invited(event, email=ADA)
    letter = db.session.scalars(select(Letter)).one()
    octets = message(
        "I cannot come, can Bo?", sender=ADA, headers={"In-Reply-To": letter.message_id}, to=OURS
    )
    _, found = take(octets)
    assert (found.kind, found.waits, found.invitation_id) == (Kind.LETTER, True, guest.id)
    assert (found.letter_id, found.programme_id) == (letter.id, event.programme_id)
    assert "can Bo?" in found.text and guest.answer is None
