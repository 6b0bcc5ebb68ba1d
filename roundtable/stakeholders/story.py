"""What was done about a person, as sentences."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from roundtable.access import Account
from roundtable.db import db
from roundtable.trail import ActorKind, Entry

LONGEST = 300


@dataclass(frozen=True)
class Sentence:
    """One deed: when, what, by whom."""

    at: datetime
    words: str
    who: str


def sentences(entries: Select[Entry]) -> list[Sentence]:
    """The newest deeds as sentences, in two queries."""
    found = list(db.session.scalars(entries.limit(LONGEST)))
    numbers = {entry.actor_id for entry in found if entry.actor_kind is ActorKind.ACCOUNT}
    accounts = db.session.scalars(select(Account).where(Account.id.in_(numbers))) if numbers else ()
    names = {account.id: account.shown_name for account in accounts}
    return [Sentence(entry.at, _words(entry), _who(entry, names)) for entry in found]


def _words(entry: Entry) -> str:
    said = entry.verb[:1].upper() + entry.verb[1:]
    if entry.subject_kind != "person":
        said += f" ({entry.subject_kind.replace('_', ' ')})"
    fields = entry.detail.get("fields") if entry.detail else None
    if fields:
        said += ": " + ", ".join(str(field).replace("_", " ") for field in fields)
    return said


def _who(entry: Entry, names: dict[int, str]) -> str:
    if entry.actor_kind is ActorKind.ACCOUNT:
        return names.get(entry.actor_id or 0, "an account that is gone")
    if entry.actor_kind is ActorKind.PERSON:
        return "by personal link"
    return "by a public page" if entry.actor_kind is ActorKind.GUEST else "by the system"
