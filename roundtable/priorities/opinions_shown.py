"""What a reader may see of the groups of opinion: as little of few people as of any other group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roundtable.priorities.models import Item
from roundtable.priorities.opinion_groups import LIMITS, WEAK
from roundtable.priorities.shown import Results
from roundtable.priorities.statements import Leaning
from roundtable.small_numbers import FEW, hidden_groups

REST = "rest"
# Those who answered too little to be placed: never shown, and nobody can tell them by subtraction.
APART = 0.2  # in the share that agrees: a group says something otherwise than the others
MOST = 5


@dataclass(frozen=True)
class Said:
    """What a group of opinion says to a statement, and what the others that were placed say."""

    item: Item
    own: Leaning
    others: Leaning

    @property
    def difference(self) -> float:
        return self.own.agreeing - self.others.agreeing


@dataclass(frozen=True)
class Opinion:
    """A group of opinion, by a letter."""

    name: str
    size: int
    leanings: Mapping[int, Leaning]
    # By the statement's number in the database; those that are not shown are left out.
    says_otherwise: Sequence[Said]


@dataclass(frozen=True)
class OpinionGroups:
    """The groups that are shown, with what can be said of them all."""

    groups: Sequence[Opinion]
    hidden: int
    left_out: int | None
    # None where fewer than five were left out.
    silhouette: float
    explained: float
    limits: str = LIMITS

    @property
    def weak(self) -> bool:
        return self.silhouette < WEAK


def opinions_of(results: Results) -> OpinionGroups | None:
    """The groups of opinion of a round of statements; None where none were looked for or found."""
    kept = results.numbers.get("opinions")
    if not kept:
        return None
    letters = [f"Opinion {chr(65 + place)}" for place in range(len(kept["sizes"]))]
    sizes = dict(zip(letters, kept["sizes"], strict=True))
    unseen = hidden_groups(sizes | {REST: kept["left_out"]})
    said = {
        line.item.id: _leanings(kept["items"].get(str(line.item.id)), letters, unseen)
        for line in results.lines
    }
    items = {line.item.id: line.item for line in results.lines}
    groups = [
        Opinion(
            name,
            size,
            {item: of[name] for item, of in said.items() if name in of},
            _otherwise(name, said, items),
        )
        for name, size in sizes.items()
        if name not in unseen
    ]
    left_out = kept["left_out"] if kept["left_out"] == 0 or kept["left_out"] >= FEW else None
    return OpinionGroups(groups, len(sizes) - len(groups), left_out, kept["silhouette"], kept["explained"])


def _leanings(counts: Any, letters: Sequence[str], unseen: frozenset[str]) -> dict[str, Leaning]:
    """What each group that is shown says to one statement, where enough of it answered."""
    if not counts:
        return {}
    found = {name: Leaning(*each) for name, each in zip([*letters, REST], counts, strict=True)}
    hidden = hidden_groups({name: each.seen for name, each in found.items()}) | unseen | {REST}
    return {name: each for name, each in found.items() if name not in hidden}


def _otherwise(
    name: str, said: Mapping[int, Mapping[str, Leaning]], items: Mapping[int, Item]
) -> Sequence[Said]:
    """On what a group stands furthest from the other groups that are shown, the furthest first."""
    found = []
    for item, of in said.items():
        others = [each for other, each in of.items() if other != name and each.seen]
        if name in of and of[name].seen and others:
            rest = Leaning(
                sum(o.agree for o in others), sum(o.disagree for o in others), sum(o.passed for o in others)
            )
            found.append(Said(items[item], of[name], rest))
    apart = [each for each in found if abs(each.difference) >= APART]
    return sorted(apart, key=lambda each: -abs(each.difference))[:MOST]
