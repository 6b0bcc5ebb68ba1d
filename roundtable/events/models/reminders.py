"""Reminders: when, and for whom."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record
from roundtable.events.models.events import Event


class Anchor(StrEnum):
    """The day that a reminder is counted from."""

    REPLY = "the reply date"
    MEETING = "the first meeting"


class Concerned(StrEnum):
    """Whom it goes to, as they stand on the day that it runs."""

    UNANSWERED = "those who have not answered"
    MAYBE = "those who said maybe"
    COMING = "those who are coming"


class ReminderRule(Record):
    """So many days before, letters to whomever it concerns then. They wait in the outbox, as every letter does."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    days: Mapped[int]
    anchor: Mapped[Anchor] = mapped_column(Choice(Anchor))
    concerned: Mapped[Concerned] = mapped_column(Choice(Concerned))
    made_at: Mapped[datetime] = mapped_column(Instant)
    ran_for: Mapped[date | None]
    # The day it was counted from when it ran last: once for each such day, and again when that day moves.
    ran_at: Mapped[datetime | None] = mapped_column(Instant)
    written: Mapped[int] = mapped_column(default=0)
    # How many letters it wrote then.

    event: Mapped[Event] = relationship()

    @property
    def counted_from(self) -> date | None:
        """The reply date, or the day of the first meeting that still takes place; none where there is no such day."""
        if self.anchor is Anchor.REPLY:
            return self.event.reply_by.date() if self.event.reply_by else None
        return self.event.coming[0].starts_local.date() if self.event.coming else None

    @property
    def runs_on(self) -> date | None:
        """The day on which it runs."""
        return self.counted_from - timedelta(days=self.days) if self.counted_from else None

    def is_due(self, today: date) -> bool:
        """Whether it should have run by this day, and has not for the day that it is counted from now."""
        return (
            self.counted_from is not None
            and self.runs_on is not None
            and self.runs_on <= today <= self.counted_from
            and self.ran_for != self.counted_from
        )
