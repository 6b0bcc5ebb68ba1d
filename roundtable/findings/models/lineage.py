"""What findings came from which, and the count of their numbers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record
from roundtable.findings.models.gaps import Gap
from roundtable.findings.models.recommendations import Recommendation


class Joining(StrEnum):
    MERGED = "merged"
    SPLIT = "split"


class GapLineage(Record):
    """A gap came from another: of several merged into it, or split off with others. Undone, the line stays."""

    __table_args__ = (UniqueConstraint("parent_id", "child_id"),)

    parent_id: Mapped[int] = mapped_column(ForeignKey("gap.id", ondelete="CASCADE"))
    child_id: Mapped[int] = mapped_column(ForeignKey("gap.id", ondelete="CASCADE"), index=True)
    deed: Mapped[Joining] = mapped_column(Choice(Joining))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)

    parent: Mapped[Gap] = relationship(foreign_keys=[parent_id])
    child: Mapped[Gap] = relationship(foreign_keys=[child_id])


class RecommendationLineage(Record):
    """A recommendation came from another, likewise."""

    __table_args__ = (UniqueConstraint("parent_id", "child_id"),)

    parent_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    child_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"), index=True)
    deed: Mapped[Joining] = mapped_column(Choice(Joining))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)

    parent: Mapped[Recommendation] = relationship(foreign_keys=[parent_id])
    child: Mapped[Recommendation] = relationship(foreign_keys=[child_id])


class FindingNumbering(Record):
    """The last number that was given to a gap, or to a recommendation, of a programme."""

    __table_args__ = (UniqueConstraint("programme_id", "kind"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    # The name of the findings' table.
    last_number: Mapped[int]
