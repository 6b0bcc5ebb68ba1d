"""The codebook as a tree of numbers; pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tree:
    """Which theme stands below which; retired ones too."""

    parents: dict[int, int | None]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int | None]]) -> "Tree":
        return cls(dict(rows))

    def above(self, theme: int | None) -> list[int]:
        """The themes above one, the nearest first."""
        found: list[int] = []
        while theme is not None and (parent := self.parents.get(theme)) is not None and parent not in found:
            found.append(parent)
            theme = parent
        return found

    def depth(self, theme: int | None) -> int:
        """The level on which a theme stands: 1 for the first; 0 for none."""
        return 0 if theme is None else 1 + len(self.above(theme))

    def below(self, theme: int) -> set[int]:
        """Every theme below one, whatever its level."""
        return {each for each in self.parents if theme in self.above(each)}

    def height(self, theme: int) -> int:
        """How many levels a theme and what stands below it take."""
        return 1 + max((self.depth(each) - self.depth(theme) for each in self.below(theme)), default=0)
