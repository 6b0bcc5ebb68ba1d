"""What of a person is kept in this room, for deeds that span rooms: merge, erasure, an access request."""

from typing import Any

from sqlalchemy import select, update

from roundtable.db import UNWATCHED, db
from roundtable.inbox.models import Message


def moved(old: int, new: int) -> None:
    """What one person wrote is the other's, after a merge."""
    moving = update(Message).where(Message.person_id == old).values(person_id=new)
    db.session.execute(moving, execution_options=UNWATCHED)


def erase(person_id: int) -> None:
    """Forget who wrote and what; that a message came in, and of which kind, stays."""
    nothing: dict[str, Any] = {
        "person_id": None,
        "from_email": "",
        "from_name": "",
        "subject": "",
        "words": "",
        "text": "",
        "attachments": [],
        "detail": {},
        "octets": None,
        "suggestion": None,
    }
    erased = update(Message).where(Message.person_id == person_id).values(**nothing)
    db.session.execute(erased, execution_options=UNWATCHED)


def everything_about(person_id: int) -> list[dict[str, Any]]:
    """What came in from them, for an access request."""
    found = db.session.scalars(select(Message).where(Message.person_id == person_id).order_by(Message.id))
    return [
        {
            "received_at": message.received_at.isoformat(),
            "from": message.from_email,
            "subject": message.subject,
            "kind": message.kind.value,
            "text": message.text,
            "done": message.words,
        }
        for message in found
    ]
