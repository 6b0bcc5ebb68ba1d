"""What was typed and not yet sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, new_uid
from roundtable.evidence.models.calls import Call
from roundtable.evidence.models.submissions import Kind


class Draft(Record):
    """What somebody has typed and not yet sent."""

    call_id: Mapped[int] = mapped_column(ForeignKey("evidence_call.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    # The one-time key of the form that it was typed into: the same form sent twice is one draft.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(Choice(Kind))
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The form's fields as they were typed, valid or not; empty once it was sent.
    saved_at: Mapped[datetime] = mapped_column(Instant, index=True)
    edits: Mapped[int] = mapped_column(default=0)
    # How often it was saved: who saves on an earlier one is shown both texts.
    saved_by: Mapped[str] = mapped_column(String(40), default="")
    # Who saved it last: "its writer", "a co-author" or "the message"; never a name.
    share_number: Mapped[int] = mapped_column(default=0)
    # The co-author's link ends when it rises.
    shared_at: Mapped[datetime | None] = mapped_column(Instant)
    # Since when a co-author has a link to it.
    reminded_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    # When its writer was told that the call closes soon: once.
    mailed_from: Mapped[str | None] = mapped_column(String(320))
    # The address of the message that it came by; its sender confirms it by the link that went there.
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submission.id", ondelete="SET NULL"), index=True
    )
    # What became of it; the same form sent twice finds it here.

    call: Mapped[Call] = relationship()

    @property
    def version(self) -> int:
        """What an edit is made on."""
        return self.edits
