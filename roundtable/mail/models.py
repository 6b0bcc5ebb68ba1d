"""Letters, and the addresses that they go to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from roundtable.db import Choice, Instant, Record, Versioned


class Outcome(StrEnum):
    SENT = "sent"
    KEPT = "kept here"  # no SMTP settings: it can be read, and went nowhere
    FAILED = "failed"
    UNKNOWN = "unknown"  # the connection died after the letter was handed over
    BOUNCED = "bounced"  # it was taken, and came back


class State(StrEnum):
    """Where a letter stands, derived from what happened to it."""

    WAITING = "waiting"
    STOPPED = "stopped"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Address(Record):
    """A mailbox. Compared without case, kept as typed; two people may share one."""

    __tablename__ = "mail_address"

    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    # The same in lower case.
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    # Nothing goes to it until it is released.
    hold_reason: Mapped[str] = mapped_column(String(300), default="")
    soft_bounces: Mapped[int] = mapped_column(default=0)
    soft_bounced_at: Mapped[datetime | None] = mapped_column(Instant)
    # How many letters came back for a passing reason, and when the last one did.
    bulk_ended_at: Mapped[datetime | None] = mapped_column(Instant)
    # Left bulk letters, or complained of one; everything else still goes.


class Pace(Record):
    """How many letters all workers together have claimed in the present minute; one row."""

    __tablename__ = "mail_pace"

    minute: Mapped[datetime] = mapped_column(Instant)
    claimed: Mapped[int] = mapped_column(default=0)


class Letter(Record):
    """A letter that is to go once. The row is written with the deed; its text is composed later."""

    __table_args__ = (
        Index(
            "ix_letter_claimable",
            *("automatic", "due_at", "id"),
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_letter_programme", "programme_id", "id"),
        Index(
            "ix_letter_state",
            *(
                [
                    "programme_id",
                    "outcome",
                    "dropped_at",
                    "id",
                    "approved_at",
                    "handed_over_at",
                    "stopped_at",
                    "secret",
                ]
            ),
        ),
        Index(
            "ix_letter_kind",
            *(
                [
                    "programme_id",
                    "kind",
                    "outcome",
                    "dropped_at",
                    "id",
                    "approved_at",
                    "handed_over_at",
                    "stopped_at",
                    "secret",
                ]
            ),
        ),
        *(
            # Few at any time, among many that are open.
            Index(
                f"ix_letter_{name}",
                *("programme_id", "secret", "kind"),
                sqlite_where=text(f"{column} IS NOT NULL AND settled_at IS NULL"),
                postgresql_where=text(f"{column} IS NOT NULL AND settled_at IS NULL"),
            )
            for name, column in (("in_hand", "handed_over_at"), ("stopped", "stopped_at"))
        ),
        Index("ix_letter_subject", "subject_kind", "subject_id"),
        Index("ix_letter_person", "person_id"),
        Index("ix_letter_message_id", "message_id"),
    )

    key: Mapped[str] = mapped_column(String(200), unique=True)
    # What, about which record, to whom, on which occasion; a second press writes no second letter.
    kind: Mapped[str] = mapped_column(String(60))
    # Which composer writes it: "invitation", "cancellation", "receipt".
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    # The record that it is about, by table and number.
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    person_id: Mapped[int | None]
    to_email: Mapped[str] = mapped_column(String(320))
    to_name: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What the composer needs beside the subject: numbers and words of ours, the SEQUENCE it speaks of.
    automatic: Mapped[bool] = mapped_column(default=False)
    # Goes by itself: a receipt or confirmation of what a guest just did, or an account letter.
    secret: Mapped[bool] = mapped_column(default=False)
    # An account letter: never shown, edited or exported, and its body goes once it is sent.
    edited_subject: Mapped[str | None] = mapped_column(String(300))
    edited_text: Mapped[str | None]
    # What an organiser made of it, in Markdown, in place of what the composer writes.
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    reworded_at: Mapped[datetime | None] = mapped_column(Instant)
    # When the template of its kind was saved last while it waited: who saw it before has not seen these words.
    written_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    # Was approved, and stopped before it left; goes on as it was, or is approved anew.
    lease: Mapped[str | None] = mapped_column(String(60))
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str] = mapped_column(String(120))
    # One for life.
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    # Committed just before DATA.
    calendar_sequence: Mapped[int | None]
    calendar_stamp: Mapped[datetime | None] = mapped_column(Instant)
    # What its calendar part said as it was handed over: SEQUENCE and DTSTAMP.
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[Outcome | None] = mapped_column(Choice(Outcome))
    bounced_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(String(500), default="")

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.dropped_at is not None:
            return State.DROPPED
        if self.outcome is not None:
            return State(self.outcome.name.lower())
        if self.handed_over_at is not None:
            return State.SENDING
        if self.approved_at is not None:
            return State.APPROVED
        return State.WAITING if self.stopped_at is None else State.STOPPED


class LetterTemplate(Versioned, Record):
    """What a programme's organisers made of the words of one kind of letter."""

    __table_args__ = (UniqueConstraint("programme_id", "kind"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str]
    # Markdown with the places of its kind; checked when it was saved.
    saved_at: Mapped[datetime] = mapped_column(Instant)
