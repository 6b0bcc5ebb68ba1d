"""One way there and back through Postfix and Dovecot: invited, answered from a diary, and a letter that comes back."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from smtplib import SMTP

import pytest
from flask import Flask
from icalendar import Calendar
from imap_tools import BaseMailBox, MailBoxUnencrypted
from sqlalchemy import select

from roundtable import clock
from roundtable.config import Settings
from roundtable.db import db
from roundtable.events.models import Answer, Invitation
from roundtable.inbox.mailbox import read_mailbox
from roundtable.mail import actions as mail
from roundtable.mail.models import Address, Letter, Outcome
from roundtable.mail.posting import post
from roundtable.mail.queries import in_programme
from roundtable.trail import SYSTEM
from tests import make
from tests.inbox.servers import MAILBOXES, PASSWORD, THEIRS, Servers, missing, running
from tests.inbox.stage import invited

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(bool(missing()), reason=missing() or "they are there"),
]
US, ADA = MAILBOXES


@pytest.fixture
def servers(app: Flask) -> Iterator[Servers]:
    """The application's post goes out by Postfix and comes in by Dovecot."""
    before: Settings = app.extensions["settings"]
    with running() as found:
        app.extensions["settings"] = replace(
            before, smtp_url=found.smtp_url, imap_url=found.imap_url(US), mail_from=US
        )
        yield found
        app.extensions["settings"] = before


def wait_for_mail(servers: Servers, mailbox: str, number: int = 1) -> BaseMailBox:
    """The mailbox once it holds so many messages."""
    box = MailBoxUnencrypted("127.0.0.1", servers.imap, timeout=20).login(mailbox, PASSWORD)
    while len(box.uids()) < number:
        assert box.idle.wait(timeout=20), "no mail came"
    return box


def answer_from(box: BaseMailBox) -> EmailMessage:
    """What Ada's diary makes of the invitation in her mailbox."""
    (letter,) = list(box.fetch())
    (part,) = [one for one in letter.obj.walk() if one.get_content_type() == "text/calendar"]
    asked = Calendar.from_ical(part.get_payload(decode=True))
    assert asked["METHOD"] == "REQUEST"
    asked["METHOD"] = "REPLY"
    (entry,) = asked.walk("VEVENT")
    entry["ATTENDEE"].params["PARTSTAT"] = "ACCEPTED"
    entry["DTSTAMP"].dt = clock.now()
    reply = EmailMessage()
    reply["From"], reply["To"] = ADA, str(entry["ORGANIZER"]).removeprefix("mailto:")
    reply["Subject"], reply["Message-ID"] = f"Accepted: {entry['SUMMARY']}", f"<answer@{THEIRS}>"
    reply.set_content("I will be there.")
    reply.add_alternative(asked.to_ical().decode(), subtype="calendar", params={"method": "REPLY"})
    return reply


def test_there_and_back_through_postfix_and_dovecot(servers: Servers) -> None:
    event = make.event(make.programme(), title="Our table")
    ada = invited(event, email=ADA)
    invited(event, email=f"nobody@{THEIRS}")
    waiting = in_programme(event.programme_id)
    assert mail.approve(waiting, seen_at=clock.now(), up_to=10**9, by=SYSTEM) == 2
    db.session.commit()
    assert post()["sent"] == 2

    with wait_for_mail(servers, ADA) as box, SMTP("127.0.0.1", servers.smtp) as smtp:
        smtp.send_message(answer_from(box))
    wait_for_mail(servers, US, 2).logout()  # her answer, and what came back from nobody
    lines = {line.kind: line for line in read_mailbox()}
    assert {kind: line.outcome for kind, line in lines.items()} == {"answer": "done", "return": "done"}, lines

    ada = db.session.get_one(Invitation, ada.id)
    assert (ada.answer, ada.answer_source) == (Answer.ACCEPTED, "diary")
    letters = {
        one.to_email: one for one in db.session.scalars(select(Letter).where(Letter.kind == "invitation"))
    }
    assert letters[ADA].outcome is Outcome.SENT
    assert letters[f"nobody@{THEIRS}"].outcome is Outcome.BOUNCED
    held = db.session.scalars(select(Address).where(Address.held_at.is_not(None))).all()
    assert [one.email for one in held] == [f"nobody@{THEIRS}"]

    assert list(read_mailbox()) == []  # both are marked
