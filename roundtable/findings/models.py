"""What we draw from the evidence: gaps and recommendations, each with the words that it rests on."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.programmes.models import Audience
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


class Strength(StrEnum):
    STRONG = "strong"
    MODERATE = "moderate"
    EMERGING = "emerging"
    CONSENSUS = "consensus"  # agreed at the table, with little written evidence


class Recommendation(Versioned, Record):
    """What should be done, by whom, by when, and how well it is supported."""

    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        Index("ix_recommendation_listed", "programme_id", "withdrawn_at", "number"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    number: Mapped[int]
    # R1, R2 …, never used twice.
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(default="")
    # Markdown.
    owner: Mapped[str] = mapped_column(String(200), default="")
    timescale: Mapped[str] = mapped_column(String(120), default="")
    measure: Mapped[str] = mapped_column(String(300), default="")
    # How it will be known that it was done.
    strength: Mapped[Strength | None] = mapped_column(Choice(Strength))
    strength_reason: Mapped[str] = mapped_column(String(500), default="")
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    theme: Mapped[Theme | None] = relationship()
    audiences: Mapped[list["Ask"]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan"
    )
    gaps: Mapped[list["GapAnswered"]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan"
    )
    evidence: Mapped[list["RecommendationEvidence"]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan"
    )

    @property
    def mark(self) -> str:
        return f"R{self.number}"


class Ask(Record):
    """A recommendation is meant for an audience, and what it asks of them."""

    __table_args__ = (UniqueConstraint("recommendation_id", "audience_id"),)

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(default="")

    recommendation: Mapped[Recommendation] = relationship(back_populates="audiences")
    audience: Mapped[Audience] = relationship()


class GapAnswered(Record):
    """A recommendation answers a gap."""

    __table_args__ = (UniqueConstraint("recommendation_id", "gap_id"),)

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    gap_id: Mapped[int] = mapped_column(ForeignKey("gap.id", ondelete="CASCADE"), index=True)

    recommendation: Mapped[Recommendation] = relationship(back_populates="gaps")
    gap: Mapped[Gap] = relationship()


class RecommendationEvidence(Record):
    """The words that a recommendation rests on."""

    __table_args__ = (UniqueConstraint("recommendation_id", "excerpt_id"),)

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id", ondelete="CASCADE"), index=True)

    recommendation: Mapped[Recommendation] = relationship(back_populates="evidence")
    excerpt: Mapped[Excerpt] = relationship()
