"""Horizontal bars: a name, a bar and its number, one under the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from roundtable.charts.pen import Pen

WIDTH, ROW = 480, 48


@dataclass(frozen=True)
class Bar:
    """One row; `shown` is how the number is written where that is not plain."""

    label: str
    number: float
    colour: int = 0  # a group's, 1 to 8; 0 is teal
    shown: str = ""

    @property
    def words(self) -> str:
        return self.shown or f"{self.number:,g}"


def bars(rows: Sequence[Bar], title: str, *, standalone: bool = False) -> Markup:
    """A bar for each row on one scale from nought; title says the finding. The table of numbers is the caller's."""
    pen = Pen(standalone=standalone)
    most = max((row.number for row in rows), default=0) or 1
    room = WIDTH - 80.0
    for place, row in enumerate(rows):
        y = place * ROW
        label = row.label if len(row.label) <= 56 else f"{row.label[:55]}…"
        pen.text(label, "", x=0, y=y + 16, font_size=15)
        length = max(0.0, room * row.number / most)
        colour = (row.colour - 1) % 8 + 1 if row.colour else 0
        if length:
            pen.shape("rect", "bar", colour, x=0.5, y=y + 23, width=length, height=15, rx=3, stroke_width=1)
        pen.text(row.words, "bold", x=length + 9, y=y + 36, font_size=15)
    height = max(1, len(rows)) * ROW
    return pen.svg(WIDTH, height, title, "; ".join(f"{row.label}: {row.words}" for row in rows), "bars")
