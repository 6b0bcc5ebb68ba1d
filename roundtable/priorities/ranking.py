"""Orders of preference: places, James Lind style with the groups apart, mean ranks and Borda's points, dots.

Places are shared by what is equal: 1, 2, 2, 4. A mean rank is what a sum needs: the two above are 2.5 each, so that
the ranks of m items always add up to m (m + 1) / 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from roundtable.priorities.ballots import Ballots, Key, Without

Score = int | float | Fraction


def places(scores: Mapping[Key, Score | None]) -> dict[Key, int | None]:
    """The place of each item, the greatest score first, equal ones sharing theirs; None stays None."""
    known = sorted((score for score in scores.values() if score is not None), reverse=True)
    first: dict[Score, int] = {}
    for place, score in enumerate(known, 1):
        first.setdefault(score, place)
    return {item: None if score is None else first[score] for item, score in scores.items()}


def mean_ranks(scores: Mapping[Key, Score]) -> dict[Key, Fraction]:
    """The rank of each item, the greatest score first, equal ones sharing the mean of theirs."""
    at: dict[Score, list[int]] = {}
    for rank, score in enumerate(sorted(scores.values(), reverse=True), 1):
        at.setdefault(score, []).append(rank)
    return {item: Fraction(sum(at[score]), len(at[score])) for item, score in scores.items()}


@dataclass(frozen=True)
class Ranked:
    """An item's place with what it comes from."""

    item: Key
    place: int | None
    # None where nobody said anything of it.
    n: int
    score: Fraction | None
    # Greater is better, save in a mean rank.
    groups: dict[Key | None, int | None]
    # Its place in each group.


def james_lind(ballots: Ballots, *, most: int = 10) -> list[Ranked]:
    """The interim ranking of the James Lind Alliance: each group ranks, then the groups' ranks are added up.

    Each voter puts up to `most` items in order (a value is a place): the first gets `most` points, the next one less.
    The points make a ranking in each group, and an item scores in the group as many points as items stand no better
    than it. The groups' scores are added: a group of three weighs as much as one of three hundred. A group in which
    nobody ranked adds nothing. (JLA Guidebook, chapter 8, "Collating and scoring interim priorities".)
    """
    points = {group: _points(ballots, [group], most) for group in ballots.groups}
    ranking = [group for group in ballots.groups if any(points[group].values())]
    total: dict[Key, Fraction] = dict.fromkeys(ballots.items, Fraction(0))
    for group in ranking:
        for item, rank in mean_ranks(points[group]).items():
            total[item] += len(ballots.items) + 1 - rank
    in_groups = {group: places(_chosen(points[group])) for group in ballots.groups}
    scores = {
        item: total[item] if any(points[group][item] for group in ranking) else None for item in ballots.items
    }
    return _ranked(ballots, scores, in_groups)


def _points(ballots: Ballots, groups: Iterable[Key | None], most: int) -> dict[Key, int]:
    chosen = list(groups)
    return {
        item: sum(max(0, most + 1 - place) for place in ballots.values(item, chosen))
        for item in ballots.items
    }


def _chosen(points: Mapping[Key, int]) -> dict[Key, int | None]:
    """Points, or None where there are none: what nobody chose has no place."""
    return {item: got or None for item, got in points.items()}


def _ranked(
    ballots: Ballots,
    scores: Mapping[Key, Fraction | None],
    in_groups: Mapping[Key | None, Mapping[Key, int | None]],
) -> list[Ranked]:
    place = places(scores)
    return [
        Ranked(
            item,
            place[item],
            ballots.turnout(item).rated,
            scores[item],
            {group: in_groups[group][item] for group in ballots.groups},
        )
        for item in ballots.items
    ]


def borda(ballots: Ballots) -> list[Ranked]:
    """Borda's points for orders of preference: of m items the first gets m − 1, the last none.

    Items that a voter left out share the mean of the points that are left. A voter who ranked nothing gives none.
    The score is the mean over those who ranked anything, so that it lies between 0 and m − 1 in groups of any size.
    """
    everybody = _borda(ballots, ballots.groups)
    in_groups = {group: places(_borda(ballots, [group])) for group in ballots.groups}
    return _ranked(ballots, everybody, in_groups)


def mean_rank(ranked: Ranked, items: int) -> Fraction | None:
    """The mean rank that Borda's points stand for, from 1 (first with everybody) to the number of items."""
    return None if ranked.score is None else items - ranked.score


def _borda(ballots: Ballots, groups: Iterable[Key | None]) -> dict[Key, Fraction | None]:
    chosen = set(groups)
    voters = {voter.key for voter in ballots.voters if voter.group in chosen}
    orders: dict[Key, dict[Key, int]] = {}
    for (voter, item), said in ballots.answers.items():
        if voter in voters and not isinstance(said, Without):
            orders.setdefault(voter, {})[item] = said
    if not orders:
        return dict.fromkeys(ballots.items)
    size = len(ballots.items)
    total: dict[Key, Fraction] = dict.fromkeys(ballots.items, Fraction(0))
    shared = Fraction(0)  # what each item gets from those who left it out, taken off where they did not
    for order in orders.values():
        left = Fraction(size - len(order) - 1, 2) if len(order) < size else Fraction(0)
        shared += left
        for item, rank in mean_ranks({item: -place for item, place in order.items()}).items():
            total[item] += size - rank - left
    return {item: (points + shared) / len(orders) for item, points in total.items()}


@dataclass(frozen=True)
class Dotted:
    """An item's dots."""

    item: Key
    place: int | None
    n: int
    # How many people gave it any.
    dots: int
    groups: dict[Key | None, int]

    def share(self, group: Key | None, of: Mapping[Key | None, int]) -> float | None:
        """Which part of a group's dots went here; None where the group gave none."""
        return self.groups[group] / of[group] if of[group] else None


def dotted(ballots: Ballots) -> list[Dotted]:
    """The dots of every item, among everybody and in each group. Raises ValueError for fewer than none."""
    by_group = {
        item: {group: sum(ballots.values(item, [group])) for group in ballots.groups}
        for item in ballots.items
    }
    if any(value < 0 for item in ballots.items for value in ballots.values(item)):
        raise ValueError("Nobody takes dots away.")
    dots = {item: sum(groups.values()) for item, groups in by_group.items()}
    place = places({item: count or None for item, count in dots.items()})
    return [
        Dotted(item, place[item], sum(v > 0 for v in ballots.values(item)), dots[item], by_group[item])
        for item in ballots.items
    ]


def given(items: Iterable[Dotted]) -> dict[Key | None, int]:
    """How many dots each group gave in all."""
    found: dict[Key | None, int] = {}
    for item in items:
        for group, dots in item.groups.items():
            found[group] = found.get(group, 0) + dots
    return found
