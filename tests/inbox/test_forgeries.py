"""What somebody may send who means no good: to speak for others, to stop their letters, to hold up the program."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.calendar.incoming import hear
from roundtable.db import db
from roundtable.events.models import Answer, Event
from roundtable.inbox.actions import put_back, take_suggestion
from roundtable.inbox.models import Suggestion
from roundtable.inbox.quoting import pieces
from roundtable.inbox.reading import Mail, words_of_html
from roundtable.inbox.sorting import sort
from roundtable.mail.actions import Recipient, write_account_letter
from roundtable.mail.models import Address, Letter
from roundtable.mail.models import Outcome as Posted
from roundtable.mail.returns import return_path
from roundtable.trail import SYSTEM
from tests import make
from tests.inbox.stage import calendar, invited, message, reply, take
from tests.inbox.test_returned import report

ADA = "ada@people.example"
MALLORY = "mallory@elsewhere.example"


@pytest.fixture
def event(app: Flask) -> Event:
    return make.event(make.programme())


def letter_to(email: str) -> Letter:
    found = db.session.scalars(select(Letter).where(Letter.to_email == email)).one()
    found.handed_over_at = found.settled_at = clock.now()
    found.outcome = Posted.SENT
    db.session.flush()
    return found


def test_ones_own_return_path_speaks_for_nobody_else(event: Event) -> None:
    ada, mallory = invited(event, email=ADA), invited(event, email=MALLORY)
    octets = message(
        sender=MALLORY, to=return_path(letter_to(MALLORY)), diary=calendar(event, ADA, "DECLINED")
    )
    _, found = take(octets)
    assert (ada.answer, mallory.answer, found.suggestion) == (None, None, Suggestion.ANSWER)


def test_saying_to_answer_for_somebody_is_not_to_be_asked_to(event: Event) -> None:
    ada = invited(event, email=ADA)
    by = f';SENT-BY="mailto:{MALLORY}"'
    _, found = take(reply(event, ADA, "DECLINED", parameters=by, sender=MALLORY))
    assert (ada.answer, found.suggestion) == (None, Suggestion.ANSWER)


def test_an_answer_from_the_future_is_not_the_last_one(event: Event) -> None:
    ada = invited(event, email=ADA)
    take(reply(event, ADA, "DECLINED", stamp=datetime(2099, 1, 1, tzinfo=UTC)))
    assert ada.answered_stamp is not None and ada.answered_stamp < clock.now() + timedelta(hours=1)
    take(reply(event, ADA, stamp=clock.now() + timedelta(hours=1)))
    assert ada.answer is Answer.ACCEPTED


@pytest.mark.parametrize("with_own_letter", [False, True])
def test_a_return_that_only_names_somebody_holds_nobody(event: Event, with_own_letter: bool) -> None:
    for email in (ADA, MALLORY):
        invited(event, email=email)
    own = letter_to(MALLORY)
    octets = report(ADA, "5.1.1", to=return_path(own)) if with_own_letter else report(ADA, "5.1.1")
    if with_own_letter:  # two recipients: one of them may be anybody
        block = f"Final-Recipient: rfc822; {MALLORY}\nAction: delayed\nStatus: 4.2.2\n\n".encode()
        octets = octets.replace(b"Final-Recipient", block + b"Final-Recipient", 1)
    letter_to(ADA)
    _, found = take(octets)
    assert found.waits and "Anybody can write that" in found.words
    held = select(Address.email_key).where(Address.held_at.is_not(None))
    assert db.session.scalars(held).all() == []
    assert take_suggestion(found, by=SYSTEM).startswith(f"{ADA} is on hold")
    assert db.session.scalars(held).all() == [ADA]
    put_back(found, by=SYSTEM)
    assert db.session.scalars(held).all() == [] and found.waits


def test_a_complaint_that_only_names_somebody_ends_nothing(event: Event) -> None:
    invited(event, email=ADA)
    letter_to(ADA)
    octets = f"""From: {MALLORY}
Subject: Abuse report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: {ADA}

--b--
""".encode()
    _, found = take(octets)
    assert found.waits and db.session.scalars(select(Address)).all() == []


@pytest.mark.parametrize("way", ["answer", "return path", "return"])
def test_what_quotes_a_letter_about_an_account_is_shown_to_nobody(event: Event, way: str) -> None:
    to = Recipient(ADA, "Ada")
    write_account_letter(key="reset", to=to, about=make.account(), subject="Reset", text="/reset/LIVE")
    letter = letter_to(ADA)
    letter.message_id = "<reset@localhost>"
    db.session.commit()
    match way:
        case "answer":
            octets = message("> /reset/LIVE", sender=ADA, headers={"In-Reply-To": letter.message_id})
        case "return path":
            octets = message("> /reset/LIVE", sender=ADA, to=return_path(letter))
        case _:
            octets = report(ADA, "5.1.1", original=letter.message_id).replace(b"Come.", b"/reset/LIVE")
            octets = octets.replace(b" as we say", b" /reset/LIVE")
    _, found = take(octets)
    assert found.waits is (way != "return")
    assert "LIVE" not in f"{found.text} {found.octets!r} {found.detail} {found.words}"


def test_nothing_in_a_message_commands_a_terminal_or_breaks_a_line(event: Event) -> None:
    invited(event, email=ADA)
    evil = calendar(event, "ada%1B%5B2J%0Abcc:x@people.example", "\x1b[2J")
    octets = message(sender=ADA, diary=evil).replace(b"From: ada@", b"From: \x1b[2Jada@")
    line, found = take(octets)
    said = f"{line.kind} {line.whom} {line.words} {found.from_email} {found.detail}"
    assert said.isprintable()


def test_a_time_at_the_end_of_the_calendar_is_one_that_cannot_be_read(event: Event) -> None:
    invited(event, email=ADA)
    times = ("DTSTART;TZID=Pacific/Auckland:00010101T000000", "DTEND:99991231T235959Z", "DURATION:P9999W")
    diary = calendar(event, ADA, "TENTATIVE", method="COUNTER", more=times)
    _, found = take(message(sender=ADA, diary=diary, method="COUNTER", headers={"Message-ID": "<a\x00b@c>"}))
    assert "time cannot be read" in found.words and found.message_id == ""


def returned(text: bytes) -> Callable[[], object]:
    octets = b"From: MAILER-DAEMON@x.example\nSubject: Undelivered Mail\n\n" + text
    return lambda: sort(Mail(octets))


def of_diary(lines: bytes) -> Callable[[], object]:
    return lambda: hear(b"METHOD:REPLY\nBEGIN:VEVENT\n" + lines)


@pytest.mark.parametrize(
    "read",
    [
        returned(b"unable to deliver " * 1_100),
        returned(b"Final-Recipient:" + b" " * 19_000 + b"!"),
        returned(b"x\n" + b" \n" * 9_000 + b"x"),
        lambda: pieces("x" + "\n" * 49_000 + "x"),
        lambda: words_of_html("<!--" * 50_000),
        lambda: words_of_html("<template>" * 10_000 + "</head>" * 10_000),
        of_diary(b"DTSTART;TZID=Foo:20260101T000000\n" * 2_000),
        of_diary(b"BEGIN:X\n" * 60_000 + b"END:Y\n" * 60_000),
        of_diary(b"ATTENDEE;X " + b"mailto:a" * 100_000 + b";"),
        lambda: Mail(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 300_000),
    ],
)
def test_no_message_holds_up_those_after_it(read: Callable[[], object]) -> None:
    began = process_time()
    read()
    assert process_time() - began < 1
