"""Files that came with what was said."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Instant, Record
from roundtable.evidence.models.drafts import Draft
from roundtable.evidence.models.submissions import Submission
from roundtable.files.models import StoredFile


class Attachment(Record):
    """A file that came with a submission; until that is sent, it stands with the draft."""

    __table_args__ = (CheckConstraint("(draft_id IS NULL) <> (submission_id IS NULL)", name="with_one"),)

    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[str] = mapped_column(String(80), default="")
    # The question of type "file" that it answers; empty where it came beside the words.
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"), index=True)
    # What is handed out: once its details were removed, the clean copy.
    original_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id", ondelete="SET NULL"), index=True
    )
    # The file as it came, while the removal of its details can be undone.
    cleaned_at: Mapped[datetime | None] = mapped_column(Instant)
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    read_from: Mapped[datetime | None] = mapped_column(Instant, index=True)
    # When somebody may read its text: at once, later while another does, never (None) once it was read.
    tries: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(default="", deferred=True)
    # Its text, for the search.
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What the file says of itself (author, program, times, place): personal data, by name.
    unread: Mapped[str] = mapped_column(String(200), default="")
    # Why its text could not be read, as a sentence.

    draft: Mapped[Draft | None] = relationship()
    submission: Mapped[Submission | None] = relationship()
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])
    original: Mapped[StoredFile | None] = relationship(foreign_keys=[original_id])

    @property
    def is_picture(self) -> bool:
        return self.file.media_type.startswith("image/")

    @property
    def printable(self) -> StoredFile | None:
        """The file as it may be printed: a picture without details of its maker. Nothing else is."""
        return self.file if self.is_picture and self.cleaned_at is not None else None
