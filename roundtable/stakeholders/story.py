"""What was done about a person, as sentences."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select

from roundtable.access.queries import shown_names
from roundtable.db import db
from roundtable.trail import ActorKind, Entry
from roundtable.trail.sentences import sentence_of, unnamed

LONGEST = 300


@dataclass(frozen=True)
class Sentence:
    """One deed: when, and who did what."""

    at: datetime
    words: str


def sentences(entries: Select[Entry]) -> list[Sentence]:
    """The newest deeds as sentences, in two queries."""
    found = list(db.session.scalars(entries.limit(LONGEST)))
    names = shown_names(entry.actor_id for entry in found if entry.actor_kind is ActorKind.ACCOUNT)
    return [Sentence(entry.at, f"{_who(entry, names)} {_words(entry)}") for entry in found]


def _words(entry: Entry) -> str:
    said = sentence_of(entry.verb, entry.subject_kind, named=False)
    what = "this person" if entry.subject_kind == "person" else unnamed(entry.subject_kind)
    said = said.format(what=what, whom="this person")
    fields = entry.detail.get("fields") if entry.detail else None
    if fields:
        said += ": " + ", ".join(str(field).replace("_", " ") for field in fields)
    return said


def _who(entry: Entry, names: dict[int, str]) -> str:
    if entry.actor_kind is ActorKind.ACCOUNT:
        return names.get(entry.actor_id or 0, "A closed account")
    if entry.actor_kind is ActorKind.PERSON:
        return "This person" if entry.actor_id == entry.person_id else "Somebody by a personal link"
    return "A guest of the public page" if entry.actor_kind is ActorKind.GUEST else "Roundtable"
