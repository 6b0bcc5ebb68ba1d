"""Files of codings on their way in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Instant, Record
from roundtable.evidence.models import Call
from roundtable.files.models import StoredFile


class CodingImport(Record):
    """A file of codings on its way into a call: tried, shown, then confirmed or left."""

    call_id: Mapped[int] = mapped_column(ForeignKey("evidence_call.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # How the file is read, and how its texts may be used.
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What it would do, as it was tried when it was uploaded.
    started_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)

    call: Mapped[Call] = relationship()
    file: Mapped[StoredFile] = relationship()
