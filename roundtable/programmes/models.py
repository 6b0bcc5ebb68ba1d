"""A programme: what it is for, whom it concerns, and what it looks like."""

from datetime import datetime, time

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.clock import LONDON
from roundtable.db import Instant, Record, Versioned


class Programme(Versioned, Record):
    """A body of work with its own stakeholders, events, evidence and reports."""

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(8))
    # Begins the reference number of each submission: "MHE" in MHE-0017.
    summary: Mapped[str] = mapped_column(String(500), default="")
    # One or two sentences for the public site.
    aims: Mapped[str] = mapped_column(default="")
    # Markdown.
    organiser: Mapped[str] = mapped_column(String(200), default="")
    # Who asks, as letters and pages name them.
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    strapline: Mapped[str] = mapped_column(String(200), default="")
    accent: Mapped[str] = mapped_column(String(7), default="#0B5D5E")
    # The colour of headings in documents, checked for contrast on white.
    zone: Mapped[str] = mapped_column(String(60), default=LONDON)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    # Letters wait between these times of day in the zone; `mail.quiet` reads them.
    safeguarding_name: Mapped[str] = mapped_column(String(200), default="")
    safeguarding_email: Mapped[str] = mapped_column(String(320), default="")
    # Who is told when somebody reads of a person who may be in danger.
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    indicators: Mapped[list["Indicator"]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="Indicator.position"
    )
    groups: Mapped[list["StakeholderGroup"]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="StakeholderGroup.position"
    )
    audiences: Mapped[list["Audience"]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="Audience.position"
    )


class Indicator(Versioned, Record):
    """A measure of an outcomes framework that the programme wants to move."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    framework: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(300))
    figure: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(300), default="")

    programme: Mapped[Programme] = relationship(back_populates="indicators")


class StakeholderGroup(Versioned, Record):
    """Employers, academics, commissioners: the groups whose balance makes a round table."""

    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120))
    # In the plural, as an arc of the ring is labelled.
    letter: Mapped[str] = mapped_column(String(2))
    # Stands beside the colour, which never speaks alone.
    colour: Mapped[int] = mapped_column(default=1)
    # 1 to 8, a place in the palette.

    programme: Mapped[Programme] = relationship(back_populates="groups")


class Audience(Versioned, Record):
    """Whom recommendations are for, each with a briefing of its own."""

    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120))

    programme: Mapped[Programme] = relationship(back_populates="audiences")
