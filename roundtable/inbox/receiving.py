"""Take a message in: sort it, find whom it concerns, do what it asks or keep it for a person.

Whoever handed a message to us may forget it once this returns. One that cannot be read, whatever the reason, is kept
for a person and holds up no other.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError, OperationalError

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.inbox import answers, evidence, returned
from roundtable.inbox.matching import is_of_a_secret, place
from roundtable.inbox.models import Kind, Message, Outcome
from roundtable.inbox.reading import Mail
from roundtable.inbox.sorting import Automatic, Complaint, Diary, Receipt, Return, sort

log = logging.getLogger(__name__)

M = TypeVar("M")

TOGETHER = 25
TOGETHER_OCTETS = 4 * 1024 * 1024
"""Messages that are worth one wait for the disk, and how many octets of them are held at once."""
LARGEST = 30 * 1024 * 1024
"""Octets of a message that are read; mail servers take no more either."""
KEPT = 2 * 1024 * 1024
"""Octets of the source that are kept for a person to look at."""


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


def groups(messages: Iterable[M], octets_of: Callable[[M], bytes]) -> Iterator[list[M]]:
    """Messages as they are taken in together: a few, and not too much of them in memory."""
    group: list[M] = []
    size = 0
    for message in messages:
        group.append(message)
        size += len(octets_of(message))
        if len(group) >= TOGETHER or size >= TOGETHER_OCTETS:
            yield group
            group, size = [], 0
    if group:
        yield group


def receive(octets: bytes, *, source: str) -> Line:
    """Take in one message and commit. Only what makes the database itself fail is raised."""
    return receive_some([octets], source=source)[0]


def receive_some(messages: Sequence[bytes], *, source: str, once_more: bool = True) -> list[Line]:
    """Take in a few messages and commit them together: waiting for the disk takes longest.

    Where one of them goes wrong, each is taken in by itself; and one that another process took in at the same moment
    is looked at once more, when it is known.
    """
    try:
        with transaction():
            return _lines([take_in(octets[:LARGEST], source=source) for octets in messages])
    except OperationalError:
        raise
    except Exception as trouble:
        if len(messages) > 1:
            return [receive(octets, source=source) for octets in messages]
        if once_more and isinstance(trouble, IntegrityError):
            return receive_some(messages, source=source, once_more=False)
        log.exception("A message could not be taken in")
    with transaction():
        return _lines([_keep(messages[0][:LARGEST], source)])


Taken = tuple[Message, bool]
"""A message, and whether it had been read before."""


def take_in(octets: bytes, *, source: str) -> Taken:
    """The same in the present transaction; raises whatever goes wrong."""
    mail = Mail(octets)
    message = _new(mail, source)
    if (known := _read_before(message)) is not None:
        return known, True
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
            if not evidence.take(mail, message):
                _keep_letter(mail, message)
    came_back = sorted_as.of if isinstance(sorted_as, Return | Complaint) else ()
    says_something = message.waits or message.detail.get("recipients")
    if says_something and is_of_a_secret(mail, came_back):
        _withhold(message)
    elif message.waits:
        message.octets, message.text = octets[:KEPT], mail.text
        message.attachments = [
            {"name": one.name, "type": one.media_type, "size": one.size} for one in mail.attachments
        ]
    db.session.add(message)
    db.session.flush()
    return message, False


def _withhold(message: Message) -> None:
    """Keep nothing that may quote a letter with somebody's own link: every organiser reads what waits."""
    message.detail = {name: value for name, value in message.detail.items() if name != "recipients"}
    if message.kind is Kind.LETTER:
        message.words = "Somebody wrote back to a letter that only they may read"
    if message.waits:
        message.words = (
            f"{message.words.rstrip('.')}. What it says may quote their own link, so it is not kept."
        )


def _new(mail: Mail, source: str) -> Message:
    """Its row, which joins the session when everything about it is known."""
    return Message(
        message_id=mail.message_id[:320],
        digest=mail.digest,
        source=source,
        received_at=clock.now(),
        written_at=mail.written_at,
        from_email=mail.sender[1],
        from_name=mail.sender[0][:300],
        subject=mail.subject,
        **_nothing(),
    )


def _nothing() -> dict[str, Any]:
    return {"kind": Kind.UNREADABLE, "words": "", "detail": {}, "text": "", "attachments": []}


_KNOWN = select(Message.id).where(
    Message.message_id == bindparam("message_id"), Message.digest == bindparam("digest")
)


def _read_before(message: Message) -> Message | None:
    number = db.session.scalar(_KNOWN, {"message_id": message.message_id, "digest": message.digest})
    return None if number is None else db.session.get_one(Message, number)


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


def _keep(octets: bytes, source: str) -> Taken:
    """What this program cannot read is a person's to read."""
    message = Message(
        message_id="", digest=sha256(octets).hexdigest(), source=source, received_at=clock.now(), **_nothing()
    )
    if (known := _read_before(message)) is not None:
        return known, True
    message.octets = octets[:KEPT]
    message.words = "This message could not be read. Its source is below; the server's log says more."
    db.session.add(message)
    db.session.flush()
    return message, False


def _lines(taken: list[Taken]) -> list[Line]:
    return [_line(message, again) for message, again in taken]


def _line(message: Message, again: bool) -> Line:
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
