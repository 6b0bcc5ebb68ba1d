"""Which counts are not shown, because they could name somebody, and which others would tell them."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

FEW = 5
Group = TypeVar("Group", bound=Hashable)


def hidden_groups(sizes: Mapping[Group, int], few: int = FEW) -> frozenset[Group]:
    """The groups that are not shown, given how many of each are in the cell. Empty ones have nothing to hide.

    Where those left out are fewer than `few` together, the smallest that is shown is left out as well: otherwise the
    sum of all less what the others show would tell.
    """
    hidden = {group for group, n in sizes.items() if 0 < n < few}
    shown = sorted((n, str(group), group) for group, n in sizes.items() if n >= few)
    while hidden and sum(sizes[group] for group in hidden) < few and shown:
        hidden.add(shown.pop(0)[2])
    return frozenset(hidden)
