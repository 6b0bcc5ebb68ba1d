"""Whom to remind and whom to call: found out when it is asked, not before."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions, chasing
from roundtable.events.models import Anchor, Answer, Concerned, Event, Invitation, ReminderRule
from roundtable.mail import actions as mail
from roundtable.mail.composing import Filled, compose, filled
from roundtable.mail.models import Outcome
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.events.test_inviting import letters


def event_to_answer_in(days: int, **values: object) -> Event:
    """Its reply date is so many days from now; it takes place a fortnight later."""
    reply_by = datetime.combine(clock.today() + timedelta(days=days), time(23, 59))
    event = make.event(make.programme(), reply_by=reply_by, starts=reply_by + timedelta(days=14), **values)
    db.session.flush()
    return event


def asked(event: Event, **values: object) -> Invitation:
    """Somebody whose invitation went."""
    person = make.stakeholder(event.programme, **values)
    actions.invite([person], to=event, by=SYSTEM)
    (letter,) = (one for one in letters("invitation") if one.person_id == person.id)
    letter.outcome, letter.settled_at = Outcome.SENT, clock.now()
    db.session.flush()
    return db.session.scalars(select(Invitation).where(Invitation.person_id == person.id)).one()


def rule(event: Event, days: int = 7, concerned: Concerned = Concerned.UNANSWERED) -> ReminderRule:
    return actions.add_reminder(event, days=days, anchor=Anchor.REPLY, concerned=concerned, by=SYSTEM)


def test_a_rule_reaches_whom_it_concerns_on_its_day_and_once(app: Flask) -> None:
    event = event_to_answer_in(7)
    silent, said, withdrawn = asked(event, name="Ada"), asked(event), asked(event)
    withdrawn.withdrawn_at = clock.now()
    unasked = make.invitation(event, make.stakeholder(event.programme))  # its letter never left
    made = rule(event)
    said.answer, said.answered_at = Answer.DECLINED, clock.now()  # between the making and the running
    db.session.commit()
    actions.remind()
    actions.remind()
    (letter,) = letters("reminder")
    assert (letter.subject_id, letter.approved_at) == (silent.id, None)
    assert {said.id, withdrawn.id, unasked.id}.isdisjoint({letter.subject_id})
    words = filled(compose([letter])[0], live=False)
    assert isinstance(words, Filled)
    assert words.text.startswith("Dear Ada,")
    assert "has had no answer" in words.text
    assert words.leave
    db.session.refresh(made)
    assert (made.written, made.ran_for) == (1, event.reply_by.date() if event.reply_by else None)


def test_a_rule_whose_day_has_not_come_or_is_over_does_nothing(app: Flask) -> None:
    for event in (event_to_answer_in(8), event_to_answer_in(-1)):
        asked(event)
        rule(event)
    db.session.commit()
    actions.remind()
    assert letters("reminder") == []


def test_a_rule_runs_again_when_the_day_it_is_counted_from_moves(app: Flask) -> None:
    event = event_to_answer_in(3)
    asked(event)
    rule(event)
    db.session.commit()
    actions.remind()
    event.reply_by = datetime.combine(clock.today() + timedelta(days=5), time(23, 59))
    db.session.commit()
    actions.remind()
    assert len(letters("reminder")) == 2


def test_a_reminder_that_was_answered_before_it_left_does_not_leave(app: Flask) -> None:
    event = event_to_answer_in(1)
    invitation = asked(event)
    rule(event)
    db.session.commit()
    actions.remind()
    actions.answer(invitation, Answer.DECLINED, by=SYSTEM)
    assert compose(letters("reminder")) == [None]


def test_the_same_rule_twice_is_one_and_one_without_its_day_is_refused(app: Flask) -> None:
    event = event_to_answer_in(9)
    assert rule(event) is rule(event)
    event.reply_by = None
    with pytest.raises(Refusal, match="no reply date"):
        rule(event, days=3)


def test_a_cancelled_event_and_a_closed_programme_remind_nobody(app: Flask) -> None:
    cancelled, closed = event_to_answer_in(1), event_to_answer_in(1)
    for event in (cancelled, closed):
        asked(event)
        rule(event)
    cancelled.cancelled_at = closed.programme.closed_at = clock.now()
    db.session.commit()
    actions.remind()
    assert letters("reminder") == []


def test_a_reminder_on_the_page_and_its_end(app: Flask, client: Client) -> None:
    event = event_to_answer_in(20)
    client.sign_in(make.account(programme=event.programme))
    page = f"/programmes/{event.programme.slug}/events/{event.id}/reminders"
    typed = {"days": "7", "anchor": Anchor.REPLY.value, "concerned": Concerned.UNANSWERED.value}
    assert client.post(page, data=typed | {"days": "x"}).status_code == 422
    assert client.post(page, data=typed).status_code == 303
    shown = client.get(page).text
    assert "7 days before the reply date" in shown
    made = db.session.scalars(chasing.reminders_of(event)).one()
    assert client.post(f"{page}/{made.id}/removal").status_code == 303
    assert db.session.scalars(chasing.reminders_of(event)).all() == []


def test_the_day_is_counted_in_whole_days(app: Flask) -> None:
    event = event_to_answer_in(7)
    made = rule(event)
    assert made.runs_on == clock.today()
    assert made.is_due(clock.today())
    assert not made.is_due(clock.today() - timedelta(days=1))
    assert made.counted_from is not None
    assert not made.is_due(made.counted_from + timedelta(days=1))
    assert isinstance(made.counted_from, date)


def test_the_call_sheet_names_whom_no_letter_reaches_or_who_is_silent_and_why(
    app: Flask, client: Client
) -> None:
    event = event_to_answer_in(7)
    named = {
        name: make.stakeholder(event.programme, name=name)
        for name in (
            "Silent Ada",
            "Bounced Bo",
            "Held Cy",
            "Fine Dee",
            "No-sayer Ed",
            "Gone Flo",
            "Reached Gus",
        )
    }
    named["Silent Ada"].phone = "020 7946 0999"
    actions.invite(list(named.values()), to=event, by=SYSTEM)
    by_name = {one.person.name: one for one in db.session.scalars(select(Invitation))}
    for name in ("Bounced Bo", "Held Cy", "Fine Dee", "Reached Gus"):
        by_name[name].answer = Answer.ACCEPTED
    by_name["No-sayer Ed"].answer = Answer.DECLINED
    by_name["Gone Flo"].withdrawn_at = clock.now()
    bounced = next(one for one in letters("invitation") if one.to_name == "Bounced Bo")
    refused = next(one for one in letters("invitation") if one.to_name == "No-sayer Ed")
    once = next(one for one in letters("invitation") if one.to_name == "Reached Gus")
    for letter in (bounced, refused, once):
        letter.outcome, letter.settled_at, letter.error = Outcome.BOUNCED, clock.now(), "No such mailbox."
    actions.answer(by_name["Reached Gus"], Answer.TENTATIVE, by=SYSTEM)  # writes them a letter, which arrives
    later = next(one for one in letters() if one.to_name == "Reached Gus" and one is not once)
    later.outcome, later.settled_at = Outcome.SENT, clock.now()
    mail.hold(named["Held Cy"].email or "", "It came back three times.", by=SYSTEM)
    db.session.flush()
    client.sign_in(make.account(programme=event.programme))
    shown = client.get(f"/programmes/{event.programme.slug}/events/{event.id}/call-sheet").text
    for present in (
        "Silent Ada",
        "020 7946 0999",
        "Bounced Bo",
        "No such mailbox.",
        "Held Cy",
        "three times",
    ):
        assert present in shown
    assert shown.index("Bounced Bo") < shown.index("Held Cy") < shown.index("Silent Ada"), "by name"
    for absent in ("Fine Dee", "No-sayer Ed", "Gone Flo", "Reached Gus"):
        assert absent not in shown
