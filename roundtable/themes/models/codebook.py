"""The codebook: its themes, and what was changed in it."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.access.models import Account
from roundtable.db import Choice, Instant, Record, Versioned

if TYPE_CHECKING:
    from roundtable.themes.models.excerpts import Excerpt

LEVELS = 4
# How deep the codebook goes.


class Theme(Versioned, Record):
    """An entry of the codebook."""

    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(default="")
    # When to use it, and when not.
    colour: Mapped[int] = mapped_column(default=0)
    # Of the eight of the look, 1 to 8; 0 takes that of the theme above.
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    # No longer offered; what was coded to it stays, and it can come back.
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("theme.id", ondelete="SET NULL"), index=True
    )
    # What took its codings, until that is undone.

    parent: Mapped["Theme | None"] = relationship(
        remote_side="Theme.id", back_populates="children", foreign_keys=[parent_id]
    )
    children: Mapped[list["Theme"]] = relationship(
        back_populates="parent", order_by="Theme.position", foreign_keys=[parent_id]
    )
    merged_into: Mapped["Theme | None"] = relationship(
        remote_side="Theme.id", foreign_keys=[merged_into_id], viewonly=True
    )


class ThemeExample(Record):
    """An excerpt that shows what a theme means."""

    __table_args__ = (UniqueConstraint("theme_id", "excerpt_id"),)

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)

    excerpt: Mapped["Excerpt"] = relationship()


class ThemeRule(Record):
    """A word or phrase that suggests a theme."""

    __table_args__ = (UniqueConstraint("theme_id", "folded"),)

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    phrase: Mapped[str] = mapped_column(String(120))
    # As it was typed; a star at the end of a word stands for any ending.
    folded: Mapped[str] = mapped_column(String(240))
    # As words are compared.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    theme: Mapped[Theme] = relationship()


class ThemeChange(Record):
    """What an edit made of a theme: its name, when to use it, its colour, its place."""

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Of each field that changed: name, description, colour, parent_id, position.
    undone_at: Mapped[datetime | None] = mapped_column(Instant)

    account: Mapped[Account | None] = relationship()


class Reshaped(StrEnum):
    MERGE = "merge"
    SPLIT = "split"


class Reshaping(Record):
    """Codings went from one theme to another: all of them (a merge) or chosen ones (a split)."""

    __tablename__ = "theme_reshaping"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Reshaped] = mapped_column(Choice(Reshaped))
    source_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    children: Mapped[list[int]] = mapped_column(JSON, default=list)
    # The themes that stood below the source and came under the target.
    filed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What else went along: the numbers of gaps, recommendations and tags of references, and the tags that were double.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)

    source: Mapped[Theme] = relationship(foreign_keys=[source_id])
    target: Mapped[Theme] = relationship(foreign_keys=[target_id])
    account: Mapped[Account | None] = relationship()


class MovedCoding(Record):
    """A coding as it was before it went to another theme, so that it can go back."""

    __table_args__ = (UniqueConstraint("reshaping_id", "excerpt_id"),)

    reshaping_id: Mapped[int] = mapped_column(ForeignKey("theme_reshaping.id", ondelete="CASCADE"))
    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id", ondelete="CASCADE"), index=True)
    coding_id: Mapped[int]
    # Its number; where the excerpt had both themes, that of a row which is gone.
    had_both: Mapped[bool] = mapped_column(default=False)
    # The excerpt was coded to the target already, so there was nothing to move.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    coder: Mapped[str] = mapped_column(String(300), default="")
    coded_at: Mapped[datetime] = mapped_column(Instant)
    suggested_by: Mapped[str | None] = mapped_column(String(40))
    suggested_why: Mapped[str] = mapped_column(String(300), default="")
