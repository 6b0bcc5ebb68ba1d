"""Find themes, excerpts, and what is still to be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.models import Programme
from roundtable.themes.models import Coding, Excerpt, Reading, Theme


@dataclass(frozen=True)
class Count:
    """What was coded to a theme."""

    excerpts: int = 0
    submissions: int = 0


@dataclass(frozen=True)
class Branch:
    """A theme of the first level with those below it."""

    theme: Theme
    below: list[Theme]


def of(programme: Programme) -> Select[Theme]:
    """The whole codebook, retired themes too."""
    return select(Theme).where(Theme.programme_id == programme.id).order_by(Theme.position, Theme.id)


def in_use(programme: Programme) -> Select[Theme]:
    """The themes that are offered for coding."""
    return of(programme).where(Theme.retired_at.is_(None))


def codebook(programme: Programme) -> list[Branch]:
    """The themes in use, in their two levels; one statement."""
    themes = list(db.session.scalars(in_use(programme)))
    below: dict[int, list[Theme]] = {theme.id: [] for theme in themes if theme.parent_id is None}
    first = [theme for theme in themes if theme.parent_id is None]
    for theme in themes:
        if theme.parent_id in below:
            below[theme.parent_id].append(theme)
        elif theme.parent_id is not None:
            first.append(theme)  # its parent was retired
            below[theme.id] = []
    return [Branch(theme, below[theme.id]) for theme in first]


def counts(programme: Programme) -> dict[int, Count]:
    """How much each theme holds; a theme of the first level holds what stands below it too. Two statements.

    Each coding is read and counted here: SQLite takes ten times as long to tell the different ones apart.
    """
    above = dict(
        db.session.execute(select(Theme.id, Theme.parent_id).where(Theme.programme_id == programme.id)).all()
    )
    uncounted = select(Submission.id).where(Submission.programme_id == programme.id, ~Submission.stands)
    rows = db.session.execute(
        select(Coding.theme_id, Excerpt.id, SubmissionVersion.submission_id)
        .join(Excerpt, Coding.excerpt_id == Excerpt.id)
        .join(SubmissionVersion, Excerpt.version_id == SubmissionVersion.id)
        .where(Excerpt.programme_id == programme.id, Excerpt.removed_at.is_(None))
        .where(SubmissionVersion.submission_id.not_in(uncounted))
    )
    held: dict[int, tuple[set[int], set[int]]] = {number: (set(), set()) for number in above}
    for theme, excerpt, submission in rows:
        for each in (theme, above[theme] or theme):
            held[each][0].add(excerpt)
            held[each][1].add(submission)
    return {theme: Count(len(marked), len(said)) for theme, (marked, said) in held.items() if marked}


def standing() -> tuple[Any, Any]:
    """The condition that an excerpt is marked still, and its submission counts."""
    return Excerpt.removed_at.is_(None), Submission.stands


def excerpts(programme: Programme) -> Select[Excerpt]:
    """The excerpts of a programme with what is shown beside them, removed ones too."""
    return (
        select(Excerpt)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Excerpt.programme_id == programme.id)
        .options(
            contains_eager(Excerpt.version)
            .contains_eager(SubmissionVersion.submission)
            .joinedload(Submission.group),
            selectinload(Excerpt.codings).joinedload(Coding.theme),
        )
    )


def excerpts_to_show(ids: Sequence[int]) -> Select[Excerpt]:
    """These excerpts, with the same beside them."""
    return (
        select(Excerpt)
        .where(Excerpt.id.in_(ids))
        .options(
            joinedload(Excerpt.version).joinedload(SubmissionVersion.submission).joinedload(Submission.group),
            selectinload(Excerpt.codings).joinedload(Coding.theme),
        )
    )


def excerpts_in(theme: Theme, programme: Programme) -> Select[Excerpt]:
    """What was coded to a theme or to one below it, in the order in which it was marked."""
    themes = [theme.id, *(child.id for child in theme.children)]
    coded = select(Coding.excerpt_id).where(Coding.theme_id.in_(themes))
    return excerpts(programme).where(Excerpt.id.in_(coded), *standing()).order_by(Excerpt.id)


def excerpts_of(submission: Submission) -> Select[Excerpt]:
    """Everything that was marked in any version of a submission."""
    return (
        select(Excerpt)
        .join(Excerpt.version)
        .where(SubmissionVersion.submission_id == submission.id)
        .options(joinedload(Excerpt.version), selectinload(Excerpt.codings).joinedload(Coding.theme))
        .order_by(Excerpt.starts, Excerpt.ends, Excerpt.id)
    )


def submissions(programme: Programme) -> Select[Submission]:
    """What can be read and coded: everything that counts."""
    return select(Submission).where(Submission.programme_id == programme.id, Submission.stands)


def uncoded(programme: Programme) -> Select[Submission]:
    """Submissions in which nothing is marked yet, and of which nobody has said that there is nothing to mark."""
    marked = (
        exists()
        .where(SubmissionVersion.submission_id == Submission.id)
        .where(Excerpt.version_id == SubmissionVersion.id, Excerpt.removed_at.is_(None))
    )
    read = exists().where(Reading.submission_id == Submission.id)
    return submissions(programme).where(~marked, ~read).order_by(Submission.id)


def how_many(find: Callable[[Programme], Select[Submission]], programme: Programme) -> int:
    """The number of submissions that a query of a programme finds."""
    return db.session.scalar(find(programme).order_by(None).with_only_columns(func.count())) or 0


def reading_of(submission: Submission) -> Select[Reading]:
    """Whether somebody has read a submission and found nothing to mark."""
    return select(Reading).where(Reading.submission_id == submission.id)
