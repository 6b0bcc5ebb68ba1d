"""What the codings show, drawn."""

from collections.abc import Sequence

from markupsafe import Markup

from roundtable.charts.dots import Column, DotRow, dots
from roundtable.programmes.models import StakeholderGroup

MOST_ROWS = 40


def by_group(rows: Sequence[tuple[str, Sequence[int | None]]], groups: Sequence[StakeholderGroup]) -> Markup:
    """Each theme by name with its numbers as they may be shown: of each group, and last of nobody's.

    Themes without a number that may be shown are left out, and what comes after MOST_ROWS; nothing where none is left.
    """
    drawn = [DotRow(name, numbers) for name, numbers in rows if any(numbers)][:MOST_ROWS]
    if not drawn:
        return Markup("")
    columns = [*(Column(each.name, each.letter, each.colour) for each in groups), Column("No group", "–", 0)]
    most, theme, group = max(
        (number or 0, row.label, column.name)
        for row in drawn
        for column, number in zip(columns, row.numbers, strict=True)
    )
    return dots(columns, drawn, f"Heard most: {theme}, in {most:,} submissions of {group}")
