"""Files on their way into a call."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Instant, Record
from roundtable.evidence.models.calls import Call
from roundtable.files.models import StoredFile


class SubmissionImport(Record):
    """A file on its way into a call: uploaded, mapped, previewed, then confirmed or left."""

    call_id: Mapped[int] = mapped_column(ForeignKey("evidence_call.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Columns, kinds, attribution and basis, as they were chosen.
    started_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    written: Mapped[int] = mapped_column(default=0)

    call: Mapped[Call] = relationship()
    file: Mapped[StoredFile] = relationship()
