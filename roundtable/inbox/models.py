"""Messages that came in, and what became of each."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from roundtable.db import Choice, Instant, Record
from roundtable.events.models import Event, Invitation, Proposal
from roundtable.mail.models import Letter


class Kind(StrEnum):
    """What a message is."""

    ANSWER = "answer"  # of a diary (REPLY)
    PROPOSAL = "another time"  # proposed by a diary (COUNTER)
    QUESTION = "question"  # a diary asks for what we said last (REFRESH)
    FROM_OUTSIDE = "invitation from outside"  # REQUEST, CANCEL and the rest: not for us to take
    RETURN = "return"  # a letter of ours came back, or is late
    COMPLAINT = "complaint"  # somebody called a letter unwanted
    AUTOMATIC = "automatic reply"
    RECEIPT = "read receipt"
    LETTER = "letter"  # a person wrote
    UNREADABLE = "unreadable"


class Outcome(StrEnum):
    """What became of it. None of these: it waits for a person."""

    DONE = "done"
    LEFT = "left alone"
    TAKEN = "taken"  # a person took the suggestion
    ASIDE = "set aside"


class Suggestion(StrEnum):
    """What a person may want to do with it, in one act."""

    ANSWER = "answer"  # take it as the answer of the invitation that was found
    RESEND = "resend"  # write what we said last into the outbox
    HOLD = "hold"  # send nothing more to the address that a return names


WAITS = text("outcome IS NULL")
BY_HAND = text("outcome IN ('taken', 'set aside')")
"""Of a hundred thousand messages these are few; written out, because only so their indexes are used."""


class Message(Record):
    """A message as it came. Read once: the same one by another way is known by its Message-ID and its words."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        UniqueConstraint("message_id", "digest"),
        Index("ix_inbox_message_programme", "programme_id", "outcome", "id"),
        Index("ix_inbox_message_waiting", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_inbox_message_by_hand", "id", sqlite_where=BY_HAND, postgresql_where=BY_HAND),
        Index("ix_inbox_message_person", "person_id"),
    )

    message_id: Mapped[str] = mapped_column(String(320), default="")
    digest: Mapped[str] = mapped_column(String(64))
    # Of its words, without the marks of those who relayed it.
    source: Mapped[str] = mapped_column(String(20))
    # "mailbox", "file", "pipe".
    received_at: Mapped[datetime] = mapped_column(Instant)
    written_at: Mapped[datetime | None] = mapped_column(Instant)
    from_email: Mapped[str] = mapped_column(String(320), default="")
    from_name: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[Kind] = mapped_column(Choice(Kind), default=Kind.UNREADABLE)
    outcome: Mapped[Outcome | None] = mapped_column(Choice(Outcome))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    words: Mapped[str] = mapped_column(String(1000), default="")
    # What was done, or why not, as a sentence.
    suggestion: Mapped[Suggestion | None] = mapped_column(Choice(Suggestion))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What the suggestion needs: the answer and its SEQUENCE, the address; and what undoing it needs.
    text: Mapped[str] = mapped_column(default="")
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # Their names, types and sizes; the files stay in the source.
    octets: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    # The source, while it waits and for some time after.
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    # None where nobody can tell: whoever may answer for guests anywhere sees it.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="SET NULL"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(
        ForeignKey("proposal.id", ondelete="SET NULL"), index=True
    )

    event: Mapped[Event | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    letter: Mapped[Letter | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()

    @property
    def waits(self) -> bool:
        """Whether a person has to look at it."""
        return self.outcome is None and (self.proposal is None or not self.proposal.is_settled)
