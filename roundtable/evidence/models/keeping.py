"""What keeps submissions whole: sealed words, campaigns, likenesses, and flags that somebody may be in danger."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.access.models import Account
from roundtable.db import Choice, Instant, Record
from roundtable.evidence.models.submissions import Submission, SubmissionVersion


class SealedWords(Record):
    """A version as it stood before words were taken out of it. Read only by its own deed, which leaves a trail."""

    version_id: Mapped[int] = mapped_column(
        ForeignKey("submission_version.id", ondelete="CASCADE"), unique=True
    )
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    # The fields of the version that held words, by their names.
    taken_out: Mapped[list[str]] = mapped_column(JSON)
    # The words that were taken out, as they were typed: publication looks for them.
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    version: Mapped[SubmissionVersion] = relationship()


class Campaign(Record):
    """Submissions with nearly the same words, gathered by a person. Each counts; pages say of how many it is one."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Instant)
    dissolved_at: Mapped[datetime | None] = mapped_column(Instant)
    # Its submissions stand by themselves again.


class SafeguardingFlag(Record):
    """Somebody read of a person who may be in danger, and told whom the programme names for it."""

    __table_args__ = (Index("ix_safeguarding_flag_open", "programme_id", "settled_at", "id"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    concern: Mapped[str] = mapped_column(String(1000), default="")
    # What worries whoever raised it; never in a letter.
    told: Mapped[str] = mapped_column(String(320), default="")
    # The address that was written to.
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(String(1000), default="")
    # What was done about it, or that it was raised by mistake.

    submission: Mapped[Submission] = relationship()
    account: Mapped[Account | None] = relationship()


class Verdict(StrEnum):
    """What a person made of a likeness."""

    CAMPAIGN = "campaign"
    DUPLICATE = "duplicate"
    APART = "apart"  # alike by chance, or for good reasons


class Likeness(Record):
    """A submission says nearly what an earlier one said: a suggestion, for a person to decide."""

    __table_args__ = (
        UniqueConstraint("submission_id", "first_id"),
        Index("ix_likeness_listed", "programme_id", "verdict", "first_id", "submission_id"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    first_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    # The earliest of those that are alike.
    score: Mapped[float]
    # 0 to 100: RapidFuzz's ratio of the folded words.
    shared: Mapped[str] = mapped_column(String(300), default="")
    # The longest stretch that both have, which is why.
    found_at: Mapped[datetime] = mapped_column(Instant)
    verdict: Mapped[Verdict | None] = mapped_column(Choice(Verdict))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)

    submission: Mapped[Submission] = relationship(foreign_keys=[submission_id])
    first: Mapped[Submission] = relationship(foreign_keys=[first_id])


class LikenessBand(Record):
    """A part of the signature of a submission that is like none before it, by which later ones find it."""

    __table_args__ = (Index("ix_likeness_band_found", "programme_id", "band"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    band: Mapped[int] = mapped_column(BigInteger)


class LikenessSearch(Record):
    """A programme's submissions on their way through the comparison; one row a programme."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    # Whoever compares has so long; then another may.
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
