"""A flow from the top down, such as PRISMA's: what comes in, and at each step what goes no further."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from roundtable.charts.pen import Pen

WIDTH, BOX, SIDE, LINE, GAP = 720, 300, 340, 19, 34
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
        beside = [(f"{_short(label, 34)}: {number:,}") for label, number in step.beside]
        height = max(2 * LINE + 20.0, len(beside) * LINE + 20.0)
        if place:
            middle = BOX / 2
            pen.shape(
                "path",
                "arc-edge",
                d=f"M{middle:g} {y - GAP + 2:g}V{y - 4:g}m-5 -7l5 7l5 -7",
                stroke_width=1.5,
            )
        pen.shape("rect", "seat-half", x=1, y=y, width=BOX, height=height, rx=6, stroke_width=1.5)
        pen.text(_short(step.label, 34), "", x=16, y=y + 26, font_size=15)
        pen.text(f"{step.number:,}", "bold", x=16, y=y + 26 + LINE, font_size=15)
        if beside:
            at = y + height / 2
            # What comes in points at the first box; from the others it points away.
            away = f"M{BOX + 2:g} {at:g}H{LEFT - 4:g}m-7 -5l7 5l-7 5"
            inward = f"M{LEFT - 2:g} {at:g}H{BOX + 5:g}m7 -5l-7 5l7 5"
            pen.shape("path", "arc-edge", d=away if place else inward, stroke_width=1.5)
            pen.shape("rect", "seat-half", x=LEFT, y=y, width=SIDE - 1, height=height, rx=6, stroke_width=1)
            for row, words in enumerate(beside):
                pen.text(words, "quiet", x=LEFT + 14, y=y + 24 + row * LINE, font_size=14)
        y += height + GAP
    return pen.svg(
        WIDTH, max(1.0, y - GAP + 1), title, "; ".join(f"{s.label}: {s.number:,}" for s in steps), "flow"
    )


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
