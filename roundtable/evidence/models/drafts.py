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
    saved_at: Mapped[datetime] = mapped_column(Instant)
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submission.id", ondelete="SET NULL"), index=True
    )
    # What became of it; the same form sent twice finds it here.

    call: Mapped[Call] = relationship()
