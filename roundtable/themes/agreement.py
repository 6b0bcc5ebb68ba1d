"""How far coders agree, beyond what chance would give; pure functions.

Everything here takes labels that have an equality and nothing else (nominal data). What cannot be computed is None
and is shown as "undefined", never as 0 or 1.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TwoByTwo:
    """Of how many units two coders said that a theme is there: the raw table, from which all else follows."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def n(self) -> int:
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def observed(self) -> float | None:
        """The share of units on which they agree, 0 to 1; None of no units."""
        return (self.both + self.neither) / self.n if self.n else None


def two_by_two(first: Sequence[bool], second: Sequence[bool]) -> TwoByTwo:
    """The raw table of two coders' answers about the same units, in the same order."""
    found = Counter(zip(first, second, strict=True))
    return TwoByTwo(found[True, True], found[True, False], found[False, True], found[False, False])


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two coders, unweighted: (p_o - p_e) / (1 - p_e), from -1 to 1.

    `first` and `second` are of shape (n,): each coder's label of each unit. p_o is the share of units with the same
    label, p_e the share that their own frequencies would give by chance. None where p_e is 1, that is where both gave
    one and the same label throughout, and where there are no units.

    Source: J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement
    20(1), 37-46. As scikit-learn's cohen_kappa_score, which gives nan where this gives None.
    """
    n = len(first)
    same = sum(one == other for one, other in zip(first, second, strict=True))
    frequent, other_frequent = Counter(first), Counter(second)
    chance = sum(count * other_frequent[label] for label, count in frequent.items())
    if n * n == chance:
        return None
    return (same * n - chance) / (n * n - chance)


def krippendorffs_alpha(answers: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha of any number of coders, nominal: 1 - D_o / D_e, at most 1.

    `answers` is of shape (coders, units); None is a missing answer. A unit counts with the answers that it has, if
    they are two or more: each pair of them weighs 1 / (m - 1), where m is how many answers the unit has. D_o is the
    observed disagreement, D_e that of the same answers dealt out by chance. None where fewer than two different
    labels are left (nothing could disagree), and where no unit has two answers.

    Source: K. Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C (nominal data, any number of
    observers, missing data). As the krippendorff package's alpha(level_of_measurement="nominal").
    """
    units = [[one for one in unit if one is not None] for unit in zip(*answers, strict=True)]
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    of_label: Counter[Hashable] = Counter()
    disagreeing = 0.0
    for unit in pairable:
        of_label.update(unit)
        m = unit.total()
        disagreeing += (m * m - sum(count * count for count in unit.values())) / (m - 1)
    n = of_label.total()
    by_chance = n * n - sum(count * count for count in of_label.values())
    if by_chance == 0:
        return None
    return 1 - (n - 1) * disagreeing / by_chance
