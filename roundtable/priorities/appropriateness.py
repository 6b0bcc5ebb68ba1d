"""RAND/UCLA appropriateness: what a panel's ratings of 1 to 9 say, and whether it disagrees.

After Fitch et al., The RAND/UCLA Appropriateness Method User's Manual (RAND, 2001), with the interpercentile range
adjusted for symmetry (IPRAS): disagreement is where p70 − p30 > 2.35 + 1.5 × |5 − (p30 + p70) / 2|. Percentiles are
linear between ranks: the one at q lies at the place (n − 1) × q, counted from nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from roundtable.priorities.ballots import Ballots, Key, Turnout

LOWEST, HIGHEST = 1, 9
FEW = 5  # below which a group's numbers could name somebody


class Verdict(StrEnum):
    APPROPRIATE = "appropriate"
    UNCERTAIN = "uncertain"
    INAPPROPRIATE = "inappropriate"


@dataclass(frozen=True)
class Appraisal:
    """What one set of ratings says; n first."""

    n: int
    median: float
    p30: float
    p70: float
    ipr: float
    ipras: float
    verdict: Verdict

    @property
    def disagreement(self) -> bool:
        """Whether the ratings lie further apart than a panel that agrees, leaning as this one does."""
        return self.ipr > self.ipras

    @property
    def index(self) -> float:
        """The disagreement index: above 1 is disagreement. The divisor is never below 2.35."""
        return self.ipr / self.ipras

    @property
    def few(self) -> bool:
        """So few that it is said with care, and suppressed where it could name somebody."""
        return self.n < FEW


def percentile(ordered: Sequence[int], tenths: int) -> int:
    """Ten times the percentile at so many tenths, exactly, of values in their order; of none there is none."""
    below, rest = divmod((len(ordered) - 1) * tenths, 10)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] * 10 + rest * (ordered[above] - ordered[below])


def appraise(ratings: Sequence[int]) -> Appraisal | None:
    """What ratings say; None where nobody rated. Raises ValueError for one that is not 1 to 9.

    It is worked out in whole numbers, tenths and two-hundredths, so that ratings on the very edge of disagreement
    fall on the right side of it.
    """
    ordered = sorted(ratings)
    if not ordered:
        return None
    if ordered[0] < LOWEST or ordered[-1] > HIGHEST:
        raise ValueError(f"A rating lies between {LOWEST} and {HIGHEST}.")
    median, p30, p70 = (percentile(ordered, tenths) for tenths in (5, 3, 7))
    ipr = 20 * (p70 - p30)
    ipras = 470 + 15 * abs(100 - p30 - p70)
    return Appraisal(
        n=len(ordered),
        median=median / 10,
        p30=p30 / 10,
        p70=p70 / 10,
        ipr=ipr / 200,
        ipras=ipras / 200,
        verdict=_verdict(median, disagreement=ipr > ipras),
    )


def _verdict(median: int, *, disagreement: bool) -> Verdict:
    """Of a median in tenths: appropriate from 7, inappropriate up to 3, each without disagreement; else uncertain.

    A median between two regions goes to the higher one, as the manual has it: 6.5 is appropriate, 3.5 uncertain.
    """
    if disagreement or 35 <= median < 65:
        return Verdict.UNCERTAIN
    return Verdict.APPROPRIATE if median >= 65 else Verdict.INAPPROPRIATE


@dataclass(frozen=True)
class Rated:
    """An item among everybody and in each group, side by side; None where nobody rated."""

    item: Key
    turnout: Turnout
    everybody: Appraisal | None
    groups: dict[Key | None, Appraisal | None]
    turnouts: dict[Key | None, Turnout]

    @property
    def split(self) -> bool:
        """Whether one group calls it appropriate and another inappropriate: a minority statement is due."""
        said = {each.verdict for each in self.groups.values() if each is not None}
        return {Verdict.APPROPRIATE, Verdict.INAPPROPRIATE} <= said


def appraised(ballots: Ballots) -> list[Rated]:
    """Every item, in the ballots' order."""
    return [
        Rated(
            item,
            ballots.turnout(item),
            appraise(ballots.values(item)),
            {group: appraise(ballots.values(item, [group])) for group in ballots.groups},
            {group: ballots.turnout(item, [group]) for group in ballots.groups},
        )
        for item in ballots.items
    ]
