"""What a round asks about: a gap, a recommendation, or a statement."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Instant, Record
from roundtable.findings.models import Gap, Recommendation
from roundtable.priorities.models.rounds import PriorityRound


class Item(Record):
    """One thing to vote on. Waiting until it is accepted or rejected; only an accepted one is shown and counted."""

    __tablename__ = "priority_item"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("priority_round.id", ondelete="CASCADE"))
    number: Mapped[int]
    # Within the round, never used twice; of an imported statement the number that it had there.
    text: Mapped[str]
    # As it was put to the vote: what is reworded later was not voted on.
    gap_id: Mapped[int | None] = mapped_column(ForeignKey("gap.id", ondelete="SET NULL"), index=True)
    recommendation_id: Mapped[int | None] = mapped_column(
        ForeignKey("recommendation.id", ondelete="SET NULL"), index=True
    )
    earlier_id: Mapped[int | None] = mapped_column(
        ForeignKey("priority_item.id", ondelete="SET NULL"), index=True
    )
    # The same in the round that this one follows.
    proposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("priority_participant.id", ondelete="SET NULL"), index=True
    )
    # Who proposed the statement; None where an organiser chose it or it was imported.
    created_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    rejected_at: Mapped[datetime | None] = mapped_column(Instant)
    # At most one of the two; with neither it waits.

    round: Mapped[PriorityRound] = relationship()
    gap: Mapped[Gap | None] = relationship()
    recommendation: Mapped[Recommendation | None] = relationship()

    @property
    def mark(self) -> str:
        """G1 or R2 where it is a finding, otherwise its number in the round."""
        finding = self.gap or self.recommendation
        return finding.mark if finding else f"S{self.number}"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None
