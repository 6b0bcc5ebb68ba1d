"""What was done to a call or a submission, as its page tells it."""

from sqlalchemy import Select, select

from roundtable.access.models import Account
from roundtable.db import Record, db
from roundtable.trail.models import ActorKind
from roundtable.trail.queries import about
from roundtable.web.words import instant

_longest = 50


def story(record: Record) -> list[tuple[str, str, str]]:
    """When, who did what, newest first: rows of a timeline. Two queries."""
    entries = db.session.scalars(about(record).limit(_longest)).all()
    asked = {entry.actor_id for entry in entries if entry.actor_kind is ActorKind.ACCOUNT}
    names = {account.id: account.shown_name for account in db.session.scalars(_accounts(asked))}
    others = {
        ActorKind.PERSON: "The contributor, by personal link",
        ActorKind.GUEST: "The contributor",
        ActorKind.SYSTEM: "The system",
    }
    return [
        (
            instant(entry.at),
            f"{others.get(entry.actor_kind) or names.get(entry.actor_id or 0, 'An account')}: {entry.verb}",
            "done",
        )
        for entry in entries
    ]


def _accounts(numbers: set[int | None]) -> Select[Account]:
    return select(Account).where(Account.id.in_(numbers))
