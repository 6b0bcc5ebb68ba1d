"""What a reader may see of a tally: n first, all and each group side by side, and nothing that could name somebody.

A group of fewer than five on an item is not shown there, nor is what would tell of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from roundtable.priorities.models import CRITERIA, Criterion, Item, Method, PriorityRound, Tally
from roundtable.priorities.statements import Leaning, Statement, dividing, uniting
from roundtable.priorities.tallying import EVERYBODY, MAIN
from roundtable.programmes.models import StakeholderGroup
from roundtable.small_numbers import FEW, hidden_groups

TOP = 10


@dataclass(frozen=True)
class Column:
    """A group as a column of the results, or everybody."""

    key: str
    name: str
    letter: str = ""
    colour: int = 0
    asked: int = 0
    voted: int = 0
    hidden: bool = False
    # Too few of them voted to show anything of theirs.


@dataclass(frozen=True)
class Cell:
    """What was said in one cell; of a hidden one only that there is something."""

    n: int
    hidden: bool
    said: Mapping[str, Any]

    def value(self, name: str) -> Any:
        return None if self.hidden else self.said.get(name)

    @property
    def values(self) -> dict[int, int]:
        """How often each value was given."""
        return {} if self.hidden else {int(value): times for value, times in self.said["values"].items()}

    @property
    def leaning(self) -> Leaning:
        values = self.values
        return Leaning(values.get(1, 0), values.get(-1, 0), values.get(0, 0))

    @property
    def total(self) -> int:
        """Dots in all."""
        return sum(value * times for value, times in self.values.items())

    @property
    def mean(self) -> float | None:
        return self.total / self.n if self.n and not self.hidden else None


@dataclass(frozen=True)
class Line:
    """One item with all that is shown of it."""

    item: Item
    cells: Mapping[Criterion, Mapping[str, Cell]]
    held: Mapping[str, Any]
    consensus: Sequence[float]
    main: Criterion

    @property
    def place(self) -> int | None:
        place: int | None = self.held.get("place")
        return place

    @property
    def of(self) -> Mapping[str, Cell]:
        """By the criterion that the items are put in order by."""
        return self.cells[self.main]

    @property
    def everybody(self) -> Cell:
        return self.of[EVERYBODY]


class Results:
    """A round's tally as it is shown."""

    def __init__(
        self, round: PriorityRound, tally: Tally, items: Iterable[Item], groups: Sequence[StakeholderGroup]
    ) -> None:
        self.round, self.numbers = round, tally.numbers
        self.counted_at = tally.counted_at
        self.main = MAIN[round.method]
        self._items = {str(item.id): item for item in items}
        self.columns = self._columns(groups)

    def _columns(self, groups: Sequence[StakeholderGroup]) -> list[Column]:
        known = {str(group.id): group for group in groups}
        counts: dict[str, list[int]] = self.numbers["groups"]
        sizes = {key: voted for key, (_asked, voted) in counts.items()}
        hidden = hidden_groups(sizes)
        order = [str(group.id) for group in groups if str(group.id) in counts]
        rest = [key for key in counts if key not in order]
        found = []
        for key in (*order, *rest):
            group = known.get(key)
            name, letter, colour = (group.name, group.letter, group.colour) if group else ("No group", "–", 8)
            asked, voted = counts[key]
            found.append(Column(key, name, letter, colour, asked, voted, key in hidden))
        return found

    @property
    def asked(self) -> int:
        return int(self.numbers["asked"])

    @property
    def voted(self) -> int:
        return sum(column.voted for column in self.columns)

    @property
    def enough(self) -> bool:
        """Whether enough voted to show anything."""
        return self.voted >= FEW

    @property
    def shown(self) -> list[Column]:
        return [column for column in self.columns if not column.hidden and column.voted]

    @property
    def hidden(self) -> list[Column]:
        return [column for column in self.columns if column.hidden]

    @cached_property
    def lines(self) -> list[Line]:
        """The items, the first of the order first; those that nobody said anything of last."""
        found = [self._line(key) for key in self.numbers["items"] if key in self._items]
        return sorted(found, key=lambda line: (line.place is None, line.place or 0, line.item.number))

    def _line(self, key: str) -> Line:
        cells = {
            criterion: self._cells(self.numbers["items"][key][criterion.value])
            for criterion in CRITERIA[self.round.method]
        }
        held = self.numbers["held"].get(key, {})
        # A product over all groups: with what all said, it would tell what a hidden one did.
        tells = any(cell.hidden for cell in cells[self.main].values())
        consensus = () if tells else self.numbers["consensus"].get(key, ())
        return Line(self._items[key], cells, held, consensus, self.main)

    def _cells(self, said: Mapping[str, Any]) -> dict[str, Cell]:
        sizes = {key: cell["rated"] for key, cell in said.items() if key != EVERYBODY}
        hidden = hidden_groups(sizes) | {column.key for column in self.hidden}
        few = 0 < said[EVERYBODY]["rated"] < FEW
        cells = {key: Cell(cell["rated"], few or key in hidden, cell) for key, cell in said.items()}
        cells[EVERYBODY] = Cell(said[EVERYBODY]["rated"], few, said[EVERYBODY])
        return cells

    @property
    def said_nothing(self) -> bool:
        """Whether everybody abstained, or left everything open."""
        return all(cell[EVERYBODY].n == 0 for line in self.lines for cell in line.cells.values())

    @property
    def top(self) -> list[Line]:
        return [line for line in self.lines if line.place is not None and line.place <= TOP]

    @cached_property
    def unites(self) -> list[Line]:
        """What every group that is shown holds alike."""
        if len(self.shown) < 2:
            return []
        if self.round.method is Method.STATEMENTS:
            return self._by_statement(uniting)
        return [line for line in self.lines if self._verdicts(line) in ({"in"}, {"appropriate"})]

    @cached_property
    def divides(self) -> list[Line]:
        """What groups hold differently, or what everybody's ratings lie too far apart on."""
        if self.round.method is Method.STATEMENTS:
            return self._by_statement(dividing)
        return [
            line
            for line in self.lines
            if self._verdicts(line) >= {"in", "out"}
            or self._verdicts(line) >= {"appropriate", "inappropriate"}
            or line.everybody.value("disagreement")
        ]

    def _by_statement(self, choose: Any) -> list[Line]:
        lines = {line.item.id: line for line in self.lines}
        keys = [column.key for column in self.shown]
        said = [
            Statement(
                number,
                line.everybody.leaning,
                {key: line.of[key].leaning for key in keys if not line.of[key].hidden},
            )
            for number, line in lines.items()
        ]
        whole = [one for one in said if one.groups]
        return [lines[one.item] for one in choose(whole)]

    def _verdicts(self, line: Line) -> set[str]:
        cells = {column.key: line.of[column.key] for column in self.shown}
        if self.round.method is Method.APPROPRIATENESS:
            said = {cell.value("verdict") for cell in cells.values() if not cell.hidden and cell.n}
            return said | {"not said"} if any(cell.n == 0 for cell in cells.values()) else said
        return {self._standing(line, key) for key, cell in cells.items() if not cell.hidden}

    def _standing(self, line: Line, group: str) -> str:
        """Whether a group has an item among its ten, not at all, or between: by dots or points, as everybody's are."""
        place = self.group_places.get(group, {}).get(line.item.id)
        if place is None:
            return "out"
        return "in" if place <= min(TOP, max(1, len(self.lines) // 2)) else "between"

    @cached_property
    def group_places(self) -> dict[str, dict[int, int]]:
        """The place of each item in each group, by dots or by the points of its ranks; only those that got any."""
        found: dict[str, dict[int, int]] = {}
        for column in self.shown:
            points = {line.item.id: self._points(line.of[column.key]) for line in self.lines}
            found[column.key] = {
                item: 1 + sum(other > got for other in points.values()) for item, got in points.items() if got
            }
        return found

    def _points(self, cell: Cell) -> int:
        if self.round.method is Method.DOTS:
            return cell.total
        return sum(max(0, self.round.most + 1 - rank) * times for rank, times in cell.values.items())

    @property
    def without_columns(self) -> list[Column]:
        """The groups whose leaving out is shown."""
        return self.shown if len(self.columns) > 1 else []
