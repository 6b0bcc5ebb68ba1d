"""An event that repeats: one entry of the diary, with a rule."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from roundtable.calendar import Repetition
from roundtable.clock import LONDON, WallTime
from roundtable.db import Choice, LocalTime, Record


class Series(Record):
    """The pattern of an event's meetings. Each meeting may differ from it: moved, elsewhere, or called off.

    A series has one UID, that of its first meeting, and one SEQUENCE, which all its meetings share.
    """

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    every: Mapped[Repetition] = mapped_column(Choice(Repetition))
    zone: Mapped[str] = mapped_column(String(60), default=LONDON)
    starts_local: Mapped[datetime] = mapped_column(LocalTime)
    ends_local: Mapped[datetime] = mapped_column(LocalTime)
    # Of the first meeting, as the rule has it.
    place: Mapped[str] = mapped_column(String(400), default="")
    joining_link: Mapped[str] = mapped_column(String(500), default="")
    joining_note: Mapped[str] = mapped_column(default="")
    changed_sequence: Mapped[int] = mapped_column(default=0)
    # The SEQUENCE of the last change of the whole.

    @property
    def starts(self) -> WallTime:
        return WallTime(self.starts_local, self.zone)

    @property
    def ends(self) -> WallTime:
        return WallTime(self.ends_local, self.zone)
