"""An event with a guest, what their diary would send, and real messages made to be about them."""

import email
import quopri
import re
from base64 import encodebytes
from datetime import UTC, datetime
from email.message import EmailMessage

from flask import current_app

from roundtable.db import db
from roundtable.events import actions as events
from roundtable.events.models import Event, Invitation
from roundtable.inbox.models import Message
from roundtable.inbox.receiving import Line, receive
from roundtable.trail import SYSTEM
from tests import make

OURS = "roundtable@localhost"
STAMP = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def invited(event: Event, **values: object) -> Invitation:
    """Somebody who was invited, with the letter that did it in the outbox."""
    person = make.stakeholder(event.programme, **values)
    (number,) = events.invite([person], to=event, by=SYSTEM)
    db.session.commit()
    return db.session.get_one(Invitation, number)


def uid_of(event: Event, place: int = 0) -> str:
    return f"{event.meetings[place].uid}@{current_app.extensions['settings'].host_name}"


def calendar(
    event: Event,
    address: str,
    said: str = "ACCEPTED",
    *,
    method: str = "REPLY",
    sequence: int = 0,
    stamp: datetime = STAMP,
    more: tuple[str, ...] = (),
    parameters: str = "",
    place: int = 0,
) -> str:
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Some diary//EN", f"METHOD:{method}", "BEGIN:VEVENT"),
        f"UID:{uid_of(event, place)}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT={said}{parameters}:mailto:{address}",
        *more,
        *("END:VEVENT", "END:VCALENDAR"),
    ]
    return "\r\n".join([*lines, ""])


def message(
    text: str = "",
    *,
    sender: str,
    to: str = OURS,
    subject: str = "Accepted",
    headers: dict[str, str] | None = None,
    diary: str = "",
    method: str = "REPLY",
) -> bytes:
    """A message as a mail program writes it, with a calendar part or without."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = "Sun, 01 Nov 2026 09:00:00 +0000"
    for name, value in (headers or {}).items():
        made[name] = value
    made.set_content(text or "As my diary says.")
    if diary:
        made.add_alternative(diary, subtype="calendar", params={"method": method})
    return made.as_bytes()


def reply(event: Event, address: str, said: str = "ACCEPTED", *, sender: str = "", **values: object) -> bytes:
    """A diary's answer from the guest's own address."""
    return message(sender=sender or address, diary=calendar(event, address, said, **values))


def take(octets: bytes) -> tuple[Line, Message]:
    """Take it in; the line that tells of it, and its row."""
    line = receive(octets, source="file")
    newest = db.session.query(Message).order_by(Message.id.desc()).first()
    assert newest is not None
    return line, newest


def adapted(octets: bytes, event: Event, swaps: dict[str, str]) -> bytes:
    """A real message with our event's UID and the addresses swapped; all else as it came."""
    found = email.message_from_bytes(octets)
    for part in found.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            body = part.get_payload(decode=True)
            assert isinstance(body, bytes)
            body = re.sub(rb"\r?\n[ \t]", b"", body)
            body = _swapped(re.sub(rb"(?m)^UID:[^\r\n]*", f"UID:{uid_of(event)}".encode(), body), swaps)
            encoding = str(part.get("Content-Transfer-Encoding", "7bit")).lower()
            if encoding == "base64":
                part.set_payload(encodebytes(body).decode())
            elif encoding == "quoted-printable":
                part.set_payload(quopri.encodestring(body).decode())
            else:
                part.set_payload(body.decode("ascii", "surrogateescape"))
    return _swapped(found.as_bytes(), swaps)


def _swapped(octets: bytes, swaps: dict[str, str]) -> bytes:
    for old, new in swaps.items():
        octets = re.sub(re.escape(old.encode()), new.encode(), octets, flags=re.IGNORECASE)
    return octets
