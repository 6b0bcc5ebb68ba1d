"""Dots in a grid: how much of each row stands in each column, by the area of the dot."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from markupsafe import Markup

from roundtable.charts.pen import Pen

WIDTH, LEFT, ROW, HEAD, LARGEST = 640.0, 270.0, 34.0, 30.0, 14.0


@dataclass(frozen=True)
class Column:
    """A column. `letter` stands above it, since colour never speaks alone."""

    name: str
    letter: str
    colour: int  # a group's, 1 to 8; 0 is nobody's


@dataclass(frozen=True)
class DotRow:
    """A row with its number for each column; None is one that is not shown, and nothing is drawn for it."""

    label: str
    numbers: Sequence[int | None]


def dots(
    columns: Sequence[Column], rows: Sequence[DotRow], title: str, *, standalone: bool = False
) -> Markup:
    """A dot for each number on one scale of areas, its number beside it. The table of numbers is the caller's."""
    pen = Pen(standalone=standalone)
    most = max((number or 0 for row in rows for number in row.numbers), default=0) or 1
    step = (WIDTH - LEFT) / max(1, len(columns))
    largest = min(LARGEST, step / 3)
    for place, column in enumerate(columns):
        x = LEFT + step * (place + 0.35)
        pen.text(column.letter, "bold", x=x, y=HEAD - 10, font_size=14, text_anchor="middle")
    for line, row in enumerate(rows):
        y = HEAD + ROW * (line + 0.5)
        label = row.label if len(row.label) <= 34 else f"{row.label[:33]}…"
        pen.text(label, "", x=0, y=y + 5, font_size=15)
        for place, (column, number) in enumerate(zip(columns, row.numbers, strict=True)):
            if not number:
                continue
            x, radius = LEFT + step * (place + 0.35), largest * sqrt(number / most)
            colour = (column.colour - 1) % 8 + 1 if column.colour else 0
            pen.shape("circle", "bar", colour, cx=x, cy=y, r=radius, stroke_width=1)
            pen.text(f"{number:,}", "quiet", x=x + radius + 4, y=y + 5, font_size=13)
    told = "; ".join(f"{row.label}: {_told(columns, row)}" for row in rows)
    return pen.svg(WIDTH, HEAD + ROW * max(1, len(rows)), title, told, "dots-chart")


def _told(columns: Sequence[Column], row: DotRow) -> str:
    said = [
        f"{column.name} {number:,}" for column, number in zip(columns, row.numbers, strict=True) if number
    ]
    return ", ".join(said) or "no number is shown"
