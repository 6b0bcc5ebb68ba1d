"""How far the top ten depends on who happened to be asked.

Three looks at one ranking: leave one group out; give each organisation one vote; draw the voters again, with
replacement and as many from each group as there are (the bootstrap), and see in which share of the resamples an item
is among the top ten, and between which ranks it lies in 95 % of them. All three give the voters weights and rank
anew, so a way of scoring is a function from weights to scores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roundtable.priorities.ballots import Ballots, Key, Without

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TOP = 10
RESAMPLES = 1_000
SEED = 20_261_102  # any number, but always the same: the same ballots say the same twice
SAME = 9  # decimals within which two scores are equal: sums in another order differ in the last bits

Scoring = Callable[["Array"], "Array"]
# From weights, resamples × voters, to scores, resamples × items: greater is better, −inf where nothing was said.


def matrix(ballots: Ballots) -> "Array":
    """The values, voters × items in the ballots' order; NaN where there is none."""
    import numpy as np

    row = {voter.key: number for number, voter in enumerate(ballots.voters)}
    column = {item: number for number, item in enumerate(ballots.items)}
    found = np.full((len(row), len(column)), np.nan)
    for (voter, item), said in ballots.answers.items():
        if not isinstance(said, Without):
            found[row[voter], column[item]] = said
    return found


def by_mean(ballots: Ballots) -> Scoring:
    """By the mean value: dots, or ratings of any scale."""
    import numpy as np

    values = matrix(ballots)
    given = np.isfinite(values).astype(float)
    filled = np.nan_to_num(values)
    return lambda weights: _ratio(weights @ filled, weights @ given)


def by_points(ballots: Ballots, *, most: int = TOP) -> Scoring:
    """James Lind style, of places: points in each group, ranked there, and the groups' ranks added up."""
    import numpy as np

    values = matrix(ballots)
    points = np.where(np.isfinite(values), np.clip(most + 1 - values, 0, None), 0)
    masks = [_of_group(ballots, group) for group in ballots.groups]

    def score(weights: "Array") -> "Array":
        got = [(weights * mask) @ points for mask in masks]
        total = sum(np.where(each.any(axis=1, keepdims=True), points_of_ranks(each), 0.0) for each in got)
        return np.where(sum(got) > 0, total, -np.inf)

    return score


def by_median(ballots: Ballots, *, scale: int = 9) -> Scoring:
    """By the median of ratings of 1 to 9, and where medians are equal, by the mean."""
    import numpy as np

    values = matrix(ballots)
    people, items = values.shape
    hot = np.zeros((people, items, scale), dtype=np.float32)
    rows, columns = np.nonzero(np.isfinite(values))
    hot[rows, columns, values[rows, columns].astype(int) - 1] = 1
    flat = hot.reshape(people, items * scale)

    def score(weights: "Array") -> "Array":
        counts = (weights.astype(np.float32) @ flat).astype(float).reshape(-1, items, scale)
        upto = counts.cumsum(axis=2)
        n = upto[:, :, -1]
        half, slack = n[:, :, None] / 2, 1e-4  # whole numbers are exact; shares of a vote are not
        lower = (upto < half - slack).sum(axis=2) + 1
        upper = (upto <= half + slack).sum(axis=2) + 1
        mean = _ratio((counts * np.arange(1, scale + 1)).sum(axis=2), n)
        with np.errstate(invalid="ignore"):
            return np.where(n > 0, (lower + upper) / 2 + mean / 100, -np.inf)

    return score


def by_consensus(ballots: Ballots) -> Scoring:
    """By group-informed consensus on statements; a group left out counts for nothing."""
    import numpy as np

    values = matrix(ballots)
    agree, seen = (values == 1).astype(float), np.isfinite(values).astype(float)
    masks = [_of_group(ballots, group) for group in ballots.groups]

    def score(weights: "Array") -> "Array":
        found = np.ones((len(weights), values.shape[1]))
        anyone = np.zeros(found.shape)
        for mask in masks:
            of_group = weights * mask
            here = of_group.any(axis=1, keepdims=True)
            share = (of_group @ agree + 1) / (of_group @ seen + 2)
            found, anyone = found * np.where(here, share, 1), anyone + of_group @ seen
        return np.where(anyone > 0, found, -np.inf)

    return score


def _ratio(above: "Array", below: "Array") -> "Array":
    import numpy as np

    return np.where(below > 0, above / np.where(below > 0, below, 1), -np.inf)


def _of_group(ballots: Ballots, group: Key | None) -> "Array":
    import numpy as np

    return np.array([float(voter.group == group) for voter in ballots.voters])


def ranks(scores: "Array") -> "Array":
    """The place of each item in each row: one more than how many are better; what has no score comes last."""
    import numpy as np

    rounded = np.round(scores, SAME)
    ordered = np.sort(-rounded, axis=1)
    found = [np.searchsorted(row, -mine, side="left") for row, mine in zip(ordered, rounded, strict=True)]
    return np.array(found, dtype=float).reshape(scores.shape) + 1


def points_of_ranks(scores: "Array") -> "Array":
    """As many points as items stand no better, equal ones sharing the mean."""
    import numpy as np

    rounded = np.round(scores, SAME)
    ordered = np.sort(rounded, axis=1)
    pairs = zip(ordered, rounded, strict=True)
    found = [np.searchsorted(r, m, "left") + np.searchsorted(r, m, "right") + 1 for r, m in pairs]
    return np.array(found, dtype=float).reshape(scores.shape) / 2


@dataclass(frozen=True)
class Held:
    """How well an item holds its place. A place is None where nobody (who is left) said anything of it."""

    item: Key
    place: int | None
    share: float | None
    # Of the resamples in which it is among the top; None without resamples.
    between: tuple[int, int] | None
    # The 2.5th and the 97.5th percentile of its place, each a place that it had.
    without: dict[Key | None, int | None]
    # Its place when that group is left out; empty where there is one group only.
    by_organisation: int | None
    # Its place when each organisation has one vote, which its people share.


def stability(
    ballots: Ballots, scoring: Scoring, *, top: int = TOP, resamples: int = RESAMPLES, seed: int = SEED
) -> list[Held]:
    """How each item holds its place, in the ballots' order. With no resamples only the other two looks are taken.

    Items that share the last place of the top are all in, so shares may add up to more than `top`.
    """
    import numpy as np

    if not ballots.voters or not ballots.items:
        return [Held(item, None, None, None, {}, None) for item in ballots.items]
    groups = ballots.groups if len(ballots.groups) > 1 else ()
    looks = [np.ones(len(ballots.voters)), _one_each(ballots), *(1 - _of_group(ballots, g) for g in groups)]
    found = scoring(np.array(looks))
    place = ranks(found)
    shares: Any = [None] * len(ballots.items)
    between: Any = [None] * len(ballots.items)
    if resamples:
        drawn = scoring(drawn_again(ballots, resamples, seed))
        drawn_places = ranks(drawn)
        held = (drawn_places <= top) & np.isfinite(drawn)
        shares = [float(share) for share in held.mean(axis=0)]
        ends = np.percentile(drawn_places, [2.5, 97.5], axis=0, method="inverted_cdf").astype(int)
        between = [(int(low), int(high)) for low, high in ends.T]
    said = np.isfinite(found)

    def at(look: int, item: int) -> int | None:
        return int(place[look, item]) if said[look, item] else None

    return [
        Held(
            item,
            at(0, number),
            shares[number] if said[0, number] else None,
            between[number] if said[0, number] else None,
            {group: at(look, number) for look, group in enumerate(groups, 2)},
            at(1, number),
        )
        for number, item in enumerate(ballots.items)
    ]


def _one_each(ballots: Ballots) -> "Array":
    """Each organisation has one vote, shared among its people; who is of none has their own."""
    import numpy as np

    size: dict[Key | None, int] = {}
    for voter in ballots.voters:
        size[voter.organisation] = size.get(voter.organisation, 0) + 1
    return np.array([1.0 if v.organisation is None else 1 / size[v.organisation] for v in ballots.voters])


def drawn_again(ballots: Ballots, resamples: int, seed: int) -> "Array":
    """How often each voter is drawn in each resample, within their own group: resamples × voters."""
    import numpy as np

    chance = np.random.default_rng(seed)
    found = np.zeros((resamples, len(ballots.voters)))
    for group in ballots.groups:
        members = np.flatnonzero(_of_group(ballots, group))
        found[:, members] = chance.multinomial(
            len(members), [1 / len(members)] * len(members), size=resamples
        )
    return found
