"""Groups of opinion among those who answered statements: who answers alike, whatever group they are invited in.

Principal components of the answers, then k-means, k by the mean silhouette: Polis's way in small. What it can and
cannot say is in LIMITS, which every page prints beside the groups.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roundtable.priorities.ballots import Ballots, Key
from roundtable.priorities.stability import SEED, matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ENOUGH = 7  # statements that somebody answered, or all where there are fewer
PEOPLE = 12  # below which no groups are looked for
LARGEST = 5  # groups
STARTS = 10
MEASURED = (
    1_000  # voters whose distances are measured: each to each, so that ten times as many take a hundred times
)
WEAK = 0.25  # a mean silhouette below which there is no structure to speak of (Kaufman and Rousseeuw, 1990)
LIMITS = (
    "The groups are found by arithmetic in two dimensions of the answers. They describe who answered alike in this "
    "round, not kinds of people; with few answers, or other statements, they come out differently. An answer that is "
    "missing is taken for the statement's mean. They are not used to decide anything."
)


@dataclass(frozen=True)
class Opinions:
    """Groups of opinion."""

    members: tuple[tuple[Key, ...], ...]
    # The voters of each group, the largest group first.
    silhouette: float
    # From −1 to 1: how much nearer the voters are to their own group than to the next.
    explained: float
    # Which part of the answers' variance the two dimensions hold.
    left_out: int
    # Voters who answered too little to be placed.
    at: dict[Key, tuple[float, float]]

    @property
    def weak(self) -> bool:
        """So little structure that the page says there are no groups to speak of."""
        return self.silhouette < WEAK


def opinion_groups(ballots: Ballots, *, seed: int = SEED) -> Opinions | None:
    """Groups of opinion; None where fewer than twelve answered enough, or all answered the same."""
    import numpy as np

    values = matrix(ballots)
    answered = np.isfinite(values)
    enough = answered.sum(axis=1) >= min(ENOUGH, len(ballots.items))
    used = answered[enough].any(axis=0)
    if enough.sum() < PEOPLE or not used.any():
        return None
    at, explained = _plane(values[enough][:, used])
    if len(np.unique(at.round(9), axis=0)) < 3:
        return None
    some = np.arange(len(at))
    if len(at) > MEASURED:
        some = np.random.default_rng(seed).choice(len(at), MEASURED, replace=False)
    apart = np.sqrt(((at[some, None, :] - at[None, some, :]) ** 2).sum(axis=2))
    tried = []
    for k in range(2, LARGEST + 1):
        labels = _clusters(at, k, np.random.default_rng(seed))
        if len(set(labels.tolist())) == k and len(set(labels[some].tolist())) > 1:
            tried.append((_silhouette(apart, labels[some]), -k, labels))
    quality, _, labels = max(tried, key=lambda each: each[:2])
    keys = [voter.key for voter, is_in in zip(ballots.voters, enough, strict=True) if is_in]
    members = [
        tuple(k for k, mine in zip(keys, labels, strict=True) if mine == label) for label in set(labels)
    ]
    members.sort(key=lambda group: (-len(group), keys.index(group[0])))
    return Opinions(
        tuple(members),
        quality,
        explained,
        int((~enough).sum()),
        {key: (float(x), float(y)) for key, (x, y) in zip(keys, at, strict=True)},
    )


def counted_opinions(ballots: Ballots) -> dict[str, Any] | None:
    """The groups as they are kept with a round's tally: how many are in each, and of each statement how many of each
    group, and last of those who could not be placed, agree, disagree and pass. Nobody's number is in it.
    """
    found = opinion_groups(ballots)
    if found is None:
        return None
    group_of = {key: place for place, members in enumerate(found.members) for key in members}
    rest = len(found.members)
    items = {str(item): [[0, 0, 0] for _ in range(rest + 1)] for item in ballots.items}
    column = {1: 0, -1: 1, 0: 2}
    for (voter, item), said in ballots.answers.items():
        if isinstance(said, int):
            items[str(item)][group_of.get(voter, rest)][column[said]] += 1
    return {
        "sizes": [len(members) for members in found.members],
        "silhouette": found.silhouette,
        "explained": found.explained,
        "left_out": found.left_out,
        "items": items,
    }


def _plane(values: "Array") -> tuple["Array", float]:
    """The first two principal components, a voter with few answers drawn out as Polis does, and their share."""
    import numpy as np

    answered = np.isfinite(values)
    centred = np.where(answered, values - np.nanmean(values, axis=0), 0)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    at = np.zeros((len(values), 2))
    kept = min(2, len(size))
    at[:, :kept] = left[:, :kept] * size[:kept]
    for axis in range(2):  # a component's sign is arbitrary: the furthest voter is on the positive side
        furthest = at[np.abs(at[:, axis]).argmax(), axis]
        at[:, axis] *= -1 if furthest < 0 else 1
    at *= np.sqrt(values.shape[1] / answered.sum(axis=1))[:, None]
    whole = float((size**2).sum())
    return at, float((size[:kept] ** 2).sum()) / whole if whole else 0.0


def _clusters(at: "Array", k: int, chance: "np.random.Generator") -> "NDArray[np.intp]":
    """k-means with k-means++ seeding, the best of ten starts."""
    import numpy as np

    best, least = np.zeros(len(at), dtype=np.intp), np.inf
    for _ in range(STARTS):
        centres = at[[chance.integers(len(at))]]
        while len(centres) < k:
            near = ((at[:, None] - centres) ** 2).sum(axis=2).min(axis=1)
            if not near.sum():
                break
            centres = np.vstack([centres, at[chance.choice(len(at), p=near / near.sum())]])
        for _ in range(100):
            labels = ((at[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
            moved = np.array(
                [
                    at[labels == c].mean(axis=0) if (labels == c).any() else centres[c]
                    for c in range(len(centres))
                ]
            )
            if np.allclose(moved, centres):
                break
            centres = moved
        within = float(((at - centres[labels]) ** 2).sum())
        if within < least:
            best, least = labels, within
    return best


def _silhouette(apart: "Array", labels: "NDArray[np.intp]") -> float:
    """The mean silhouette (Rousseeuw, 1987); a group of one counts nought."""
    import numpy as np

    kinds = sorted(set(labels.tolist()))
    sums = np.stack([apart[:, labels == kind].sum(axis=1) for kind in kinds], axis=1)
    sizes = np.array([(labels == kind).sum() for kind in kinds])
    own = np.searchsorted(kinds, labels)
    rows = np.arange(len(labels))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    outside = means.min(axis=1)
    widest = np.maximum(inside, outside)
    each = np.where((sizes[own] > 1) & (widest > 0), (outside - inside) / np.where(widest > 0, widest, 1), 0)
    return float(each.mean())
