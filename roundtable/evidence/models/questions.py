"""What a call asks beside its core: questions of many types, put together by the organiser."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.evidence.models.calls import Call
from roundtable.evidence.models.submissions import Kind


class FieldType(StrEnum):
    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"  # one of several
    CHOICES = "choices"  # any number of several
    SCALE = "scale"
    NUMBER = "number"
    MONEY = "money"
    FILE = "file"
    REFERENCE = "reference"
    SECTION = "section"  # a heading over those that follow it; asks nothing itself


class Question(Versioned, Record):
    """A question of a call, or a heading over several. It is retired, never deleted: answers may rest on it."""

    __table_args__ = (Index("ix_question_call", "call_id", "position"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("evidence_call.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    # Its place in the form, from 1. Retired ones keep theirs.
    type: Mapped[FieldType] = mapped_column(Choice(FieldType))
    # Never changes: answers are of that type.
    label: Mapped[str] = mapped_column(String(300))
    guidance: Mapped[str] = mapped_column(default="")
    # Markdown, beside the question.
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    # Of a choice: each {"key", "label"}, in order. A key keeps its meaning and is given once.
    limits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Number: "least", "most" (decimals as text) and "unit". Scale: "lowest", "highest" (whole numbers), "low", "high"
    # (what its ends mean). Money: "currency". Of a choice: "last_key", the last key that was given.
    needed: Mapped[bool] = mapped_column(default=False)
    # Whether it must be answered where it is asked.
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The kinds of submission that it is asked with; empty means all.
    shown_if_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="SET NULL"), index=True
    )
    shown_if_key: Mapped[str] = mapped_column(String(20), default="")
    # It is asked only where this earlier choice was answered with this key. That of a section holds for all under it.
    wording: Mapped[int] = mapped_column(default=1)
    # Rises with each change of what is asked; an answer keeps the words that it answered.
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    # When it was first answered.
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    # Since when it is no longer asked.
    created_at: Mapped[datetime] = mapped_column(Instant)

    call: Mapped[Call] = relationship()
    earlier: Mapped[list["QuestionWording"]] = relationship(
        cascade="all, delete-orphan", order_by="QuestionWording.number"
    )

    def is_for(self, kind: Kind) -> bool:
        """Whether it is asked with submissions of this kind."""
        return not self.kinds or kind.value in self.kinds


class QuestionWording(Record):
    """What a question asked before it was changed, where somebody had answered it."""

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))
    guidance: Mapped[str] = mapped_column(default="")
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    limits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    until: Mapped[datetime] = mapped_column(Instant)
    # When it was changed.
