"""Write letters, in the transaction of the deed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app

from roundtable import clock
from roundtable.db import Record, insert_missing, new_uid
from roundtable.jobs import later
from roundtable.mail.models import Letter
from roundtable.mail.posting import post_due


@dataclass(frozen=True)
class Recipient:
    """To whom a letter goes."""

    email: str
    name: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """A letter to be written: `key` names its occasion, so that a second press writes no second letter."""

    key: str
    to: Recipient
    about: Record
    detail: Mapping[str, Any] = field(default_factory=dict)


def write(
    kind: str,
    drafts: Iterable[Draft],
    *,
    programme_id: int | None,
    automatic: bool = False,
    secret: bool = False,
    due_at: datetime | None = None,
) -> list[int]:
    """Write letters of one kind into the outbox, in the transaction of the deed; gives the ids of the new ones.

    What an organiser starts waits there for approval. What is `automatic` (a receipt, a confirmation of what a guest
    just did) goes by itself once the transaction is on disk.
    """
    now = clock.now()
    host = current_app.extensions["settings"].host_name
    written = insert_missing(
        Letter,
        [
            {
                "key": draft.key,
                "kind": kind,
                "subject_kind": draft.about.__tablename__,
                "subject_id": draft.about.id,
                "programme_id": programme_id,
                "person_id": draft.to.person_id,
                "to_email": draft.to.email,
                "to_name": draft.to.name[:200],
                "detail": dict(draft.detail),
                "automatic": automatic,
                "secret": secret,
                "written_at": now,
                "due_at": due_at or now,
                "approved_at": now if automatic else None,
                "message_id": f"<{new_uid()}@{host}>",
                "attempts": 0,
                "error": "",
            }
            for draft in drafts
        ],
        unique=["key"],
    )
    if automatic and written:
        later(post_due)
    return written


def write_account_letter(*, key: str, to: Recipient, about: Record, subject: str, text: str) -> None:
    """Write a letter about an account (reset, sign-in): it goes by itself and nobody is shown it.

    `text` is Markdown; it is deleted once the letter is sent.
    """
    detail = {"subject": subject, "text": text}
    write("account", [Draft(key, to, about, detail)], programme_id=None, automatic=True, secret=True)
