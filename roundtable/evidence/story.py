"""What was done to a call or a submission, as its page tells it."""

from roundtable.access.queries import shown_names
from roundtable.db import Record, db
from roundtable.trail.models import ActorKind
from roundtable.trail.queries import about
from roundtable.web.words import instant

_longest = 50
_sentences = {
    "submitted": "sent it",
    "imported": "brought it in with an import",
    "edited": "changed it",
    "attributed": "changed how it may be quoted",
    "withdrawn": "withdrew it",
    "restored": "undid the withdrawal",
    "added a file": "added a file",
    "took a file away": "took a file away",
    "put a file back": "put a file back",
    "removed the details of a file": "put a clean copy in the place of a picture",
    "brought back the details of a file": "put a picture back as it came",
    "corrected": "corrected it",
    "redacted": "took words out of it",
    "anonymised": "took out who somebody is",
    "opened what is sealed of": "opened what is sealed of it",
    "put words back into": "put the words back",
    "set aside": "set it aside as out of scope",
    "set aside as a duplicate": "set it aside, because it was sent twice",
    "counted again": "let it count again",
    "raised a concern about": "raised a safeguarding concern",
    "decided what is like": "decided about those that are like it",
    "asked again what is like": "asked again about those that are like it",
    "answered about a quotation of": "answered about a quotation",
    "took back a question about": "took back a question about a quotation",
    "link sent": "asked for a fresh link",
    "made": "made the call",
    "copied": "made the call as a copy of another",
    "added a question": "added a question",
    "changed a question": "changed a question",
    "moved a question": "moved a question",
    "retired a question": "took a question out",
    "put a question back": "put a question back",
    "published": "published it",
    "closed": "closed it",
    "reopened": "opened it again",
    "exported": "exported its submissions",
    "imported submissions": "imported submissions",
}


def story(record: Record) -> list[tuple[str, str, str]]:
    """When, who did what, newest first: rows of a timeline. Two queries."""
    entries = db.session.scalars(about(record).limit(_longest)).all()
    names = shown_names(entry.actor_id for entry in entries if entry.actor_kind is ActorKind.ACCOUNT)
    others = {
        ActorKind.PERSON: "The contributor, by personal link",
        ActorKind.GUEST: "The contributor",
        ActorKind.SYSTEM: "The system",
    }
    return [
        (
            instant(entry.at),
            f"{others.get(entry.actor_kind) or names.get(entry.actor_id or 0, 'An account')} {_sentences.get(entry.verb, entry.verb)}",
            "done",
        )
        for entry in entries
    ]
