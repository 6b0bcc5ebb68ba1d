"""A round: what is asked of whom, by which method, from when until when."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.clock import LONDON, WallTime
from roundtable.db import Choice, Instant, LocalTime, Record, Versioned
from roundtable.programmes.models import Programme


class Method(StrEnum):
    APPROPRIATENESS = "appropriateness"  # RAND/UCLA: 1 to 9, on importance and on feasibility
    GROUP_RANKING = "ranking by groups"  # as a James Lind partnership does: each group's ranks weigh the same
    RANKING = "ranking"
    DOTS = "dots"
    STATEMENTS = "statements"  # agree, disagree or pass, as Polis does


class Criterion(StrEnum):
    IMPORTANCE = "importance"  # 1 to 9
    FEASIBILITY = "feasibility"  # 1 to 9
    RANK = "rank"  # 1 is first
    DOTS = "dots"  # how many
    AGREEMENT = "agreement"  # 1 agrees, -1 disagrees, 0 passes


CRITERIA: dict[Method, tuple[Criterion, ...]] = {
    Method.APPROPRIATENESS: (Criterion.IMPORTANCE, Criterion.FEASIBILITY),
    Method.GROUP_RANKING: (Criterion.RANK,),
    Method.RANKING: (Criterion.RANK,),
    Method.DOTS: (Criterion.DOTS,),
    Method.STATEMENTS: (Criterion.AGREEMENT,),
}


class PriorityRound(Versioned, Record):
    """A round of voting among the invited."""

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(default="")
    # Markdown: what is asked, and what the result is for.
    method: Mapped[Method] = mapped_column(Choice(Method))
    # Chosen when the round is made; no vote could be read by another.
    most: Mapped[int] = mapped_column(default=10)
    # How many dots each has, or how many ranks each gives; says nothing in the other methods.
    takes_proposals: Mapped[bool] = mapped_column(default=False)
    # Whether participants may propose statements: a choice of the organiser's, and no fact.
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("priority_round.id", ondelete="SET NULL"), index=True
    )
    # The round whose answers, one's own and the group's, are shown beside each item.
    zone: Mapped[str] = mapped_column(String(60), default=LONDON)
    opens_local: Mapped[datetime | None] = mapped_column(LocalTime)
    closes_local: Mapped[datetime | None] = mapped_column(LocalTime)
    # None stays open until it is closed by hand.
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    # An organiser said that it is ready. Before, nobody can vote, whatever the opening time.
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    # Closed by hand.
    in_room_since: Mapped[datetime | None] = mapped_column(Instant)
    # It is run in the room: the short codes open votes.
    remind_days: Mapped[int | None]
    # So many days before the closing date, those who have not voted are reminded; None reminds nobody.
    reminded_for: Mapped[datetime | None] = mapped_column(LocalTime)
    # The closing time that was reminded of: once for each.
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    # An organiser let those who take part see the results, on their own links, while the round is over.
    minority: Mapped[str] = mapped_column(default="")
    # Markdown: what those say who see it otherwise, printed with the results where groups split.
    created_at: Mapped[datetime] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    follows: Mapped["PriorityRound | None"] = relationship(remote_side="PriorityRound.id")

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return CRITERIA[self.method]

    @property
    def opens(self) -> WallTime | None:
        return WallTime(self.opens_local, self.zone) if self.opens_local else None

    @property
    def closes(self) -> WallTime | None:
        return WallTime(self.closes_local, self.zone) if self.closes_local else None

    def is_open(self, at: datetime) -> bool:
        """Whether it takes votes at that moment."""
        return self.opened_at is not None and not self.is_yet_to_open(at) and not self.is_over(at)

    def is_yet_to_open(self, at: datetime) -> bool:
        return self.opened_at is None or (self.opens is not None and at < self.opens.instant)

    def is_over(self, at: datetime) -> bool:
        """Whether it was closed, or its closing time has gone by, to the end of the minute that is named."""
        return self.closed_at is not None or self.is_past(at)

    def is_past(self, at: datetime) -> bool:
        return self.closes is not None and at >= self.closes.instant + timedelta(minutes=1)
