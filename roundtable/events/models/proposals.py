"""Another time, proposed from a diary (COUNTER)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.clock import WallTime
from roundtable.db import Instant, LocalTime, Record
from roundtable.events.models.events import Meeting
from roundtable.events.models.invitations import Invitation


class Proposal(Record):
    """A guest would like the meeting at another time. It moves nothing: the organiser accepts or declines it."""

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    sequence: Mapped[int]
    # Of the meeting when it was proposed: a move since then may have answered it.
    starts_local: Mapped[datetime] = mapped_column(LocalTime)
    ends_local: Mapped[datetime] = mapped_column(LocalTime)
    zone: Mapped[str] = mapped_column(String(60))
    comment: Mapped[str] = mapped_column(String(1000), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    declined_at: Mapped[datetime | None] = mapped_column(Instant)

    meeting: Mapped[Meeting] = relationship()
    invitation: Mapped[Invitation] = relationship()

    @property
    def starts(self) -> WallTime:
        return WallTime(self.starts_local, self.zone)

    @property
    def ends(self) -> WallTime:
        return WallTime(self.ends_local, self.zone)

    @property
    def is_settled(self) -> bool:
        return self.accepted_at is not None or self.declined_at is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the meeting was moved or called off since."""
        return self.meeting.sequence > self.sequence or self.meeting.cancelled_at is not None
