"""The pictures of a round's results, made from its numbers."""

from dataclasses import dataclass

from markupsafe import Markup

from roundtable.charts import Spread, Stand, spreads
from roundtable.priorities.models import Method
from roundtable.priorities.shown import Cell, Line, Results
from roundtable.priorities.tallying import EVERYBODY

ALL = "All"


@dataclass(frozen=True)
class Picture:
    """A picture with the finding that it shows."""

    finding: str
    drawing: Markup


def pictures_of(results: Results) -> list[Picture]:
    """Where all and each group stand on the first ten, and between which places each lies."""
    return [picture for picture in (_standing(results), _places(results)) if picture is not None]


def _standing(results: Results) -> Picture | None:
    least, most, unit = _scale(results)
    rows = [
        Spread(f"{line.item.mark}: {line.item.text}", stands)
        for line in results.top
        if (stands := _stands(results, line))
    ]
    if not rows:
        return None
    finding = {
        Method.APPROPRIATENESS: "Median rating of the first ten, with the middle 40 % of ratings",
        Method.STATEMENTS: "How many of those who saw each of the first ten statements agree",
        Method.DOTS: "Mean number of dots for the first ten, among those who gave it any",
    }.get(results.round.method, "Mean rank of the first ten, among those who ranked them")
    return Picture(finding, spreads(rows, finding, least=least, most=most, unit=unit))


def _scale(results: Results) -> tuple[float, float, str]:
    if results.round.method is Method.APPROPRIATENESS:
        return 1, 9, ""
    if results.round.method is Method.STATEMENTS:
        return 0, 100, " %"
    return (0 if results.round.method is Method.DOTS else 1), results.round.most, ""


def _stands(results: Results, line: Line) -> list[Stand]:
    columns = [(EVERYBODY, "All", ALL, 0), *((c.key, c.name, c.letter, c.colour) for c in results.shown)]
    found = []
    for key, name, letter, colour in columns:
        ends = _ends(results.round.method, line.of[key])
        if ends is not None:
            found.append(Stand(name, letter, colour, *ends))
    return found


def _ends(method: Method, cell: Cell) -> tuple[float, float, float] | None:
    if cell.hidden or not cell.n:
        return None
    if method is Method.APPROPRIATENESS:
        return cell.value("p30"), cell.value("median"), cell.value("p70")
    if method is Method.STATEMENTS:
        share = round(100 * cell.leaning.agree / cell.leaning.seen)
        return share, share, share
    mean = round(cell.mean or 0, 1)
    return mean, mean, mean


def _places(results: Results) -> Picture | None:
    rows = [
        Spread(
            f"{line.item.mark}: {line.item.text}",
            [Stand("Place", "", 0, line.held["between"][0], line.place or 0, line.held["between"][1])],
        )
        for line in results.top
        if line.held.get("between")
    ]
    if not rows:
        return None
    last = max(row.stands[0].high for row in rows)
    finding = (
        "The place of each of the first ten, and between which places it lies in 95 % of 1,000 resamples"
    )
    return Picture(finding, spreads(rows, finding, least=1, most=max(last, 2)))
