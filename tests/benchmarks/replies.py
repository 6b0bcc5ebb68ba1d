"""2,000 answers of diaries, read, matched and noted as the worker does it that reads the mailbox."""

import time
from email.message import EmailMessage

from sqlalchemy import func, select

from roundtable import clock
from roundtable.calendar.lines import utc
from roundtable.calendar.zones import vtimezone
from roundtable.db import db, transaction
from roundtable.events import actions
from roundtable.events.appointments import uid_of
from roundtable.events.models import Event, Invitation
from roundtable.inbox.receiving import TOGETHER, receive_some
from roundtable.stakeholders.models import Person
from roundtable.trail import SYSTEM
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.table import note

COUNT = 2_000


def measure() -> None:
    """In processor time; by the clock it is said beside it."""
    with installation() as place, place.app.app_context():
        made = sowing.programme()
        sowing.event(made)
        sowing.people(made, COUNT)
        db.session.commit()
        with transaction():
            event = db.session.scalars(select(Event)).one()
            people = db.session.scalars(select(Person)).all()
            actions.invite(people, to=event, by=SYSTEM)
            uid = uid_of(event.meetings[0])
            messages = [_reply(uid, person.email or "") for person in people]
        db.session.remove()
        before, began = time.process_time(), time.monotonic()
        for start in range(0, COUNT, TOGETHER):
            receive_some(messages[start : start + TOGETHER], source="mailbox")
        spent, lasted = time.process_time() - before, time.monotonic() - began
        answered = db.session.scalar(select(func.count(Invitation.id)).where(Invitation.answer.is_not(None)))
        if answered != COUNT:
            raise RuntimeError(f"{answered} of {COUNT} answers were noted")
        note(
            "answers of diaries read, a second of processor time",
            COUNT / spent,
            "≥ 200",
            at_least=200,
            said=f"{COUNT / lasted:,.0f} a second by the clock",
        )


def _reply(uid: str, address: str) -> bytes:
    lines = [
        *("BEGIN:VCALENDAR", "PRODID:-//A diary//EN", "VERSION:2.0", "METHOD:REPLY"),
        *vtimezone("Europe/London", 2027, 2027).decode().strip().split("\r\n"),
        *("BEGIN:VEVENT", f"UID:{uid}", "SEQUENCE:0", f"DTSTAMP:{utc(clock.now())}"),
        "DTSTART;TZID=Europe/London:20270120T090000",
        "DTEND;TZID=Europe/London:20270120T170000",
        f'ATTENDEE;CN="{address}";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED:mailto:{address}',
        "ORGANIZER:mailto:roundtable@localhost",
        *("END:VEVENT", "END:VCALENDAR", ""),
    ]
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = address, "roundtable@localhost", "Accepted: Bench"
    made["Message-ID"] = f"<{address}>"
    made.set_content("It is accepted.")
    made.add_alternative("<p>It is accepted.</p>", subtype="html")
    made.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REPLY"})
    return made.as_bytes()
