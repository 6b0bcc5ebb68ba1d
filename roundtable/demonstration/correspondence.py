"""What has come in by mail: a letter, another time, an answer from a strange address, and somebody who is away."""

from datetime import timedelta
from email.message import EmailMessage

from flask import current_app
from sqlalchemy import select, update

from roundtable import clock
from roundtable.calendar.lines import local, utc
from roundtable.db import UNWATCHED, db
from roundtable.events.appointments import uid_of
from roundtable.events.models import Event, Invitation
from roundtable.inbox.receiving import take_in
from roundtable.mail.models import Letter, Outcome
from roundtable.stakeholders.models import Person

LETTER = """\
Dear Olive,

thank you for thinking of me. I build staircases, and since the spring it is my daughter who runs the workshop and
speaks with people when they come back. Could she come in my place, or both of us at one screen?

Ignatius Pell

On behalf of the programme, Olive Organiser wrote:
> You are invited to the webinar. Please answer on your own page.
"""
AWAY = "I am away until the beginning of next month and do not read my letters. For anything urgent ask the office."
DIARY = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//A diary//EN
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
SEQUENCE:0
DTSTAMP:{stamp}
{more}
END:VEVENT
END:VCALENDAR
"""


def letters_left(event: Event, *, days_ago: int) -> None:
    """The letters that wait about this event went, so many days ago: what happened before the demonstration began."""
    at = clock.now() - timedelta(days=days_ago)
    ours = select(Invitation.id).where(Invitation.event_id == event.id)
    db.session.execute(
        update(Letter)
        .where(
            Letter.subject_kind == Invitation.__tablename__,
            Letter.subject_id.in_(ours),
            Letter.settled_at.is_(None),
        )
        .values(
            written_at=at,
            approved_at=at,
            handed_over_at=at,
            settled_at=at,
            outcome=Outcome.SENT,
            calendar_stamp=at,
            calendar_sequence=event.moves,
        ),
        execution_options=UNWATCHED,
    )


WRITERS = ("Ignatius Pell", "Dev Saltmarsh", "Priscilla Quayle", "Tobias Fenwick-Lowe")
"""Guests who write back by mail."""


def receive_letters(event: Event) -> None:
    """Take in what guests of a coming event have sent."""
    _take("Ignatius Pell", event, "Re: Invitation", LETTER, answers=True)
    day = timedelta(days=1)
    meeting = event.meetings[0]
    proposed = (
        "ATTENDEE;CN=Dev Saltmarsh;PARTSTAT=TENTATIVE:mailto:{address}",
        f"DTSTART;TZID={meeting.zone}:{local(meeting.starts_local + day)}",
        f"DTEND;TZID={meeting.zone}:{local(meeting.ends_local + day)}",
        "COMMENT:Thursdays we see people all day. Would the Friday do?",
    )
    _take("Dev Saltmarsh", event, "New time proposed", "", method="COUNTER", lines=proposed)
    said = ("ATTENDEE;CN=Priscilla Quayle;PARTSTAT=DECLINED:mailto:{address}",)
    _take(
        "Priscilla Quayle",
        event,
        "Declined: the first conversation",
        "",
        method="REPLY",
        lines=said,
        sender="p.quayle@at-home.example",
    )
    _take("Tobias Fenwick-Lowe", event, "Automatic reply: Invitation", AWAY, automatic=True)


def _take(
    name: str,
    event: Event,
    subject: str,
    text: str,
    *,
    answers: bool = False,
    method: str = "",
    lines: tuple[str, ...] = (),
    sender: str = "",
    automatic: bool = False,
) -> None:
    invitation, address = db.session.execute(
        select(Invitation, Person.email)
        .join(Invitation.person)
        .where(Invitation.event_id == event.id, Person.name == name)
    ).one()
    letter = db.session.scalars(
        select(Letter).where(
            Letter.subject_kind == Invitation.__tablename__, Letter.subject_id == invitation.id
        )
    ).first()
    made = EmailMessage()
    made["From"] = f"{name} <{sender or address}>"
    made["To"] = current_app.extensions["settings"].mail_from
    made["Subject"] = subject
    made["Date"] = clock.now()
    if automatic:
        made["Auto-Submitted"] = "auto-replied"
    if answers and letter is not None:
        made["In-Reply-To"] = letter.message_id
    made.set_content(text or "Sent from a diary.")
    if method:
        diary = DIARY.format(
            method=method,
            uid=uid_of(event.meetings[0]),
            stamp=utc(clock.now()),
            more="\n".join(lines).format(address=address),
        )
        made.add_alternative(diary, subtype="calendar", params={"method": method})
    take_in(made.as_bytes(), source="mailbox")
