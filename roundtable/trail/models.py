"""The trail's one table, and who can act."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from roundtable.db import Choice, Instant, Record


class ActorKind(StrEnum):
    ACCOUNT = "account"
    PERSON = "person"  # by a personal link
    GUEST = "guest"  # by a public page
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who does it: an account, a person by link, a guest of a public page, or the system."""

    kind: ActorKind
    id: int | None = None


SYSTEM = Actor(ActorKind.SYSTEM)


class Entry(Record):
    """Something that was done. It holds no personal text, so that erasing a person leaves it true."""

    __tablename__ = "trail"
    __table_args__ = (
        Index("ix_trail_subject", "subject_kind", "subject_id"),
        Index("ix_trail_programme_at", "programme_id", "at"),
        Index("ix_trail_person", "person_id"),
    )

    at: Mapped[datetime] = mapped_column(Instant)
    actor_kind: Mapped[ActorKind] = mapped_column(Choice(ActorKind))
    actor_id: Mapped[int | None]
    # The number of the account or person; not a foreign key, because the trail outlives both.
    verb: Mapped[str] = mapped_column(String(60))
    # Past tense, as it is read: "invited", "moved", "published".
    subject_kind: Mapped[str] = mapped_column(String(60))
    # The table of what it was done to.
    subject_id: Mapped[int]
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="SET NULL"))
    person_id: Mapped[int | None]
    # Whom it concerns, for that person's story.
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Numbers, dates and words of ours; never what a person wrote.
