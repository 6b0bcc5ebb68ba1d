"""Upright columns side by side: how something grows."""

from collections.abc import Sequence

from markupsafe import Markup

from roundtable.charts.pen import Pen

WIDTH, HEIGHT, FOOT = 480.0, 180.0, 24.0


def columns(
    heights: Sequence[float], title: str, *, first: str, last: str, standalone: bool = False
) -> Markup:
    """A column for each number on one scale from nought; `first` and `last` name the ends of the row below.

    The title says the finding. The table of numbers is the caller's.
    """
    pen = Pen(standalone=standalone)
    most = max(heights, default=0) or 1
    step = WIDTH / max(1, len(heights))
    for place, number in enumerate(heights):
        height = (HEIGHT - 20) * number / most
        if height:
            width = max(step - 1, step * 0.8)
            pen.shape(
                "rect",
                "bar",
                0,
                x=place * step,
                y=HEIGHT - height,
                width=width,
                height=height,
                stroke_width=0,
            )
    pen.text(f"{most:,g}", "bold", x=WIDTH, y=14, text_anchor="end", font_size=15)
    pen.text(first, "quiet", x=0, y=HEIGHT + FOOT - 6, font_size=14)
    pen.text(last, "quiet", x=WIDTH, y=HEIGHT + FOOT - 6, text_anchor="end", font_size=14)
    said = ", ".join(f"{number:,g}" for number in heights)
    return pen.svg(WIDTH, HEIGHT + FOOT, title, f"From {first} to {last}: {said}", "columns")
