"""Whether reading on still brings new themes, who speaks of which, and who has not been heard on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.small_numbers import hidden_groups
from roundtable.stakeholders.models import Stake
from roundtable.themes import queries
from roundtable.themes.models import Coding, Excerpt, Reading

COLUMNS = 60
# Of the figure.


@dataclass(frozen=True)
class Step:
    """A submission, in the order in which they were read."""

    submission_id: int
    new: tuple[int, ...]
    # Themes that were met in it for the first time.
    so_far: int
    # Themes that were met in it or before.


def curve(read: Sequence[tuple[int, frozenset[int]]]) -> list[Step]:
    """How many themes are known after each submission; `read` gives its themes, in the order read."""
    known: set[int] = set()
    steps = []
    for submission, themes in read:
        new = tuple(sorted(themes - known))
        known |= themes
        steps.append(Step(submission, new, len(known)))
    return steps


def thinned(steps: Sequence[Step], columns: int = COLUMNS) -> list[int]:
    """The heights of so many columns: how many themes are known at the end of each share of the submissions."""
    if len(steps) <= columns:
        return [step.so_far for step in steps]
    return [steps[len(steps) * (n + 1) // columns - 1].so_far for n in range(columns)]


def since_last_new(steps: Sequence[Step]) -> int:
    """How many submissions in a row, up to the last, brought no new theme."""
    return next((n for n, step in enumerate(reversed(steps)) if step.new), len(steps))


def in_order_read(programme: Programme) -> list[tuple[int, frozenset[int]]]:
    """Each submission that was coded, or read with nothing to mark, and its themes; by when it was first coded or read."""
    rows = db.session.execute(
        select(SubmissionVersion.submission_id, Coding.theme_id, Coding.created_at)
        .join(Excerpt, Coding.excerpt_id == Excerpt.id)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Excerpt.programme_id == programme.id, *queries.standing())
    )
    read = db.session.execute(
        select(Reading.submission_id, Reading.read_at)
        .join(Submission, Submission.id == Reading.submission_id)
        .where(Submission.programme_id == programme.id, Submission.stands)
    )
    first: dict[int, datetime] = {row[0]: row[1] for row in read}
    themes: dict[int, set[int]] = {}
    for submission, theme, at in rows:
        first[submission] = min(at, first.get(submission, at))
        themes.setdefault(submission, set()).add(theme)
    order = sorted(first, key=lambda submission: (first[submission], submission))
    return [(each, frozenset(themes.get(each, ()))) for each in order]


def steps_of(programme: Programme) -> list[Step]:
    """The saturation curve of a programme."""
    return curve(in_order_read(programme))


def by_group(programme: Programme) -> dict[tuple[int, int | None], int]:
    """How many submissions of each group (none: of nobody's) speak of each theme or of one below it."""
    tree = queries.tree(programme.id)
    rows = db.session.execute(
        select(Coding.theme_id, Submission.group_id, Submission.id)
        .join(Excerpt, Coding.excerpt_id == Excerpt.id)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Excerpt.programme_id == programme.id, *queries.standing())
        .distinct()
    )
    held: dict[tuple[int, int | None], set[int]] = {}
    for theme, group, submission in rows:
        for each in (theme, *tree.above(theme)):
            held.setdefault((each, group), set()).add(submission)
    return {key: len(submissions) for key, submissions in held.items()}


def shown(row: Sequence[int]) -> list[int | None]:
    """A row of counts as it may be shown: None for what is small, or would tell it from the sum of the row."""
    hidden = hidden_groups(dict(enumerate(row)))
    return [None if place in hidden else number for place, number in enumerate(row)]


@dataclass(frozen=True)
class Expected:
    """A group, and how many belong to it."""

    group: StakeholderGroup
    people: int


def people_in(programme: Programme) -> dict[int | None, int]:
    """How many stakeholders each group has."""
    query = select(Stake.group_id, func.count(Stake.id)).where(
        Stake.programme_id == programme.id, Stake.ended_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Stake.group_id))}


def expected(programme: Programme, counts: Mapping[int | None, int]) -> list[Expected]:
    """The groups of a programme with how many stakeholders each has."""
    found = db.session.scalars(
        select(StakeholderGroup)
        .where(StakeholderGroup.programme_id == programme.id)
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    )
    return [Expected(group, counts.get(group.id, 0)) for group in found]
