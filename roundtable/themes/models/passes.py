"""Coding passes: several readers code the same submissions without seeing each other's marks.

What is marked in a pass stands apart from the excerpts that count, so that nothing blind is counted, quoted or
exported before somebody has settled it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.access.models import Account
from roundtable.db import Instant, Record
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.evidence.parts import TEXT
from roundtable.themes.models.codebook import Theme


class CodingPass(Record):
    """Some submissions, read by several coders apart."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    # From then on all see the marks of all, and nobody marks any more: all were done, or it was opened before.

    coders: Mapped[list["PassCoder"]] = relationship(back_populates="coding_pass", order_by="PassCoder.id")
    submissions: Mapped[list["PassSubmission"]] = relationship(order_by="PassSubmission.id")


class PassCoder(Record):
    """An account that reads in a pass."""

    __table_args__ = (UniqueConstraint("pass_id", "account_id"),)

    pass_id: Mapped[int] = mapped_column(ForeignKey("coding_pass.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    finished_at: Mapped[datetime | None] = mapped_column(Instant)

    coding_pass: Mapped[CodingPass] = relationship(back_populates="coders")
    account: Mapped[Account] = relationship()


class PassSubmission(Record):
    """A submission in a pass, in the version that all its coders read."""

    __table_args__ = (UniqueConstraint("pass_id", "version_id"),)

    pass_id: Mapped[int] = mapped_column(ForeignKey("coding_pass.id", ondelete="CASCADE"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id", ondelete="CASCADE"))

    submission: Mapped[Submission] = relationship()
    version: Mapped[SubmissionVersion] = relationship()


class PassMark(Record):
    """Words that speak of a theme, as one coder of a pass reads them."""

    __table_args__ = (
        UniqueConstraint("coder_id", "version_id", "part", "starts", "ends", "theme_id"),
        Index("ix_pass_mark_version", "version_id"),
    )

    coder_id: Mapped[int] = mapped_column(ForeignKey("pass_coder.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(60), default=TEXT)
    starts: Mapped[int]
    ends: Mapped[int]
    # Code points of that part.
    words: Mapped[str]
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    memo: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    # Taken back by its coder; kept, so that it can be put back.

    coder: Mapped[PassCoder] = relationship()
    theme: Mapped[Theme] = relationship()


class PassReading(Record):
    """A coder has read a submission of a pass to its end: what they left unmarked is meant so."""

    __table_args__ = (UniqueConstraint("coder_id", "submission_id"),)

    coder_id: Mapped[int] = mapped_column(ForeignKey("pass_coder.id", ondelete="CASCADE"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    read_at: Mapped[datetime] = mapped_column(Instant)


class PassSettlement(Record):
    """Whether a paragraph speaks of a theme, decided after the coders' marks were compared. The newest holds."""

    __table_args__ = (Index("ix_pass_settlement_place", "pass_id", "version_id", "paragraph", "theme_id"),)

    pass_id: Mapped[int] = mapped_column(ForeignKey("coding_pass.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id", ondelete="CASCADE"))
    paragraph: Mapped[int]
    # Its number, counted through the version's parts.
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    holds: Mapped[bool]
    # The paragraph speaks of the theme; or it does not.
    reason: Mapped[str] = mapped_column(String(500), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime] = mapped_column(Instant)

    account: Mapped[Account | None] = relationship()
