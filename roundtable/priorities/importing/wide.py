"""Paper ballots as they are typed in: a row for each ballot, a column for each item."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from roundtable.errors import Refusal
from roundtable.priorities.importing.votes import FIELDS, Faulty, Reader
from roundtable.priorities.models import Item, PriorityRound
from roundtable.programmes.models import StakeholderGroup
from roundtable.search import fold
from roundtable.sheets import mapping
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Sheet

NOT_SHOWN = "not shown"
# A ballot on which the item was not printed: no vote, not even one that was left open.
OF_BALLOT = tuple(field for field in FIELDS if field.name not in ("item", "vote"))


@dataclass(frozen=True)
class Column:
    """A column that holds what ballots say of one item; without a criterion where its name does not tell."""

    place: int
    name: str
    item: str
    criterion: str


def item_columns(sheet: Sheet, round: PriorityRound, items: Iterable[Item]) -> list[Column]:
    """The columns whose names are an item's mark, number or words, with or without a criterion before or after it.

    Refuses two columns for the same.
    """
    names = {fold(name): item.mark for item in items for name in (item.text, str(item.number), item.mark)}
    criteria = {fold(each.value): each.value for each in round.criteria}
    found: dict[tuple[str, str], Column] = {}
    for place, name in enumerate(sheet.header):
        read = _read(name, names, criteria)
        if read is None:
            continue
        if read in found:
            raise Refusal(f"The columns “{found[read].name}” and “{name}” are for the same item. Remove one.")
        found[read] = Column(place, name, *read)
    return list(found.values())


def _read(name: str, names: Mapping[str, str], criteria: Mapping[str, str]) -> tuple[str, str] | None:
    """The item and the criterion that a column's name tells."""
    plain = fold(name).strip()
    if plain in names:
        return names[plain], ""
    for folded, criterion in criteria.items():
        rest = re.sub(rf"^{re.escape(folded)}\b|\b{re.escape(folded)}\W*$", "", plain)
        if rest != plain and (bare := rest.strip(" -–:,/|()[]")) in names:
            return names[bare], criterion
    return None


def is_wide(sheet: Sheet, columns: list[Column], chosen: Mapping[str, str]) -> bool:
    """Whether the items are columns: some are named, and no pair of columns holds an item and a vote."""
    guessed = mapping.choose(mapping.guess(FIELDS, sheet.header), chosen)
    return bool(columns) and not {"item", "vote"} <= set(guessed.columns)


def wide_lines(
    sheet: Sheet,
    columns: list[Column],
    chosen: Mapping[str, str],
    round: PriorityRound,
    *,
    items: Iterable[Item],
    groups: Iterable[StakeholderGroup],
) -> Iterator[Line]:
    """What every ballot says of every item, or why it is refused. An empty cell is an item that was left open.

    Refuses the file where no column says whose the ballots are.
    """
    if not columns:
        raise Refusal(
            "No column names an item of the round. Name the columns by the items’ marks, such as S1, or by their words."
        )
    places = {column.place for column in columns}
    header = tuple("" if place in places else name for place, name in enumerate(sheet.header))
    mapped = mapping.choose(mapping.guess(OF_BALLOT, header), chosen)
    mapping.check(mapped)
    reader = Reader(round, items, groups)
    for row in sheet.rows():
        voter, criterion, *rest = mapped.values(row.cells)
        for column in columns:
            vote = row.cells[column.place]
            if fold(vote).strip() == NOT_SHOWN:
                continue
            cells = (voter, column.item, vote, column.criterion or criterion, *rest)
            try:
                yield Line(row.line, Verdict.NEW, (), reader.read(row, cells))
            except Faulty as fault:
                yield Line(row.line, Verdict.REFUSED, (f"{column.name}: {fault}",), row.cells)
