"""What was submitted to a call: its words stand in versions, and never change once received."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.access.models import Account
from roundtable.db import Choice, Instant, Record
from roundtable.evidence.models.calls import Call
from roundtable.evidence.parts import TEXT, Part
from roundtable.literature.models import Reference
from roundtable.programmes.models import StakeholderGroup
from roundtable.stakeholders.models import Person


class Kind(StrEnum):
    GAP = "gap"
    RECOMMENDATION = "recommendation"
    GOOD_PRACTICE = "good practice"
    EVIDENCE = "evidence"
    SUPPORT_NEED = "support need"


LABELS: Mapping[Kind, str] = {
    Kind.GAP: "What is missing",
    Kind.RECOMMENDATION: "What should be done",
    Kind.GOOD_PRACTICE: "What was done",
    Kind.EVIDENCE: "What was seen or measured",
    Kind.SUPPORT_NEED: "What is needed",
}
# What the text of each kind says.


class Attribution(StrEnum):
    NAMED = "named"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"
    WITHHELD = "withheld"  # may be read and counted, not printed


class Source(StrEnum):
    FORM = "form"
    IMPORT = "import"
    SCRIBE = "scribe"  # written down on somebody's behalf
    PAPER = "paper"  # typed in from the printed form
    OFFLINE = "offline"  # typed in from the form as a Word file


class Change(StrEnum):
    """Why a version came to be."""

    RECEIVED = "received"
    EDITED = "edited"  # by its contributor, while the call was open
    CORRECTED = "corrected"  # a slip of the pen or of the scribe
    REDACTED = "redacted"  # words taken out that nobody is to read
    ANONYMISED = "anonymised"  # words taken out that say who somebody is
    RESTORED = "restored"  # the sealed words put back


class Aside(StrEnum):
    """Why a submission is kept and not counted as evidence."""

    OUT_OF_SCOPE = "out of scope"
    DUPLICATE = "duplicate"


class Numbering(Record):
    """The last number that a programme gave to a submission; none is ever used twice."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), unique=True)
    last_number: Mapped[int] = mapped_column(default=0)


class Submission(Record):
    """Something that was said to us. Its words stand in versions, and never change once received."""

    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        UniqueConstraint("programme_id", "reference"),
        UniqueConstraint("call_id", "import_key"),
        Index("ix_submission_call", "call_id", "number"),
        Index("ix_submission_kind", "programme_id", "kind", "number"),
        Index("ix_submission_group", "programme_id", "group_id", "number"),
        Index("ix_submission_attribution", "programme_id", "attribution", "number"),
        Index("ix_submission_listed", "programme_id", "withdrawn_at", "set_aside_at", "number"),
        Index(
            "ix_submission_uncompared",
            *("programme_id", "id"),
            sqlite_where=text("compared_version IS NULL"),
            postgresql_where=text("compared_version IS NULL"),
        ),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    call_id: Mapped[int] = mapped_column(ForeignKey("evidence_call.id", ondelete="CASCADE"))
    number: Mapped[int]
    # Counted through the programme, whatever the call.
    reference: Mapped[str] = mapped_column(String(40))
    # "MHE-0017", as receipts and reports cite it.
    kind: Mapped[Kind] = mapped_column(Choice(Kind))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    pseudonym: Mapped[str] = mapped_column(String(120), default="", index=True)
    # A contributor without a name, as an import tells them apart.
    contributor: Mapped[str] = mapped_column(String(200), default="")
    # The name that they gave, as it may be printed.
    email: Mapped[str | None] = mapped_column(String(320))
    # For the receipt. It proves nobody: only a personal link or an organiser ties a submission to a person.
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("stakeholder_group.id", ondelete="SET NULL"), index=True
    )
    on_behalf_of: Mapped[str] = mapped_column(String(200), default="")
    # An organisation, or empty for oneself.
    attribution: Mapped[Attribution] = mapped_column(Choice(Attribution))
    attributed_at: Mapped[datetime | None] = mapped_column(Instant)
    # When that was changed last; what was chosen for single uses before then holds no longer.
    consent_basis: Mapped[str] = mapped_column(String(500), default="")
    # The wording that was agreed to, or on what basis imported text may be used.
    link_number: Mapped[int] = mapped_column(default=0)
    import_key: Mapped[str | None] = mapped_column(String(64))
    # Which row of which import: the same file again adds none.
    import_id: Mapped[int | None] = mapped_column(
        ForeignKey("submission_import.id", ondelete="SET NULL"), index=True
    )
    # The import that it came in by, as long as that can be taken back.
    beside: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What the same row of an imported file answers to closed questions: the question, and the answer as it stands.
    source: Mapped[Source] = mapped_column(Choice(Source), default=Source.FORM)
    received_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    current_version: Mapped[int] = mapped_column(default=1)
    set_aside_at: Mapped[datetime | None] = mapped_column(Instant)
    set_aside_as: Mapped[Aside | None] = mapped_column(Choice(Aside))
    set_aside_reason: Mapped[str] = mapped_column(String(500), default="")
    # Kept, and not counted as evidence; the reason as it is told where the contributor is told.
    duplicate_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("submission.id", ondelete="SET NULL"), index=True
    )
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id", ondelete="SET NULL"), index=True
    )
    # One of many with nearly the same words; each of them counts.
    compared_version: Mapped[int | None]
    # Which of its versions was compared with what the others say.

    call: Mapped[Call] = relationship()
    person: Mapped[Person | None] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()
    versions: Mapped[list["SubmissionVersion"]] = relationship(
        back_populates="submission", cascade="all, delete-orphan", order_by="SubmissionVersion.number"
    )

    latest: Mapped["SubmissionVersion"] = relationship(
        primaryjoin="and_(SubmissionVersion.submission_id == Submission.id, "
        "SubmissionVersion.number == Submission.current_version)",
        viewonly=True,
        uselist=False,
    )
    # The words as they stand.

    @property
    def version(self) -> int:
        """What an edit is made on."""
        return self.current_version

    @hybrid_property
    def stands(self) -> bool:
        """Whether it counts as evidence: neither withdrawn nor set aside. As a condition, too."""
        return self.withdrawn_at is None and self.set_aside_at is None

    @stands.inplace.expression
    @classmethod
    def _stands(cls) -> ColumnElement[bool]:
        return and_(cls.withdrawn_at.is_(None), cls.set_aside_at.is_(None))


class SubmissionVersion(Record):
    """The words, as they stood from one moment to the next edit."""

    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]
    # The gap, the recommendation, what was done, what was seen, the need.
    setting: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    cost_and_benefit: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    # Good practice only.
    needed_by: Mapped[str] = mapped_column(String(20), default="")
    # Support need only: "employers" or "clients".
    reference_id: Mapped[int | None] = mapped_column(
        ForeignKey("reference.id", ondelete="SET NULL"), index=True
    )
    # Evidence may name what it rests on.
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # To the call's own questions, by their number as text, each with the words that were asked; see evidence/answers.py.
    created_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(300), default="")
    # Why it was edited, where that was said.
    change: Mapped[Change] = mapped_column(Choice(Change), default=Change.RECEIVED)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    # Who made it for the contributor; none where the contributor did.

    submission: Mapped[Submission] = relationship(back_populates="versions")
    cites: Mapped[Reference | None] = relationship()
    account: Mapped[Account | None] = relationship()

    @property
    def parts(self) -> list[Part]:
        """What was said under each question, in the order in which it is read; never an empty one."""
        said = [
            (TEXT, LABELS[self.submission.kind], self.text),
            ("setting", "Where, and for whom", self.setting),
            ("outcome", "What came of it", self.outcome),
            ("cost_and_benefit", "Cost and benefit", self.cost_and_benefit),
            *(
                (f"answer-{number}", answer["asked"], answer["words"])
                for number, answer in (self.answers or {}).items()
                if answer["type"] == "long"
            ),
        ]
        return [Part(name, label, text) for name, label, text in said if text and not text.isspace()]

    def words_of(self, name: str) -> str:
        """The words of one part; none where it is empty."""
        return next((part.text for part in self.parts if part.name == name), "")

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of all parts, as pages and reports number them."""
        return [paragraph for part in self.parts for paragraph in part.paragraphs]
