"""The answers of a round under one criterion, as every statistic reads them. Pure: no database, no people.

A value means what the method means: a rating of 1 to 9; 1, −1 or 0 for agree, disagree or pass; a place, where
1 is the first; a number of dots. Rated, abstained, "not my field", left open and not shown are counted apart, and a
missing answer is never a middle one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain

Key = int | str


class Without(StrEnum):
    """Why somebody who saw an item gave it no value."""

    ABSTAINED = "abstained"
    NOT_MY_FIELD = "not my field"
    LEFT_OPEN = "left open"  # it was shown, and sent without an answer


@dataclass(frozen=True)
class Voter:
    """Whoever was asked, by a key that need not be a person's: an anonymised ballot's will do."""

    key: Key
    group: Key | None = None
    organisation: Key | None = None


@dataclass(frozen=True)
class Cast:
    """What one voter said of one item, as it was cast."""

    voter: Key
    item: Key
    said: int | Without


@dataclass(frozen=True)
class Turnout:
    """Who said what of an item, in counts that add up to everybody who was asked."""

    rated: int
    abstained: int
    not_my_field: int
    left_open: int
    not_shown: int

    @property
    def asked(self) -> int:
        return self.rated + self.abstained + self.not_my_field + self.left_open + self.not_shown


@dataclass(frozen=True)
class Ballots:
    """Everybody who was asked, every item, and what was said; one answer for each pair, the latest."""

    voters: tuple[Voter, ...]
    items: tuple[Key, ...]
    answers: Mapping[tuple[Key, Key], int | Without]

    @cached_property
    def groups(self) -> tuple[Key | None, ...]:
        """The groups that somebody was asked from, in order; None, last, for those without one."""
        return tuple(sorted({voter.group for voter in self.voters}, key=lambda g: (g is None, str(g))))

    @cached_property
    def sizes(self) -> dict[Key | None, int]:
        """How many were asked from each group."""
        found: dict[Key | None, int] = dict.fromkeys(self.groups, 0)
        for voter in self.voters:
            found[voter.group] += 1
        return found

    @cached_property
    def _laid_out(self) -> dict[Key, dict[Key | None, list[int | Without]]]:
        """What was said, by item and by group; one pass, for a round has 100,000 answers."""
        found: dict[Key, dict[Key | None, list[int | Without]]] = {
            item: {group: [] for group in self.groups} for item in self.items
        }
        group_of = {voter.key: voter.group for voter in self.voters}
        for (voter, item), said in self.answers.items():
            found[item][group_of[voter]].append(said)
        return found

    @cached_property
    def _given(self) -> dict[Key, dict[Key | None, list[int]]]:
        return {
            item: {group: sorted(v for v in said if type(v) is int) for group, said in groups.items()}
            for item, groups in self._laid_out.items()
        }

    @cached_property
    def _refused(self) -> dict[Key, dict[Key | None, list[Without]]]:
        return {
            item: {group: [v for v in said if isinstance(v, Without)] for group, said in groups.items()}
            for item, groups in self._laid_out.items()
        }

    def values(self, item: Key, groups: Iterable[Key | None] | None = None) -> list[int]:
        """The values that an item was given, by everybody or by these groups, smallest first."""
        of = self._given[item]
        return sorted(chain.from_iterable(of.values() if groups is None else (of[group] for group in groups)))

    def turnout(self, item: Key, groups: Iterable[Key | None] | None = None) -> Turnout:
        """The counts of an item, among everybody or among these groups."""
        chosen = list(self.groups if groups is None else groups)
        given, refused = self._given[item], self._refused[item]
        rated = sum(len(given[group]) for group in chosen)
        reasons = [reason for group in chosen for reason in refused[group]]
        asked = sum(self.sizes[group] for group in chosen)
        abstained, elsewhere, left_open = (reasons.count(reason) for reason in Without)
        return Turnout(rated, abstained, elsewhere, left_open, asked - rated - len(reasons))


def ballots(answers: Iterable[Cast], *, voters: Iterable[Voter], items: Iterable[Key]) -> Ballots:
    """Gather answers: a later one of the same voter on the same item replaces the earlier.

    Left out: answers on other items (a statement that was not accepted), and of whoever was not asked.
    """
    asked, listed = tuple(sorted(voters, key=lambda v: (str(type(v.key)), v.key))), tuple(items)
    keys, known = {voter.key for voter in asked}, set(listed)
    said = {
        (answer.voter, answer.item): answer.said
        for answer in answers
        if answer.voter in keys and answer.item in known
    }
    return Ballots(asked, listed, said)
