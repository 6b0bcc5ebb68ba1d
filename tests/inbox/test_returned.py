"""Letters that come back, complaints, and what is neither."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.events.models import Event
from roundtable.inbox.models import Kind, Message, Outcome
from roundtable.mail.models import Address, Letter
from roundtable.mail.models import Outcome as Posted
from roundtable.mail.returns import return_path
from tests import make
from tests.inbox.stage import OURS, invited, message, take

ADA = "ada@people.example"


@pytest.fixture
def event(app: Flask) -> Event:
    return make.event(make.programme())


@pytest.fixture
def letter(event: Event) -> Letter:
    """An invitation that left."""
    invited(event, email=ADA)
    found = db.session.scalars(select(Letter)).one()
    found.approved_at = found.handed_over_at = found.settled_at = clock.now()
    found.outcome = Posted.SENT
    db.session.flush()
    return found


def report(
    address: str, status: str, *, to: str = OURS, action: str = "failed", original: str = "", number: int = 0
) -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <return-{number}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} as we say

--b
Content-Type: message/rfc822

Message-ID: {original or "<nobody@elsewhere.example>"}
Subject: Invitation

Come.
--b--
""".encode()


def held() -> list[str]:
    return list(db.session.scalars(select(Address.email).where(Address.held_at.is_not(None))))


def test_a_return_for_good_is_known_by_its_return_path_and_holds_the_address(letter: Letter) -> None:
    line, found = take(report("ada@moved.example", "5.1.1", to=return_path(letter)))
    assert (found.kind, found.outcome, found.letter_id) == (Kind.RETURN, Outcome.DONE, letter.id)
    assert (letter.outcome, held()) == (Posted.BOUNCED, [ADA])
    assert line.event == letter_event(letter) and "on hold" in line.words


def letter_event(letter: Letter) -> str:
    found = db.session.scalars(select(Message).where(Message.letter_id == letter.id)).first()
    assert found is not None and found.event is not None
    return found.event.slug


def test_a_return_without_it_is_known_by_what_came_back(letter: Letter) -> None:
    take(report("ada@moved.example", "5.1.1", original=letter.message_id))
    assert (letter.outcome, held()) == (Posted.BOUNCED, [ADA])


def test_one_that_may_pass_holds_nothing_until_it_comes_again_and_again(event: Event, letter: Letter) -> None:
    take(report(ADA, "4.2.2", to=return_path(letter), number=1))
    assert (letter.outcome, held()) == (Posted.BOUNCED, [])
    for number in (2, 3):
        again = Letter(
            **{
                c: getattr(letter, c)
                for c in ("kind", "subject_kind", "subject_id", "programme_id", "to_email")
            },
            key=f"again/{number}",
            written_at=clock.now(),
            due_at=clock.now(),
            handed_over_at=clock.now(),
            message_id=f"<again-{number}@localhost>",
            outcome=Posted.SENT,
        )
        db.session.add(again)
        db.session.flush()
        assert held() == []
        take(report(ADA, "4.2.2", to=return_path(again), number=number))
    assert held() == [ADA]


def test_a_delay_is_no_return(letter: Letter) -> None:
    line, _ = take(report(ADA, "4.4.1", to=return_path(letter), action="delayed"))
    assert (line.outcome, letter.outcome, held()) == ("left alone", Posted.SENT, [])


def test_a_return_of_what_we_never_sent_does_nothing(letter: Letter) -> None:
    line, _ = take(report("stranger@elsewhere.example", "5.1.1"))
    assert (line.outcome, letter.outcome, held()) == ("left alone", Posted.SENT, [])


def test_a_return_that_does_not_say_whose_waits(letter: Letter) -> None:
    octets = message("Something went wrong.", sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail")
    _, found = take(octets)
    assert found.waits and found.kind is Kind.RETURN
    assert (letter.outcome, held()) == (Posted.SENT, [])


def test_a_complaint_ends_bulk_letters_and_nothing_else(letter: Letter) -> None:
    octets = f"""From: feedback@provider.example
To: {return_path(letter)}
Subject: Abuse report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Some/1
Version: 1

--b--
""".encode()
    line, _ = take(octets)
    address = db.session.scalars(select(Address)).one()
    assert line.outcome == "done"
    assert (address.email, address.held_at, letter.outcome) == (ADA, None, Posted.SENT)
    assert address.bulk_ended_at is not None


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto-Submitted": "auto-replied"}, Kind.AUTOMATIC),
        ({"Precedence": "bulk"}, Kind.AUTOMATIC),
        ({"X-Autoreply": "yes"}, Kind.AUTOMATIC),
    ],
)
def test_automatic_replies_do_nothing(letter: Letter, headers: dict[str, str], kind: Kind) -> None:
    _, found = take(message("I am away.", sender=ADA, to=return_path(letter), headers=headers))
    assert (found.kind, found.outcome, found.letter_id) == (kind, Outcome.LEFT, letter.id)
    assert (letter.outcome, held(), found.text) == (Posted.SENT, [], "")


@pytest.mark.parametrize(
    "headers",
    [{"X-Auto-Response-Suppress": "All"}, {"Precedence": "list"}, {"List-Id": "<staff.people.example>"}],
)
def test_what_a_person_wrote_by_way_of_a_list_is_a_letter(letter: Letter, headers: dict[str, str]) -> None:
    _, found = take(message("Can Bo come?", sender=ADA, to=return_path(letter), headers=headers))
    assert found.kind is Kind.LETTER and found.waits
    away = message("Away.", sender=ADA, subject="Automatic reply: Invitation", headers=headers)
    assert take(away)[1].kind is Kind.AUTOMATIC


def test_a_read_receipt_does_nothing(letter: Letter) -> None:
    octets = f"""From: {ADA}
To: {OURS}
Subject: Read: Invitation
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {ADA}
Disposition: manual-action/MDN-sent-manually; displayed

--b--
""".encode()
    _, found = take(octets)
    assert (found.kind, found.outcome, held()) == (Kind.RECEIPT, Outcome.LEFT, [])


def test_the_real_returns_go_through_whole(letter: Letter, samples: Path) -> None:
    """Each ends as something; none stops, none holds an address to which we wrote nothing."""
    places = sorted((samples / "bounces").rglob("*.eml"))
    kinds = {take(place.read_bytes())[1].kind for place in places}
    assert kinds == {Kind.RETURN, Kind.COMPLAINT, Kind.AUTOMATIC} and held() == []
