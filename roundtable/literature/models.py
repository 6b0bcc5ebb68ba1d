"""References, the searches that found them, and what readers think of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.access.models import Account
from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.files.models import StoredFile
from roundtable.programmes.models import Programme

LONGEST_KEY = 60
LONGEST_AUTHORS = 300
LONGEST_TITLE = 500


class Stage(StrEnum):
    """How far a reference came on its way into the review, in PRISMA's steps."""

    TO_SCREEN = "to screen"
    SCREENED_OUT = "excluded on title and abstract"
    TO_ASSESS = "to assess in full text"
    NOT_RETRIEVED = "full text not found"
    ASSESSED_OUT = "excluded on full text"
    INCLUDED = "included"


class SearchKind(StrEnum):
    """Where a search was made, as PRISMA tells them apart."""

    DATABASE = "database or register"
    WEBSITE = "website"
    ORGANISATION = "organisation or person"
    CITATIONS = "citations followed"


class Search(Versioned, Record):
    """A line of the search log: where, when, with which words, what it found and what was kept of it."""

    __tablename__ = "literature_search"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SearchKind] = mapped_column(Choice(SearchKind), default=SearchKind.DATABASE)
    source: Mapped[str] = mapped_column(String(200))
    # Where: PubMed, the site of a charity.
    searched_on: Mapped[date]
    words: Mapped[str]
    # As they were typed into the source, operators and all.
    limits: Mapped[str] = mapped_column(String(500), default="")
    # Years, languages, kinds of study.
    hits: Mapped[int]
    duplicates: Mapped[int | None]
    kept: Mapped[int | None]
    # Taken on for screening. Where these two are empty, they are counted from what was imported under the search.
    notes: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class Reference(Versioned, Record):
    """What the programme builds on, and what its evidence and reports cite."""

    __table_args__ = (
        UniqueConstraint("programme_id", "key"),
        Index("ix_reference_order", "programme_id", "sorted_by", "id"),
        Index("ix_reference_doi", "programme_id", "doi"),
        Index("ix_reference_same_as", "programme_id", "same_as"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    # How text cites it: @rand2014.
    csl: Mapped[dict[str, Any]] = mapped_column(JSON)
    # The record itself, an item of CSL JSON without its id. The columns below are drawn from it for lists.
    kind: Mapped[str] = mapped_column(String(40))
    # CSL's type: article-journal, report.
    authors: Mapped[str] = mapped_column(String(LONGEST_AUTHORS))
    year: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    container: Mapped[str] = mapped_column(String(300), default="")
    # The journal, the book or the publisher that it appeared with.
    doi: Mapped[str] = mapped_column(String(200), default="")
    # Without the resolver, in lower case.
    url: Mapped[str] = mapped_column(String(500), default="")
    sorted_by: Mapped[str] = mapped_column(String(160))
    # First author, year and title, folded.
    same_as: Mapped[str] = mapped_column(String(160))
    # Title and year, folded: two with the same are the same work.
    stage: Mapped[Stage] = mapped_column(Choice(Stage), default=Stage.INCLUDED)
    reason: Mapped[str] = mapped_column(String(200), default="")
    # Why it was excluded.
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    # Of the stage.
    search_id: Mapped[int | None] = mapped_column(
        ForeignKey("literature_search.id", ondelete="SET NULL"), index=True
    )
    # The search that found it first.
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    decided_by: Mapped[Account | None] = relationship()
    search: Mapped[Search | None] = relationship()


class Found(Record):
    """A search found a reference, whether or not it was known before."""

    __tablename__ = "literature_found"
    __table_args__ = (UniqueConstraint("search_id", "reference_id"),)

    search_id: Mapped[int] = mapped_column(ForeignKey("literature_search.id", ondelete="CASCADE"))
    reference_id: Mapped[int] = mapped_column(ForeignKey("reference.id", ondelete="CASCADE"), index=True)
    times: Mapped[int] = mapped_column(default=1)
    # How often it stood in what the search gave.


class ReferenceImport(Record):
    """A file of references: uploaded, read by pandoc, previewed, then confirmed or left."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    entries_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    # What was read of it, entry by entry, as JSON; nothing while it is being read.
    problem: Mapped[str] = mapped_column(default="")
    # Why it could not be read.
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    # Somebody reads it until then.
    search_id: Mapped[int | None] = mapped_column(ForeignKey("literature_search.id", ondelete="SET NULL"))
    stage: Mapped[Stage] = mapped_column(Choice(Stage), default=Stage.TO_SCREEN)
    # Where what is new begins.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)

    programme: Mapped[Programme] = relationship()
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])
    entries: Mapped[StoredFile | None] = relationship(foreign_keys=[entries_id])
    search: Mapped[Search | None] = relationship()


class CitationStyle(Record):
    """The CSL style in which a programme's documents cite; without one, pandoc's own."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    xml: Mapped[str]
    chosen_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Design(StrEnum):
    """What kind of study a reference is."""

    SYSTEMATIC_REVIEW = "systematic review"
    TRIAL = "randomised controlled trial"
    QUASI_EXPERIMENT = "quasi-experimental study"
    COHORT = "cohort study"
    CASE_CONTROL = "case-control study"
    CROSS_SECTIONAL = "cross-sectional study"
    QUALITATIVE = "qualitative study"
    MIXED_METHODS = "mixed methods"
    ECONOMIC = "economic evaluation"
    CASE_STUDY = "case study or service evaluation"
    POLICY = "policy or statistical report"
    OPINION = "expert opinion"


class Strength(StrEnum):
    """How sure one can be of what it finds, in GRADE's four levels."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very low"

    @property
    def meaning(self) -> str:
        """The level in words."""
        return {
            Strength.HIGH: "further research is very unlikely to change the finding",
            Strength.MODERATE: "further research may change the size of the effect",
            Strength.LOW: "further research is likely to change the finding",
            Strength.VERY_LOW: "the finding is very uncertain",
        }[self]


class Appraisal(Record):
    """What one reader thinks of a reference: its design, and the strength of its evidence."""

    __tablename__ = "literature_appraisal"
    __table_args__ = (UniqueConstraint("reference_id", "account_id"),)

    reference_id: Mapped[int] = mapped_column(ForeignKey("reference.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    design: Mapped[Design] = mapped_column(Choice(Design))
    strength: Mapped[Strength] = mapped_column(Choice(Strength))
    notes: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Instant)

    account: Mapped[Account | None] = relationship()
