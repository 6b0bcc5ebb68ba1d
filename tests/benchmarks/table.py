"""The table that `make bench` prints."""

from dataclasses import dataclass

rows: list["Figure"] = []


@dataclass(frozen=True)
class Figure:
    """One line: what, the figure reached, the figure asked for, and whether it is reached."""

    what: str
    reached: str
    asked: str
    good: bool


def note(
    what: str,
    reached: float,
    asked: str,
    *,
    unit: str = "",
    at_most: float | None = None,
    at_least: float | None = None,
) -> None:
    """Add a line, and print it at once."""
    good = (at_most is None or reached <= at_most) and (at_least is None or reached >= at_least)
    figure = Figure(what, f"{reached:,.2f}{unit}", asked, good)
    rows.append(figure)
    print(line(figure), flush=True)


def line(figure: Figure) -> str:
    return f"| {figure.what} | {figure.reached} | {figure.asked} | {'reached' if figure.good else 'MISSED'} |"
