"""A case study, its money, and what it rests on."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.evidence.models import Submission
from roundtable.literature.models import Reference
from roundtable.programmes.models import Programme


class Per(StrEnum):
    """Of whom, or of what time, an amount speaks."""

    ALL = "in all"
    YEAR = "in all, per year"
    PERSON = "per person"
    PERSON_YEAR = "per person and year"
    EMPLOYER = "per employer"
    OUTCOME = "per outcome reached"

    @property
    def is_share(self) -> bool:
        """Whether it is a share, such as per person: those of different people cannot be added."""
        return self not in (Per.ALL, Per.YEAR)


class CaseStudy(Versioned, Record):
    """What was done somewhere, and what came of it."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    setting: Mapped[str]
    # Where, and for whom.
    done: Mapped[str]
    cost: Mapped[str] = mapped_column(default="")
    benefit: Mapped[str] = mapped_column(default="")
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submission.id", ondelete="SET NULL"), index=True
    )
    # The good practice that it was drawn from. When that is withdrawn, the case study is not counted.
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    submission: Mapped[Submission | None] = relationship()
    lines: Mapped[list["CostLine"]] = relationship(
        back_populates="case_study", cascade="all, delete-orphan", order_by="CostLine.id"
    )
    rests_on: Mapped[list["CaseReference"]] = relationship(cascade="all, delete-orphan")

    @property
    def counts(self) -> bool:
        """Whether it may be shown and counted: it is on the list, and what it was drawn from stands."""
        return self.removed_at is None and (self.submission is None or self.submission.stands)

    @property
    def standing_lines(self) -> list["CostLine"]:
        return [line for line in self.lines if line.removed_at is None]


class CostLine(Record):
    """A cost and a benefit, in one currency, at the prices of one year, per whom."""

    __tablename__ = "case_cost_line"

    case_study_id: Mapped[int] = mapped_column(ForeignKey("case_study.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    cost: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    benefit: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    # At least one of the two is known.
    currency: Mapped[str] = mapped_column(String(3))
    # ISO 4217: GBP.
    price_year: Mapped[int]
    per: Mapped[Per] = mapped_column(Choice(Per))
    comparator: Mapped[str] = mapped_column(String(200), default="")
    # Against what: usual care, the year before.
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    case_study: Mapped[CaseStudy] = relationship(back_populates="lines")


class CaseReference(Record):
    """A case study rests on a reference."""

    __table_args__ = (UniqueConstraint("case_study_id", "reference_id"),)

    case_study_id: Mapped[int] = mapped_column(ForeignKey("case_study.id", ondelete="CASCADE"))
    reference_id: Mapped[int] = mapped_column(ForeignKey("reference.id", ondelete="CASCADE"), index=True)

    reference: Mapped[Reference] = relationship()
