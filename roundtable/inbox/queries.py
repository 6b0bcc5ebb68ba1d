"""Find messages."""

from datetime import timedelta

from sqlalchemy import Select, func, or_, select

from roundtable import clock
from roundtable.db import db
from roundtable.events.models import Event, Proposal
from roundtable.inbox.models import BY_HAND, Kind, Message, Outcome

BY_ITSELF = (Outcome.DONE, Outcome.LEFT)
COUNTED = 1_000
"""How far messages are counted; beyond that there are "more than"."""
KEPT = timedelta(days=90)
"""For so long a person can read again what was dealt with, and put it back; then its words are deleted."""


def in_programme(programme_id: int) -> Select[Message]:
    """The messages of a programme, and those that nobody can place: somebody must see them. Newest first."""
    return (
        select(Message)
        .where(or_(Message.programme_id == programme_id, Message.programme_id.is_(None)))
        .order_by(Message.id.desc())
    )


SETTLED = select(Proposal.id).where(or_(Proposal.accepted_at.is_not(None), Proposal.declined_at.is_not(None)))


def waiting(messages: Select[Message]) -> Select[Message]:
    """Those that wait for a person. A proposal may have been answered on the event's desk."""
    unanswered = or_(Message.proposal_id.is_(None), Message.proposal_id.not_in(SETTLED))
    return messages.where(Message.outcome.is_(None), unanswered)


def dealt_with(messages: Select[Message]) -> Select[Message]:
    """Those that a person has decided; a proposal that was answered elsewhere comes with the next sweep."""
    return messages.where(BY_HAND)


def is_kept(message: Message) -> bool:
    """Whether its words are still there, and what undoing it needs."""
    return message.settled_at is None or message.settled_at >= clock.now() - KEPT


def kept(messages: Select[Message]) -> Select[Message]:
    return messages.where(Message.settled_at >= clock.now() - KEPT)


def done_by_itself(messages: Select[Message]) -> Select[Message]:
    """Those that asked nobody."""
    return messages.where(Message.outcome.in_(BY_ITSELF))


def of_kind(messages: Select[Message], kind: Kind) -> Select[Message]:
    return messages.where(Message.kind == kind)


def has_words(messages: Select[Message], words: str) -> Select[Message]:
    """Those whose sender or subject has these words in it."""
    return messages.where(
        Message.from_name.icontains(words, autoescape=True)
        | Message.from_email.icontains(words, autoescape=True)
        | Message.subject.icontains(words, autoescape=True)
    )


def count(messages: Select[Message]) -> int:
    """How many, as far as COUNTED."""
    some = messages.order_by(None).with_only_columns(Message.id).limit(COUNTED)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def neighbours(messages: Select[Message], message: Message) -> tuple[int | None, int | None]:
    """The numbers of the messages before and after it in the list."""
    numbers = messages.order_by(None).with_only_columns(Message.id)
    before = numbers.where(Message.id > message.id).order_by(Message.id).limit(1)
    after = numbers.where(Message.id < message.id).order_by(Message.id.desc()).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


def events_of(messages: list[Message]) -> dict[int, str]:
    """The titles of the events that these are about."""
    numbers = {message.event_id for message in messages if message.event_id is not None}
    if not numbers:
        return {}
    return dict(db.session.execute(select(Event.id, Event.title).where(Event.id.in_(numbers))).all())


def has_source(message: Message) -> bool:
    """Whether its octets are kept, without reading them."""
    return bool(db.session.scalar(select(Message.octets.is_not(None)).where(Message.id == message.id)))
