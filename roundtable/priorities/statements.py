"""Agree, disagree or pass on statements: what unites the groups, and what divides them.

Group-informed consensus is Polis's: the product over the groups of (agree + 1) / (seen + 2), the chance that each
group agrees, drawn towards one half where few have seen the statement (Small et al., Polis, 2021). It falls with the
number of groups, so that only values from the same groups are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from roundtable.priorities.ballots import Ballots, Key

AGREE, PASS, DISAGREE = 1, 0, -1
MOST = 0.6  # of those who have seen it: a group leans one way


@dataclass(frozen=True)
class Leaning:
    """How some people answered one statement."""

    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passed

    @property
    def agreeing(self) -> float:
        """The chance of agreement, drawn towards one half: a group of one is not 100 %."""
        return (self.agree + 1) / (self.seen + 2)

    @property
    def disagreeing(self) -> float:
        return (self.disagree + 1) / (self.seen + 2)


@dataclass(frozen=True)
class Statement:
    """A statement among everybody, and in each group that was asked."""

    item: Key
    everybody: Leaning
    groups: dict[Key | None, Leaning]

    @property
    def consensus(self) -> float:
        """How far every group agrees: the smallest group weighs as much as the largest."""
        return prod(group.agreeing for group in self.groups.values())

    @property
    def refusal(self) -> float:
        """How far every group disagrees."""
        return prod(group.disagreeing for group in self.groups.values())

    @property
    def distance(self) -> float:
        """How far apart lie the group that agrees most and the one that agrees least; nought for one group."""
        shares = [group.agreeing for group in self.groups.values() if group.seen]
        return max(shares) - min(shares) if shares else 0.0


def leaning(answers: Sequence[int]) -> Leaning:
    """Count answers. Raises ValueError for one that is none of the three."""
    counts = [answers.count(each) for each in (AGREE, DISAGREE, PASS)]
    if sum(counts) != len(answers):
        raise ValueError("An answer to a statement is agree, disagree or pass.")
    return Leaning(*counts)


def counted(ballots: Ballots) -> list[Statement]:
    """Every statement, in the ballots' order."""
    return [
        Statement(
            item,
            leaning(ballots.values(item)),
            {group: leaning(ballots.values(item, [group])) for group in ballots.groups},
        )
        for item in ballots.items
    ]


def uniting(statements: Sequence[Statement]) -> list[Statement]:
    """Those that most of every group agrees with, or most of every group rejects, the strongest first.

    Only where every group has seen it: silence is no consent.
    """
    found = [s for s in statements if _all_lean(s, "agree") or _all_lean(s, "disagree")]
    return sorted(found, key=lambda s: -max(s.consensus, s.refusal))


def _all_lean(statement: Statement, way: str) -> bool:
    groups = statement.groups.values()
    return bool(groups) and all(g.seen and getattr(g, way) / g.seen >= MOST for g in groups)


def dividing(statements: Sequence[Statement]) -> list[Statement]:
    """Those on which one group leans to agreement and another to disagreement, the furthest apart first."""
    found = [s for s in statements if _leans(s, "agree") and _leans(s, "disagree")]
    return sorted(found, key=lambda s: -s.distance)


def _leans(statement: Statement, way: str) -> bool:
    """Whether more than half of those who answered one way or the other do so this way, in some group."""
    return any(2 * getattr(group, way) > group.agree + group.disagree for group in statement.groups.values())
