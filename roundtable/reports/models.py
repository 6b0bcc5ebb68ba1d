"""Reports and briefings: sections over one corpus, and the versions that were published."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.events.models import Event
from roundtable.files.models import StoredFile
from roundtable.programmes.models import Audience, Programme


class ReportKind(StrEnum):
    ROUND_TABLE = "round-table report"
    BRIEFING = "briefing"


class SectionKind(StrEnum):
    NARRATIVE = "narrative"
    GAPS = "gaps"
    RECOMMENDATIONS = "recommendations"
    GOOD_PRACTICE = "good practice"
    SUPPORT_NEEDS = "support needs"
    PARTICIPANTS = "participants"
    METHOD = "method and numbers"
    REFERENCES = "references"
    EVIDENCE = "evidence list"


class Report(Versioned, Record):
    """A document in the making, and what was published of it."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    audience_id: Mapped[int | None] = mapped_column(
        ForeignKey("audience.id", ondelete="SET NULL"), index=True
    )
    # A briefing holds only the recommendations meant for its audience.
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    subtitle: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[ReportKind] = mapped_column(Choice(ReportKind))
    summary: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    event: Mapped[Event | None] = relationship()
    audience: Mapped[Audience | None] = relationship()
    sections: Mapped[list["Section"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="Section.position"
    )
    versions: Mapped[list["Version"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="Version.number"
    )


class Section(Versioned, Record):
    """A part of a report: written, or filled from the corpus."""

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[SectionKind] = mapped_column(Choice(SectionKind))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(default="")
    # Markdown: the narrative, or what stands before what the section fills in.

    report: Mapped[Report] = relationship(back_populates="sections")


class Version(Record):
    """A report as it was published: frozen, with its hash."""

    __tablename__ = "report_version"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        Index("ix_report_version_public", "published_at", postgresql_where=text("withdrawn_at IS NULL")),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    # The document model; every format is made of it.
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    report: Mapped[Report] = relationship(back_populates="versions")
    files: Mapped[list["VersionFile"]] = relationship(back_populates="version", cascade="all, delete-orphan")


class VersionFile(Record):
    """A published version in one format."""

    __table_args__ = (UniqueConstraint("version_id", "format"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("report_version.id", ondelete="CASCADE"))
    format: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    problem: Mapped[str] = mapped_column(default="")
    # Why this format could not be made, and what to do; the others go out.

    version: Mapped[Version] = relationship(back_populates="files")
    file: Mapped[StoredFile | None] = relationship()
