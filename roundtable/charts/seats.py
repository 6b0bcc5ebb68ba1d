"""Who sits in the room, group by group, and what there is to say about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from roundtable.charts.pen import COLOURS

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class GroupSeats:
    """One stakeholder group at the table, in counts of people."""

    name: str
    letter: str
    colour: int  # 1 to 8; beyond, the colours begin again
    yes: int = 0
    maybe: int = 0
    unanswered: int = 0
    minimum: int = 0
    maximum: int | None = None
    waiting: int = 0

    @property
    def seats(self) -> int:
        """Seats to draw: as many as may come, or as many as must or do."""
        return max(self.yes, self.maximum if self.maximum is not None else max(self.minimum, self.invited))

    @property
    def invited(self) -> int:
        return self.yes + self.maybe + self.unanswered

    @property
    def short(self) -> int:
        return max(0, self.minimum - self.yes)

    @property
    def states(self) -> dict[str, int]:
        """How many seats are in each state: whoever said yes sits first, then maybe, then no answer yet, then nobody."""
        asked = {"yes": self.yes, "maybe": self.maybe, "unanswered": self.unanswered, "missing": self.seats}
        found, left = {}, self.seats
        for state, number in asked.items():
            found[state] = min(number, left)
            left -= found[state]
        return found

    @property
    def colour_class(self) -> int:
        return (self.colour - 1) % len(COLOURS) + 1


def in_words(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else f"{n:,}"


def finding(groups: Sequence[GroupSeats], of: int | None = None) -> str:
    """What the ring shows, in a sentence: who is short of the minimum, or that nobody is.

    `of` are the seats of the room, where they are counted apart from those of the groups.
    """
    if not any(group.seats or group.minimum for group in groups):
        return "No seats are planned yet."
    short = [group for group in groups if group.short]
    if len(short) == 1:
        return f"{short[0].name} are {in_words(short[0].short)} short of the minimum."
    if len(short) > 4:  # more than a sentence can carry; the table below names them
        seats = sum(group.short for group in short)
        return f"{in_words(len(short)).capitalize()} groups are short of the minimum, by {in_words(seats)} seats together."
    if short:
        parts = [f"{group.name} by {in_words(group.short)}" for group in short]
        return f"Short of the minimum: {_and(parts)}."
    waiting = sum(group.waiting for group in groups)
    taken = sum(group.yes for group in groups)
    seats = sum(group.seats for group in groups) if of is None else of
    every = (
        "Every group has its minimum" if any(group.minimum for group in groups) else "No group has a minimum"
    )
    queue = f", and {in_words(waiting)} on the waiting list" if waiting else ""
    return f"{every}: {taken:,} of {seats:,} seats are taken{queue}."


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
