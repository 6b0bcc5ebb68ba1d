"""What should be done, by whom, by when, and what it rests on."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.events.models import Event
from roundtable.findings.models.gaps import Gap
from roundtable.literature.models import Reference
from roundtable.programmes.models import Audience, Indicator
from roundtable.themes.models import Excerpt, Theme


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
    # As a person says, who gives the reason; None leaves it as it is derived from what the recommendation rests on.
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
    sources: Mapped[list["RecommendationReference"]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan"
    )
    aims: Mapped[list["AimServed"]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan", order_by="AimServed.id"
    )
    indicators: Mapped[list["IndicatorServed"]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan"
    )
    agreements: Mapped[list["Agreement"]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan", order_by="Agreement.at"
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


class RecommendationReference(Record):
    """The literature that a recommendation rests on."""

    __table_args__ = (UniqueConstraint("recommendation_id", "reference_id"),)

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    reference_id: Mapped[int] = mapped_column(ForeignKey("reference.id", ondelete="CASCADE"), index=True)

    recommendation: Mapped[Recommendation] = relationship(back_populates="sources")
    reference: Mapped[Reference] = relationship()


class AimServed(Record):
    """An aim of the programme that a recommendation serves, in the words that the aim had when it was chosen."""

    __table_args__ = (UniqueConstraint("recommendation_id", "aim"),)

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    aim: Mapped[str] = mapped_column(String(500))

    recommendation: Mapped[Recommendation] = relationship(back_populates="aims")


class IndicatorServed(Record):
    """A measure of an outcomes framework that a recommendation is meant to move."""

    __table_args__ = (UniqueConstraint("recommendation_id", "indicator_id"),)

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id", ondelete="CASCADE"), index=True)

    recommendation: Mapped[Recommendation] = relationship(back_populates="indicators")
    indicator: Mapped[Indicator] = relationship()


class Agreement(Record):
    """A recommendation was agreed on: at an event, or in a round of voting. What was written down is no part of it."""

    __table_args__ = (UniqueConstraint("recommendation_id", "origin"),)

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(String(40))
    # "event:3" or "round:7": each counts once.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    said: Mapped[str] = mapped_column(String(300))
    # How it was agreed, in words: "All fourteen, without a vote".
    at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)

    recommendation: Mapped[Recommendation] = relationship(back_populates="agreements")
    event: Mapped[Event | None] = relationship()


class StrengthSaid(Record):
    """What somebody called the evidence, and why; the newest is the recommendation's, the earlier ones are kept."""

    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendation.id", ondelete="CASCADE"), index=True
    )
    strength: Mapped[Strength | None] = mapped_column(Choice(Strength))
    # None: left again as it is derived.
    reason: Mapped[str] = mapped_column(String(500), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    said_at: Mapped[datetime] = mapped_column(Instant)
