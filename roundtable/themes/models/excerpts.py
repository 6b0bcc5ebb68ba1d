"""The words that the codebook was applied to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.access.models import Account
from roundtable.db import Choice, Instant, Record
from roundtable.evidence.models import SubmissionVersion
from roundtable.evidence.parts import TEXT
from roundtable.themes.models.codebook import Theme

CONTEXT = 80
# How many code points before and after an excerpt are kept with it.


class Excerpt(Record):
    """The exact words of one version of a submission, from one code point to another."""

    __table_args__ = (UniqueConstraint("version_id", "part", "starts", "ends"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(60), default=TEXT)
    # In which of the version's parts the words stand.
    starts: Mapped[int]
    ends: Mapped[int]
    # Code points of that part.
    words: Mapped[str]
    before: Mapped[str] = mapped_column(String(CONTEXT), default="")
    after: Mapped[str] = mapped_column(String(CONTEXT), default="")
    memo: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    # Unmarked; kept, so that it can be put back.

    version: Mapped[SubmissionVersion] = relationship()
    account: Mapped[Account | None] = relationship()
    codings: Mapped[list["Coding"]] = relationship(back_populates="excerpt", cascade="all, delete-orphan")

    @property
    def leading(self) -> str:
        """The words before, from the first whole one on."""
        if self.starts <= len(self.before):
            return self.before
        return "… " + self.before.partition(" ")[2]

    @property
    def trailing(self) -> str:
        """The words after, up to the last whole one."""
        if len(self.after) < CONTEXT:
            return self.after
        return self.after.rpartition(" ")[0] + " …"


class Anchoring(Record):
    """An excerpt was anchored in a later version: where it stood before, so that it can go back."""

    __tablename__ = "excerpt_anchoring"

    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("submission_version.id", ondelete="CASCADE"), index=True
    )
    starts: Mapped[int]
    ends: Mapped[int]
    # Code points of its part in that version.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)

    excerpt: Mapped[Excerpt] = relationship()
    version: Mapped[SubmissionVersion] = relationship()


class Suggested(StrEnum):
    """What a suggestion rested on."""

    RULE = "rule"
    SAME_WORDS = "same words"
    TERMS = "terms"


class Coding(Record):
    """An excerpt speaks of a theme, in somebody's reading."""

    __table_args__ = (
        UniqueConstraint("excerpt_id", "theme_id"),
        Index("ix_coding_theme_excerpt", "theme_id", "excerpt_id"),
    )

    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    coder: Mapped[str] = mapped_column(String(300), default="")
    # Who coded it elsewhere, as an imported file calls them; several are parted by semicolons.
    created_at: Mapped[datetime] = mapped_column(Instant)
    suggested_by: Mapped[Suggested | None] = mapped_column(Choice(Suggested))
    suggested_why: Mapped[str] = mapped_column(String(300), default="")
    # Where it was a suggestion that the account took: on what it rested.

    excerpt: Mapped[Excerpt] = relationship(back_populates="codings")
    theme: Mapped[Theme] = relationship()
    account: Mapped[Account | None] = relationship()


class Reading(Record):
    """A submission was read, and there was nothing in it to mark."""

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    read_at: Mapped[datetime] = mapped_column(Instant)
