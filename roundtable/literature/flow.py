"""The flow of a review from what was found to what is included, in PRISMA 2020's steps (doi:10.1136/bmj.n71).

Every number comes from the search log or from the stages of the references. Where the two say different things, the
page says so rather than choosing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from roundtable.charts.flow import Step
from roundtable.db import db
from roundtable.literature import queries
from roundtable.literature.models import Found, Reference, Search, SearchKind, Stage
from roundtable.programmes.models import Programme
from roundtable.web.words import count, day


@dataclass(frozen=True)
class Logged:
    """A line of the search log with its numbers, counted where the log does not say them."""

    search: Search
    duplicates: int
    kept: int
    listed: int
    # How many references on the list it found first.

    @property
    def passed_over(self) -> int:
        """Hits that were neither duplicates nor kept: read as a title in the source, and left there."""
        return self.search.hits - self.duplicates - self.kept

    def problems(self) -> Iterator[str]:
        """Where its numbers do not add up."""
        where = f"{self.search.source}, {day(self.search.searched_on)}"
        if self.passed_over < 0:
            yield (
                f"{where}: {self.search.hits:,} hits are fewer than {count(self.duplicates, 'duplicate')} and "
                f"{self.kept:,} kept."
            )
        if self.kept != self.listed:
            yield f"{where}: the log says that {self.kept:,} were kept, and {self.listed:,} stand in the list."


@dataclass(frozen=True)
class Flow:
    """The whole flow: its steps, and what does not add up."""

    steps: list[Step]
    problems: list[str]
    finding: str
    log: list[Logged]


def flow_of(programme: Programme) -> Flow:
    """The flow as it stands; a constant number of statements."""
    log = logged(programme)
    stages, reasons, otherwise = _stages(programme)
    hits = sum(each.search.hits for each in log)
    duplicates = sum(each.duplicates for each in log)
    passed_over = sum(max(0, each.passed_over) for each in log)
    identified = hits + otherwise
    screened = identified - duplicates
    later = (Stage.TO_ASSESS, Stage.NOT_RETRIEVED, Stage.ASSESSED_OUT, Stage.INCLUDED)
    sought = sum(stages[each] for each in later)
    assessed = stages[Stage.ASSESSED_OUT] + stages[Stage.INCLUDED]
    kinds = [(kind, sum(e.search.hits for e in log if e.search.kind is kind)) for kind in SearchKind]
    sources = [(kind.value.capitalize(), number) for kind, number in kinds if number]
    if otherwise:
        sources.append(("Known otherwise", otherwise))
    left_out = [
        ("Left out when searching", passed_over),
        *((reason or "No reason given", number) for reason, number in reasons[Stage.SCREENED_OUT]),
    ]
    steps = [
        Step("Identified", identified, tuple(sources)),
        Step("After duplicates were removed", screened, (("Duplicates removed", duplicates),)),
        Step(
            "Screened on title and abstract",
            screened - stages[Stage.TO_SCREEN],
            _rows(left_out, "Still to screen", stages[Stage.TO_SCREEN]),
        ),
        Step(
            "Sought in full text",
            sought,
            _rows(
                [("Full text not found", stages[Stage.NOT_RETRIEVED])],
                "Still to assess",
                stages[Stage.TO_ASSESS],
            ),
        ),
        Step(
            "Assessed in full text",
            assessed,
            _rows([(reason or "No reason given", n) for reason, n in reasons[Stage.ASSESSED_OUT]]),
        ),
        Step("Included", stages[Stage.INCLUDED]),
    ]
    problems = [problem for each in log for problem in each.problems()]
    finding = f"Of {identified:,} identified, {count(stages[Stage.INCLUDED], 'is', 'are')} included"
    return Flow(steps, problems, finding, log)


def _rows(rows: list[tuple[str, int]], waiting: str = "", number: int = 0) -> tuple[tuple[str, int], ...]:
    """What goes no further, and what waits; without what is none."""
    return tuple((label, n) for label, n in [*rows, (waiting, number)] if n)


def logged(programme: Programme) -> list[Logged]:
    """The search log with its numbers; three statements."""
    listed = dict(
        db.session.execute(
            select(Reference.search_id, func.count())
            .where(Reference.programme_id == programme.id, Reference.removed_at.is_(None))
            .group_by(Reference.search_id)
        ).all()
    )
    times = dict(
        db.session.execute(
            select(Found.search_id, func.sum(Found.times))
            .join(Search, Search.id == Found.search_id)
            .join(Reference, Reference.id == Found.reference_id)
            .where(Search.programme_id == programme.id, Reference.removed_at.is_(None))
            .group_by(Found.search_id)
        ).all()
    )
    return [_logged(each, listed, times) for each in db.session.scalars(queries.searches(programme))]


def _logged(search: Search, listed: dict[int | None, int], times: dict[int, int]) -> Logged:
    here = listed.get(search.id, 0)
    counted = max(0, int(times.get(search.id, 0)) - here)
    return Logged(
        search,
        duplicates=counted if search.duplicates is None else search.duplicates,
        kept=here if search.kept is None else search.kept,
        listed=here,
    )


def _stages(programme: Programme) -> tuple[dict[Stage, int], dict[Stage, list[tuple[str, int]]], int]:
    """How many references stand at each stage, why they were excluded, and how many no search of the log found."""
    off = select(Search.id).where(Search.programme_id == programme.id, Search.removed_at.is_not(None))
    unsearched = Reference.search_id.is_(None) | Reference.search_id.in_(off)
    rows = db.session.execute(
        select(Reference.stage, Reference.reason, unsearched, func.count())
        .where(Reference.programme_id == programme.id, Reference.removed_at.is_(None))
        .group_by(Reference.stage, Reference.reason, unsearched)
        .order_by(func.count().desc(), Reference.reason)
    ).all()
    stages = dict.fromkeys(Stage, 0)
    reasons: dict[Stage, dict[str, int]] = {stage: {} for stage in Stage}
    otherwise = 0
    for stage, reason, outside, number in rows:
        stages[stage] += number
        reasons[stage][reason] = reasons[stage].get(reason, 0) + number
        otherwise += number if outside else 0
    return stages, {stage: list(each.items()) for stage, each in reasons.items()}, otherwise
