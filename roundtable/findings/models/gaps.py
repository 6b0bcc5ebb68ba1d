"""What is missing, with the words and the references that show it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Instant, Record, Versioned
from roundtable.literature.models import Reference
from roundtable.themes.models import Excerpt, Theme


class Gap(Versioned, Record):
    """What is missing: in provision, in knowledge, in support."""

    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        Index("ix_gap_listed", "programme_id", "withdrawn_at", "number"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    number: Mapped[int]
    # G1, G2 …, never used twice.
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(default="")
    # Markdown.
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    theme: Mapped[Theme | None] = relationship()
    evidence: Mapped[list["GapEvidence"]] = relationship(back_populates="gap", cascade="all, delete-orphan")
    sources: Mapped[list["GapReference"]] = relationship(back_populates="gap", cascade="all, delete-orphan")

    @property
    def mark(self) -> str:
        return f"G{self.number}"


class GapEvidence(Record):
    """The words that show a gap."""

    __table_args__ = (UniqueConstraint("gap_id", "excerpt_id"),)

    gap_id: Mapped[int] = mapped_column(ForeignKey("gap.id", ondelete="CASCADE"))
    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id", ondelete="CASCADE"), index=True)

    gap: Mapped[Gap] = relationship(back_populates="evidence")
    excerpt: Mapped[Excerpt] = relationship()


class GapReference(Record):
    """The literature that shows a gap."""

    __table_args__ = (UniqueConstraint("gap_id", "reference_id"),)

    gap_id: Mapped[int] = mapped_column(ForeignKey("gap.id", ondelete="CASCADE"))
    reference_id: Mapped[int] = mapped_column(ForeignKey("reference.id", ondelete="CASCADE"), index=True)

    gap: Mapped[Gap] = relationship(back_populates="sources")
    reference: Mapped[Reference] = relationship()
