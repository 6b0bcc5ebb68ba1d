"""Reports and briefings: sections over one corpus, and the versions that were published."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.events.models import Event
from roundtable.evidence.models import Attribution, Submission
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

    __table_args__ = (
        Index("ix_report_listed", "programme_id", "changed_at", "id"),
        Index("ix_report_briefings", "programme_id", "kind", "audience_id"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
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
        primaryjoin="and_(Section.report_id == Report.id, Section.removed_at.is_(None))",
        order_by="Section.position, Section.id",
        viewonly=True,
    )
    # Those that stand, in their order.
    versions: Mapped[list["Version"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="Version.number"
    )

    @property
    def is_briefing(self) -> bool:
        return self.kind is ReportKind.BRIEFING


class Section(Versioned, Record):
    """A part of a report: written, or filled from the corpus."""

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[SectionKind] = mapped_column(Choice(SectionKind))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(default="")
    # Markdown: the narrative, or what stands before what the section fills in.
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    # Taken out of the report; kept, so that it can be put back.

    report: Mapped[Report] = relationship()


class Version(Record):
    """A report as it stood at one moment: frozen, with its hash, and perhaps published."""

    __tablename__ = "report_version"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        Index("ix_report_version_public", "published_at", postgresql_where=text("withdrawn_at IS NULL")),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str]
    # As the document has them, for lists: the report's own may be worked on already. The summary is its bare words.
    document: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    # The document model; every format is made of it. Read when it is asked for: it is long.
    sha256: Mapped[str] = mapped_column(String(64))
    # Of the document without its fingerprint, which is how this begins.
    made_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    # A version that is not published is a draft to read, print and pass round.
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    report: Mapped[Report] = relationship(back_populates="versions")
    files: Mapped[list["VersionFile"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="VersionFile.id"
    )

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class FileState(StrEnum):
    MADE = "made"
    FAILED = "failed"
    STOPPED = "stopped"
    BEING_MADE = "being made"
    WAITING = "waiting"


class VersionFile(Record):
    """A version in one format: asked for, being made, made, or why not."""

    __table_args__ = (UniqueConstraint("version_id", "format"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("report_version.id", ondelete="CASCADE"))
    format: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    problem: Mapped[str] = mapped_column(default="")
    # Why this format could not be made, and what to do; the others go out.
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    # Whoever makes it has so long; then another may.
    attempts: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)

    version: Mapped[Version] = relationship(back_populates="files")
    file: Mapped[StoredFile | None] = relationship()

    def state(self, now: datetime) -> FileState:
        """What has become of it by then."""
        if self.file_id is not None:
            return FileState.MADE
        if self.problem:
            return FileState.FAILED
        if self.stopped_at is not None:
            return FileState.STOPPED
        if self.lease_until is not None and self.lease_until > now:
            return FileState.BEING_MADE
        return FileState.WAITING


class Answer(StrEnum):
    """What a contributor says to words of theirs that are to be printed."""

    AGREED = "agreed"
    OTHER_WORDS = "asked for a change"
    REFUSED = "refused"


class Quotation(Record):
    """Words of a submission in one report: under which name, and whether their giver has seen them there."""

    __table_args__ = (UniqueConstraint("report_id", "submission_id", "words_key"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    words: Mapped[str]
    words_key: Mapped[str] = mapped_column(String(64))
    # The SHA-256 of the words as they are compared.
    place: Mapped[str] = mapped_column(String(300))
    # Where they stand: "R3 Commission support for people who are in work".
    attribution: Mapped[Attribution | None] = mapped_column(Choice(Attribution))
    # For this use; none is as the submission says.
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    link_number: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    # The author took the question back; its link is dead.
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[Answer | None] = mapped_column(Choice(Answer))
    note: Mapped[str] = mapped_column(String(2000), default="")
    # What the contributor says to it.
    made_at: Mapped[datetime] = mapped_column(Instant)

    report: Mapped[Report] = relationship()
    submission: Mapped[Submission] = relationship()

    @property
    def use(self) -> Attribution | None:
        """Under which name here; none where the submission says, or said something else after this was answered."""
        changed = self.submission.attributed_at
        if changed is not None and self.answered_at is not None and self.answered_at < changed:
            return None
        return self.attribution
