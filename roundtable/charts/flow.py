"""A flow from the top down, such as PRISMA's: what comes in, and at each step what goes no further."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from roundtable.charts.pen import Pen

# Narrow enough that on a phone, where the figure fills the screen, its words can still be read.
WIDTH, BOX, SIDE, LINE, GAP = 440, 190, 212, 18, 30
LETTERS = 26
LEFT = WIDTH - SIDE


@dataclass(frozen=True)
class Step:
    """A box of the flow: what it is, how many, and beside it the lines of what goes no further."""

    label: str
    number: int
    beside: Sequence[tuple[str, int]] = ()


def flow(steps: Sequence[Step], title: str, *, standalone: bool = False) -> Markup:
    """A box for each step, and an arrow to the next; title says the finding. The table of numbers is the caller's."""
    pen = Pen(standalone=standalone)
    y = 1.0
    for place, step in enumerate(steps):
        words = textwrap.wrap(step.label, LETTERS, max_lines=2, placeholder="…")
        beside = [line for label, number in step.beside for line in _lines(label, number)]
        height = max(len(words) + 1, len(beside)) * LINE + 18.0
        if place:
            middle = BOX / 2
            pen.shape(
                "path",
                "arc-edge",
                d=f"M{middle:g} {y - GAP + 2:g}V{y - 4:g}m-5 -7l5 7l5 -7",
                stroke_width=1.5,
            )
        pen.shape("rect", "seat-half", x=1, y=y, width=BOX, height=height, rx=6, stroke_width=1.5)
        for row, line in enumerate(words):
            pen.text(line, "", x=12, y=y + 22 + row * LINE, font_size=14)
        pen.text(f"{step.number:,}", "bold", x=12, y=y + 22 + len(words) * LINE, font_size=14)
        if beside:
            at = y + height / 2
            # What comes in points at the first box; from the others it points away.
            away = f"M{BOX + 2:g} {at:g}H{LEFT - 4:g}m-7 -5l7 5l-7 5"
            inward = f"M{LEFT - 2:g} {at:g}H{BOX + 5:g}m7 -5l-7 5l7 5"
            pen.shape("path", "arc-edge", d=away if place else inward, stroke_width=1.5)
            pen.shape("rect", "seat-half", x=LEFT, y=y, width=SIDE - 1, height=height, rx=6, stroke_width=1)
            for row, line in enumerate(beside):
                pen.text(line, "quiet", x=LEFT + 12, y=y + 22 + row * LINE, font_size=13.5)
        y += height + GAP
    return pen.svg(
        WIDTH, max(1.0, y - GAP + 1), title, "; ".join(f"{s.label}: {s.number:,}" for s in steps), "flow"
    )


def _lines(label: str, number: int) -> list[str]:
    """The words shortened to two lines, the number never."""
    *first, last = textwrap.wrap(label, LETTERS, max_lines=2, placeholder="…") or [""]
    count = f"{number:,}"
    if len(last) + len(count) + 2 <= LETTERS + 2:
        return [*first, f"{last}: {count}"]
    return [*first, f"{last}:", count]
