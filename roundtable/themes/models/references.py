"""References that speak of a theme, as excerpts do."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Instant, Record
from roundtable.literature.models import Reference
from roundtable.themes.models.codebook import Theme


class ReferenceTheme(Record):
    """A reference speaks of a theme, in somebody's reading."""

    __table_args__ = (UniqueConstraint("reference_id", "theme_id"),)

    reference_id: Mapped[int] = mapped_column(ForeignKey("reference.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)

    reference: Mapped[Reference] = relationship()
    theme: Mapped[Theme] = relationship()
