"""The balance of the room: for each group, who comes, who may, who has not said, who waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select

from roundtable.charts import GroupSeats
from roundtable.db import db
from roundtable.events.models import Answer, Event, Invitation
from roundtable.programmes.models import StakeholderGroup
from roundtable.trail.counting import counted


@dataclass(frozen=True)
class Balance:
    """Numbers of an event, group by group and in all."""

    groups: tuple[tuple[int | None, GroupSeats], ...]
    seats: int | None
    declined: int
    withdrawn: int

    @property
    def for_ring(self) -> list[GroupSeats]:
        return [seats for _, seats in self.groups]

    def total(self, name: str) -> int:
        """The sum of one number over the groups."""
        return sum(getattr(seats, name) for _, seats in self.groups)

    @property
    def invited(self) -> int:
        return self.total("invited") + self.total("waiting") + self.declined

    @property
    def short(self) -> list[tuple[int | None, GroupSeats]]:
        """The groups that are short of their minimum."""
        return [(group_id, seats) for group_id, seats in self.groups if seats.short]


def _counted(event: Event) -> Select[int | None, Answer | None, bool, bool, bool, int]:
    seated = Invitation.seated_at.is_not(None)
    waiting = Invitation.waiting_since.is_not(None)
    withdrawn = Invitation.withdrawn_at.is_not(None)
    return (
        select(Invitation.group_id, Invitation.answer, seated, waiting, withdrawn, func.count())
        .where(Invitation.event_id == event.id)
        .group_by(Invitation.group_id, Invitation.answer, seated, waiting, withdrawn)
    )


def _counts(event: Event) -> Sequence[Row[int | None, Answer | None, bool, bool, bool, int]]:
    return db.session.execute(_counted(event)).all()


def balance_of(event: Event) -> Balance:
    """The numbers as they are now: three queries, however many were invited."""
    groups = db.session.scalars(
        select(StakeholderGroup)
        .where(StakeholderGroup.programme_id == event.programme_id)
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    ).all()
    targets = {target.group_id: target for target in event.targets}
    counts: dict[int | None, dict[str, int]] = {}
    for group_id, answer, seated, waiting, withdrawn, number in counted(event.programme_id, _counts, event):
        kind = _kind(answer, seated, waiting, withdrawn)
        of = counts.setdefault(group_id, {})
        of[kind] = of.get(kind, 0) + number
    rows: list[tuple[int | None, GroupSeats]] = []
    for group in groups:
        target = targets.get(group.id)
        rows.append(
            (
                group.id,
                _seats(
                    counts.get(group.id, {}),
                    group.name,
                    group.letter,
                    group.colour,
                    minimum=target.minimum if target else 0,
                    maximum=target.maximum if target else None,
                ),
            )
        )
    if None in counts:
        rows.append((None, _seats(counts[None], "No group", "?", 8)))
    return Balance(
        groups=tuple(rows),
        seats=event.seats,
        declined=sum(of.get("declined", 0) for of in counts.values()),
        withdrawn=sum(of.get("withdrawn", 0) for of in counts.values()),
    )


def _kind(answer: Answer | None, seated: bool, waiting: bool, withdrawn: bool) -> str:
    if withdrawn:
        return "withdrawn"
    if seated:
        return "yes"
    if waiting:
        return "waiting"
    if answer is Answer.TENTATIVE:
        return "maybe"
    return "unanswered" if answer is None else "declined"


def _seats(
    of: dict[str, int], name: str, letter: str, colour: int, *, minimum: int = 0, maximum: int | None = None
) -> GroupSeats:
    return GroupSeats(
        name=name,
        letter=letter,
        colour=colour,
        yes=of.get("yes", 0),
        maybe=of.get("maybe", 0),
        unanswered=of.get("unanswered", 0),
        minimum=minimum,
        maximum=maximum,
        waiting=of.get("waiting", 0),
    )
