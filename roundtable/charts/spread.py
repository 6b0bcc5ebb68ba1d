"""Where groups stand on one scale: for each row a line for each group, from its low to its high end, with its middle."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from roundtable.charts.pen import Pen

# Narrow enough that on a phone, where the figure fills the screen, its words can still be read.
WIDTH, LABEL, LINE, LEFT, RIGHT = 440, 18, 20, 34.0, 14.0
LETTERS, ROWS = 58, 3


@dataclass(frozen=True)
class Stand:
    """One group on a row. `letter` stands beside the colour, which never speaks alone."""

    name: str
    letter: str
    colour: int  # a group's, 1 to 8; 0 is everybody
    low: float
    middle: float
    high: float

    @property
    def words(self) -> str:
        ends = "" if self.low == self.high else f" ({self.low:g} to {self.high:g})"
        return f"{self.name} {self.middle:g}{ends}"


@dataclass(frozen=True)
class Spread:
    """One row."""

    label: str
    stands: Sequence[Stand]


def spreads(
    rows: Sequence[Spread], title: str, *, least: float, most: float, unit: str = "", standalone: bool = False
) -> Markup:
    """The rows one under the other on a scale from least to most. The table of numbers is the caller's."""
    pen = Pen(standalone=standalone)
    span = (most - least) or 1

    def at(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (min(max(value, least), most) - least) / span

    y = 18.0
    for value in (least, (least + most) / 2, most):
        pen.text(f"{value:g}{unit}", "quiet", x=at(value), y=y - 4, font_size=13, text_anchor="middle")
    for row in rows:
        y += 4
        for line in textwrap.wrap(row.label, LETTERS, max_lines=ROWS, placeholder="…"):
            y += LABEL
            pen.text(line, "", x=0, y=y, font_size=14)
        for stand in row.stands:
            y += LINE
            middle = y - 5
            pen.text(stand.letter, "quiet", x=2, y=y, font_size=13)
            pen.shape("line", "arc-edge", x1=at(least), x2=at(most), y1=middle, y2=middle, stroke_width=0.3)
            colour = (stand.colour - 1) % 8 + 1 if stand.colour else 0
            width = at(stand.high) - at(stand.low)
            if width:
                pen.shape(
                    "rect",
                    "bar",
                    colour,
                    x=at(stand.low),
                    y=middle - 3,
                    width=width,
                    height=6,
                    rx=2,
                    stroke_width=1,
                )
            pen.shape("circle", "bar", colour, cx=at(stand.middle), cy=middle, r=6, stroke_width=1)
        y += 10
    told = "; ".join(f"{row.label}: {', '.join(stand.words for stand in row.stands)}" for row in rows)
    return pen.svg(WIDTH, y + 6, title, told, "spreads-chart")
