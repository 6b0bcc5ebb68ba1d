"""Take a message in: sort it, find whom it concerns, do what it asks or keep it for a person.

Each message is one transaction, so that whoever handed it to us may forget it once this returns. One that cannot be
read, whatever the reason, is kept for a person and holds up no other.
"""

import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from roundtable import clock
from roundtable.db import db, insert_missing, transaction
from roundtable.inbox import answers, returned
from roundtable.inbox.matching import place
from roundtable.inbox.models import Kind, Message, Outcome
from roundtable.inbox.reading import Mail
from roundtable.inbox.sorting import Automatic, Complaint, Diary, Receipt, Return, sort

log = logging.getLogger(__name__)

LARGEST = 30 * 1024 * 1024
"""Octets of a message that are read; mail servers take no more either."""
KEPT = 2 * 1024 * 1024
"""Octets of the source that are kept for a person to look at."""


_BLANK: dict[str, Any] = {
    "written_at": None,
    "from_email": "",
    "from_name": "",
    "subject": "",
    "kind": Kind.UNREADABLE,
    "words": "",
    "detail": {},
    "text": "",
    "attachments": [],
}


@dataclass(frozen=True)
class Line:
    """What became of one message, as the shell tells it."""

    kind: str
    whom: str
    event: str
    outcome: str
    words: str
    message_id: str
    again: bool = False
    waits: bool = False


def receive(octets: bytes, *, source: str) -> Line:
    """Take in one message and commit. Only what makes the database itself fail is raised."""
    try:
        with transaction():
            return take_in(octets[:LARGEST], source=source)
    except OperationalError:
        raise
    except Exception:
        log.exception("A message could not be taken in")
    with transaction():
        return _keep(octets[:LARGEST], source)


def take_in(octets: bytes, *, source: str) -> Line:
    """The same in the present transaction; raises whatever goes wrong."""
    mail = Mail(octets)
    message, again = _row(mail, source)
    if again:
        return line_of(message, again=True)
    sorted_as = sort(mail)
    match sorted_as:
        case Diary():
            answers.take(sorted_as, mail, message)
        case Return():
            returned.take_return(sorted_as, mail, message)
        case Complaint():
            returned.take_complaint(sorted_as, mail, message)
        case Automatic():
            place(message, mail)
            _leave(message, Kind.AUTOMATIC, "An automatic reply. It says nothing about the person's answer.")
        case Receipt():
            place(message, mail)
            _leave(message, Kind.RECEIPT, "A read receipt. Reading is no answer.")
        case _:
            _keep_letter(mail, message)
    if message.waits:
        message.octets, message.text = octets[:KEPT], mail.text
        message.attachments = [
            {"name": one.name, "type": one.media_type, "size": one.size} for one in mail.attachments
        ]
    db.session.flush()
    return line_of(message)


def _row(mail: Mail, source: str) -> tuple[Message, bool]:
    """The message's row, and whether it was there: of two who read the same at once, one makes it."""
    known = {"message_id": mail.message_id[:320], "digest": mail.digest}
    row = (
        _BLANK
        | known
        | {
            "source": source,
            "received_at": clock.now(),
            "written_at": mail.written_at,
            "from_email": mail.sender[1],
            "from_name": mail.sender[0][:300],
            "subject": mail.subject,
        }
    )
    made = insert_missing(Message, [row], unique=["message_id", "digest"])
    if made:
        return db.session.get_one(Message, made[0]), False
    return db.session.scalars(select(Message).filter_by(**known)).one(), True


def _leave(message: Message, kind: Kind, words: str) -> None:
    message.kind, message.outcome, message.words = kind, Outcome.LEFT, words
    message.settled_at = clock.now()


def _keep_letter(mail: Mail, message: Message) -> None:
    """A person wrote: it waits, beside whom and what it answers as far as that can be told."""
    message.kind = Kind.LETTER
    letter, invitation, known = place(message, mail)
    about = f" about {invitation.event.title}" if invitation is not None else ""
    if letter is not None:
        message.words = f"A person wrote back{about}. Nobody but you can read what they mean."
    elif known:
        message.words = "A person in the register wrote, and it answers no letter of ours."
    else:
        message.words = "Somebody wrote who is not in the register, and it answers no letter of ours."


def _keep(octets: bytes, source: str) -> Line:
    """What this program cannot read is a person's to read."""
    known = {"message_id": "", "digest": sha256(octets).hexdigest()}
    row = _BLANK | known | {"source": source, "received_at": clock.now()}
    made = insert_missing(Message, [row], unique=["message_id", "digest"])
    message = db.session.scalars(select(Message).filter_by(**known)).one()
    if made:
        message.octets = octets[:KEPT]
        message.words = "This message could not be read. Its source is below; the server's log says more."
        db.session.flush()
    return line_of(message, again=not made)


def line_of(message: Message, *, again: bool = False) -> Line:
    """What became of it, in words."""
    invitation = message.invitation
    whom = invitation.person.name if invitation is not None else message.from_name or message.from_email
    return Line(
        kind=message.kind.value,
        whom=whom,
        event=message.event.slug if message.event is not None else "",
        outcome="read before" if again else (message.outcome.value if message.outcome else "waits for you"),
        words=message.words,
        message_id=message.message_id,
        again=again,
        waits=message.waits,
    )
