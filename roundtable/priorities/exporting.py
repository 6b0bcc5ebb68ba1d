"""The results of a round as a table, or as JSON with the anonymised ballots: nothing that the page does not show."""

import json
from collections.abc import Callable, Iterator
from typing import IO, Any

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities import ballot_box, queries
from roundtable.priorities.models import Criterion, Method, PriorityRound, Tally
from roundtable.priorities.opinions_shown import Opinion, opinions_of
from roundtable.priorities.shown import Cell, Line, Results
from roundtable.priorities.tallying import EVERYBODY, stamp_of
from roundtable.programmes.models import StakeholderGroup
from roundtable.sheets.writing import CSV_TYPE, XLSX_TYPE, csv_chunks, write_xlsx

HEADER = (
    *(
        "place",
        "item",
        "text",
        "criterion",
        "group",
        "n",
        "abstained",
        "not_my_field",
        "left_open",
        "not_shown",
    ),
    *("median", "p30", "p70", "ipr", "ipras", "disagreement_index", "disagreement", "verdict"),
    *("agree", "disagree", "passed", "dots", "mean", "consensus", "top_ten_share", "rank_from", "rank_to"),
    "suppressed",
)
RATED = ("median", "p30", "p70", "ipr", "ipras", "index", "disagreement", "verdict")


def results_of(round: PriorityRound) -> Results | None:
    """The results as they were counted; None where they were not, votes changed since, or it was opened again."""
    if round.is_open(clock.now()):
        return None
    tally = db.session.scalar(queries.tally_of(round).where(Tally.stamp == stamp_of(round)))
    if tally is None:
        return None
    groups: list[StakeholderGroup] = list(round.programme.groups)
    return Results(round, tally, db.session.scalars(queries.items_of(round)), groups)


def rows(results: Results) -> Iterator[tuple[Any, ...]]:
    """A row for each item, criterion and group, everybody first. A cell that is not shown says so and nothing else."""
    for line in results.lines:
        for criterion, cells in line.cells.items():
            for key, name in [(EVERYBODY, "All"), *((column.key, column.name) for column in results.columns)]:
                cell = cells.get(key)
                if cell is not None:
                    yield _row(results, line, criterion, name, cell, everybody=key == EVERYBODY)
    opinions = opinions_of(results)
    for line in results.lines if opinions and not opinions.weak else ():
        for one in opinions.groups if opinions else ():
            yield _opinion_row(results, line, one)


def _opinion_row(results: Results, line: Line, one: Opinion) -> tuple[Any, ...]:
    """What a group of opinion says to a statement; its name says that it is one."""
    said = one.leanings.get(line.item.id)
    row: dict[str, Any] = dict.fromkeys(HEADER) | {
        "place": line.place,
        "item": line.item.mark,
        "text": line.item.text,
        "criterion": results.main.value,
        "group": one.name,
        "suppressed": "yes" if said is None else "",
    }
    if said is not None:
        row |= {"n": said.seen, "agree": said.agree, "disagree": said.disagree, "passed": said.passed}
    return tuple(row.values())


def _row(
    results: Results, line: Any, criterion: Criterion, name: str, cell: Cell, *, everybody: bool
) -> tuple[Any, ...]:
    start = (line.place, line.item.mark, line.item.text, criterion.value, name)
    if cell.hidden:
        return (*start, *[None] * (len(HEADER) - len(start) - 1), "yes")
    counts = (cell.n, *(cell.value(each) for each in ("abstained", "not_my_field", "left_open", "not_shown")))
    rated = tuple(_plain(cell.value(each)) for each in RATED)
    method, lean = results.round.method, cell.leaning
    said = (lean.agree, lean.disagree, lean.passed) if method is Method.STATEMENTS else (None, None, None)
    dots = cell.total if method is Method.DOTS else None
    mean = round(cell.mean, 2) if cell.mean is not None and method is not Method.STATEMENTS else None
    consensus = round(line.consensus[0], 4) if everybody and line.consensus else None
    of_all = everybody and criterion is results.main
    share = line.held.get("share") if of_all else None
    ends = (line.held.get("between") or (None, None)) if of_all else (None, None)
    return (*start, *counts, *rated, *said, dots, mean, consensus, share, *ends, "")


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, 4) if isinstance(value, float) else value


def export(round: PriorityRound, form: str, *, to: IO[bytes]) -> int:
    """Write the results; gives how many rows. Refuses where they are not counted yet, or too few voted."""
    results = results_of(round)
    if results is None:
        raise Refusal(f"{round.title} is not counted yet. It is once it is closed; look again in a minute.")
    if not results.enough:
        raise Refusal(
            f"Not enough votes: {results.voted} voted in {round.title}, and fewer than five are not shown."
        )
    return FORMATS[form][0](results, to)


def _csv(results: Results, to: IO[bytes]) -> int:
    found = list(rows(results))
    for chunk in csv_chunks(HEADER, found):
        to.write(chunk)
    return len(found)


def _xlsx(results: Results, to: IO[bytes]) -> int:
    found = list(rows(results))
    write_xlsx(results.round.title, HEADER, found, to=to)
    return len(found)


def _json(results: Results, to: IO[bytes]) -> int:
    found = [dict(zip(HEADER, row, strict=True)) for row in rows(results)]
    round = results.round
    whole = {
        "round": round.slug,
        "title": round.title,
        "method": round.method.value,
        "asked": results.asked,
        "voted": results.voted,
        "minority_statement": round.minority,
        "suppressed_below": 5,
        "opinion_groups": _opinions(results),
        "results": found,
        "ballots": [dict(zip(ballot_box.HEADER, row, strict=True)) for row in ballot_box.rows(round)],
    }
    to.write(json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n")
    return len(found)


def _opinions(results: Results) -> dict[str, Any] | None:
    """How many each group of opinion has, how clear they are, and what they cannot say; None where there are none."""
    found = opinions_of(results)
    if found is None or found.weak:
        return None
    return {
        "sizes": {one.name: one.size for one in found.groups},
        "not_shown": found.hidden,
        "silhouette": round(found.silhouette, 4),
        "explained": round(found.explained, 4),
        "limits": found.limits,
    }


Write = Callable[[Results, IO[bytes]], int]
FORMATS: dict[str, tuple[Write, str]] = {
    "csv": (_csv, CSV_TYPE),
    "xlsx": (_xlsx, XLSX_TYPE),
    "json": (_json, "application/json; charset=utf-8"),
}
