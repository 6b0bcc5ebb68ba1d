"""What came of a round, counted once for each change of its votes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from roundtable.db import Instant, Record


class Tally(Record):
    """The statistics of a round that is over. The row is the truth: a job makes it anew where its stamp is out of date."""

    __tablename__ = "priority_tally"

    round_id: Mapped[int] = mapped_column(ForeignKey("priority_round.id", ondelete="CASCADE"), unique=True)
    stamp: Mapped[str] = mapped_column(String(120))
    # Of the votes, items and participants that it was counted from.
    counted_at: Mapped[datetime] = mapped_column(Instant)
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Without names; what a reader may see of it is decided when it is shown.
