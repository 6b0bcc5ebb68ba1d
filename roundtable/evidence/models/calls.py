"""A call for evidence: what is asked, of whom, until when."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.clock import LONDON, WallTime
from roundtable.db import Instant, LocalTime, Record, Versioned
from roundtable.events.models import Event
from roundtable.programmes.models import Programme


class Call(Versioned, Record):
    """A call for evidence: what is asked, of whom, until when."""

    __tablename__ = "evidence_call"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    # Where it gathers what was said at one event.
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(default="")
    # Markdown.
    zone: Mapped[str] = mapped_column(String(60), default=LONDON)
    opens_local: Mapped[datetime | None] = mapped_column(LocalTime)
    closes_local: Mapped[datetime | None] = mapped_column(LocalTime)
    # None stays open until it is closed by hand.
    remind_days: Mapped[int | None]
    # So many days before it closes, whoever has an open draft is reminded, once; None reminds nobody.
    public_at: Mapped[datetime | None] = mapped_column(Instant)
    # Since when the public site shows it.
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    # Closed by hand.
    received: Mapped[int] = mapped_column(default=0)
    # How many submissions count: those that came, less those withdrawn or set aside. A list of calls counts nothing.
    created_at: Mapped[datetime] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    event: Mapped[Event | None] = relationship()

    def is_open(self, at: datetime) -> bool:
        """Whether it takes submissions at that moment."""
        return self.closed_at is None and not self.is_yet_to_open(at) and not self.is_past(at)

    def is_yet_to_open(self, at: datetime) -> bool:
        return self.opens is not None and at < self.opens.instant

    def is_past(self, at: datetime) -> bool:
        """Whether its closing time has gone by, to the end of the minute that is named."""
        return self.closes is not None and at >= self.closes.instant + timedelta(minutes=1)

    @property
    def closes(self) -> WallTime | None:
        return WallTime(self.closes_local, self.zone) if self.closes_local else None

    @property
    def opens(self) -> WallTime | None:
        return WallTime(self.opens_local, self.zone) if self.opens_local else None
