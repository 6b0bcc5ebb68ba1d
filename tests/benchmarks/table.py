"""The table that `make bench` prints."""

import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

rows: list["Figure"] = []


@dataclass(frozen=True)
class Figure:
    """One line: what, the figure asked for, the figure reached, and whether it is reached."""

    what: str
    asked: str
    reached: str
    good: bool


def note(
    what: str,
    reached: float,
    asked: str,
    *,
    unit: str = "",
    at_most: float | None = None,
    at_least: float | None = None,
    said: str = "",
) -> None:
    """Add a line, and print it at once. `said` says what the ratio is made of."""
    good = (at_most is None or reached <= at_most) and (at_least is None or reached >= at_least)
    tell(what, f"{reached:,.2f}{unit}" + (f" ({said})" if said else ""), asked, good)


def tell(what: str, reached: str, asked: str, good: bool) -> None:
    """Add a line in words."""
    figure = Figure(what, asked, reached, good)
    rows.append(figure)
    print(line(figure), flush=True)


@contextmanager
def trying(what: str) -> Iterator[None]:
    """A figure that breaks off is missed, and says why; those that come after it are measured all the same."""
    try:
        yield
    except Exception as error:
        traceback.print_exc()
        reason = str(error) or type(error).__name__
        if isinstance(error, subprocess.CalledProcessError) and error.stderr:
            sys.stderr.write(said := error.stderr if isinstance(error.stderr, str) else error.stderr.decode())
            reason = said.strip().splitlines()[-1]
        tell(what, f"broke off: {reason.splitlines()[0][:200]}", "a figure", good=False)


def line(figure: Figure) -> str:
    return f"| {figure.what} | {figure.asked} | {figure.reached} | {'reached' if figure.good else 'MISSED'} |"


HEAD = "| what | asked | reached | |\n|---|---|---|---|"
