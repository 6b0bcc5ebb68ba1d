"""What each said to each item."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record
from roundtable.priorities.models.items import Item
from roundtable.priorities.models.participants import Participant
from roundtable.priorities.models.rounds import Criterion

_CURRENT = text("replaced_at IS NULL")


class Answer(StrEnum):
    RATED = "rated"
    ABSTAINED = "abstained"
    NOT_MY_FIELD = "not my field"
    LEFT_OPEN = "left open"  # it was shown and sent without an answer, or the answer was taken back


class Vote(Record):
    """One answer of one participant to one item by one criterion. Changing it replaces it: the earlier one is kept.

    An item that a participant was never shown has no vote of theirs.
    """

    __tablename__ = "priority_vote"
    __table_args__ = (
        Index(
            "ix_priority_vote_once",
            *("participant_id", "item_id", "criterion"),
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_priority_vote_round", "round_id", "id"),
        Index("ix_priority_vote_item", "item_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("priority_round.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("priority_participant.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("priority_item.id", ondelete="CASCADE"))
    criterion: Mapped[Criterion] = mapped_column(Choice(Criterion))
    answer: Mapped[Answer] = mapped_column(Choice(Answer))
    value: Mapped[int | None]
    # As the criterion says; only what was rated has one.
    cast_at: Mapped[datetime] = mapped_column(Instant)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)
    # When another took its place.

    participant: Mapped[Participant] = relationship()
    item: Mapped[Item] = relationship()
