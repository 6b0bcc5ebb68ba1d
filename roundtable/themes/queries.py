"""Find themes, excerpts, and what is still to be read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.models import Programme
from roundtable.themes.models import (
    Coding,
    CodingPass,
    Excerpt,
    PassCoder,
    Reading,
    Reshaping,
    Theme,
    ThemeChange,
    ThemeExample,
    ThemeRule,
)
from roundtable.themes.tree import Tree


@dataclass(frozen=True)
class Count:
    """What was coded to a theme."""

    excerpts: int = 0
    submissions: int = 0


@dataclass(frozen=True)
class Branch:
    """A theme in its place in the codebook."""

    theme: Theme
    level: int
    # 1 is the first.
    colour: int
    # Its own, or that of the nearest above that has one; 0 where none has.
    is_first: bool
    is_last: bool
    # Among its neighbours.


def of(programme: Programme) -> Select[Theme]:
    """The whole codebook, retired themes too."""
    return select(Theme).where(Theme.programme_id == programme.id).order_by(Theme.position, Theme.id)


def in_use(programme: Programme) -> Select[Theme]:
    """The themes that are offered for coding."""
    return of(programme).where(Theme.retired_at.is_(None))


def codebook(programme: Programme) -> list[Branch]:
    """The themes in use, each with those below it after it; one statement."""
    themes = list(db.session.scalars(in_use(programme)))
    known = {theme.id for theme in themes}
    below: dict[int | None, list[Theme]] = {}
    for theme in themes:  # one whose parent was retired stands on the first level
        below.setdefault(theme.parent_id if theme.parent_id in known else None, []).append(theme)
    return list(_branches(below, None, 1, 0))


def _branches(
    below: dict[int | None, list[Theme]], parent: int | None, level: int, colour: int
) -> Iterator[Branch]:
    beside = below.get(parent, [])
    for theme in beside:
        own = theme.colour or colour
        yield Branch(theme, level, own, theme is beside[0], theme is beside[-1])
        yield from _branches(below, theme.id, level + 1, own)


def tree(programme_id: int) -> Tree:
    """Which theme stands below which, retired ones too; one statement."""
    rows = db.session.execute(select(Theme.id, Theme.parent_id).where(Theme.programme_id == programme_id))
    return Tree.of((theme, parent) for theme, parent in rows)


def counts(programme: Programme) -> dict[int, Count]:
    """How much each theme holds, with what stands below it. Two statements.

    Each coding is read and counted here: SQLite takes ten times as long to tell the different ones apart.
    """
    themes = tree(programme.id)
    counted_in = {theme: (theme, *themes.above(theme)) for theme in themes.parents}
    uncounted = select(Submission.id).where(Submission.programme_id == programme.id, ~Submission.stands)
    rows = db.session.execute(
        select(Coding.theme_id, Excerpt.id, SubmissionVersion.submission_id)
        .join(Excerpt, Coding.excerpt_id == Excerpt.id)
        .join(SubmissionVersion, Excerpt.version_id == SubmissionVersion.id)
        .where(Excerpt.programme_id == programme.id, Excerpt.removed_at.is_(None))
        .where(SubmissionVersion.submission_id.not_in(uncounted))
    )
    held: dict[int, tuple[set[int], set[int]]] = {number: (set(), set()) for number in counted_in}
    for theme, excerpt, submission in rows:
        for each in counted_in[theme]:
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
    """What was coded to a theme or to any below it, in the order in which it was marked."""
    themes = [theme.id, *tree(programme.id).below(theme.id)]
    coded = select(Coding.excerpt_id).where(Coding.theme_id.in_(themes))
    return excerpts(programme).where(Excerpt.id.in_(coded), *standing()).order_by(Excerpt.id)


def coded_to(theme: Theme, programme: Programme) -> Select[Excerpt]:
    """What was coded to this very theme, removed and withdrawn left out."""
    coded = select(Coding.excerpt_id).where(Coding.theme_id == theme.id)
    return excerpts(programme).where(Excerpt.id.in_(coded), *standing()).order_by(Excerpt.id)


def examples(theme: Theme) -> Select[Excerpt]:
    """The excerpts that show what a theme means, while they are marked and not withdrawn."""
    chosen = select(ThemeExample.excerpt_id).where(ThemeExample.theme_id == theme.id)
    return (
        select(Excerpt)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Excerpt.id.in_(chosen), *standing())
        .options(contains_eager(Excerpt.version).contains_eager(SubmissionVersion.submission))
        .order_by(Excerpt.id)
    )


def changes(theme: Theme) -> Select[ThemeChange]:
    """The edits of a theme, newest first."""
    return select(ThemeChange).where(ThemeChange.theme_id == theme.id).order_by(ThemeChange.id.desc())


def reshapings(programme: Programme) -> Select[Reshaping]:
    """Merges and splits, newest first."""
    return (
        select(Reshaping)
        .where(Reshaping.programme_id == programme.id)
        .options(joinedload(Reshaping.source), joinedload(Reshaping.target), joinedload(Reshaping.account))
        .order_by(Reshaping.id.desc())
    )


def reshapings_of(theme: Theme) -> Select[Reshaping]:
    """Merges and splits that a theme was part of, newest first."""
    return (
        select(Reshaping)
        .where(or_(Reshaping.source_id == theme.id, Reshaping.target_id == theme.id))
        .options(joinedload(Reshaping.source), joinedload(Reshaping.target))
        .order_by(Reshaping.id.desc())
    )


@dataclass(frozen=True)
class MergeCounts:
    """What a merge would do."""

    excerpts: int
    both: int
    # Of them, those that are coded to the target already.
    submissions: int
    below: int
    # Themes that come along.


def merge_counts(source: Theme, target: Theme) -> MergeCounts:
    """What merging one theme into another would do; what is removed or withdrawn is not counted."""
    of_target = select(Coding.excerpt_id).where(Coding.theme_id == target.id)
    rows = db.session.execute(
        select(Excerpt.id, SubmissionVersion.submission_id, Excerpt.id.in_(of_target))
        .join(Coding, Coding.excerpt_id == Excerpt.id)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Coding.theme_id == source.id, *standing())
    ).all()
    below = select(func.count(Theme.id)).where(Theme.parent_id == source.id)
    return MergeCounts(
        excerpts=len(rows),
        both=sum(bool(both) for _, _, both in rows),
        submissions=len({submission for _, submission, _ in rows}),
        below=db.session.scalar(below) or 0,
    )


def excerpts_of(submission: Submission) -> Select[Excerpt]:
    """Everything that was marked in any version of a submission."""
    return (
        select(Excerpt)
        .join(Excerpt.version)
        .where(SubmissionVersion.submission_id == submission.id)
        .options(
            joinedload(Excerpt.version),
            selectinload(Excerpt.codings).options(joinedload(Coding.theme), joinedload(Coding.account)),
        )
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


def passes(programme: Programme) -> Select[CodingPass]:
    """The coding passes of a programme, newest first, with their coders."""
    return (
        select(CodingPass)
        .where(CodingPass.programme_id == programme.id)
        .options(selectinload(CodingPass.coders).joinedload(PassCoder.account))
        .order_by(CodingPass.id.desc())
    )


def rules_of(theme: Theme) -> Select[ThemeRule]:
    """The rules that suggest a theme."""
    return (
        select(ThemeRule)
        .where(ThemeRule.theme_id == theme.id, ThemeRule.removed_at.is_(None))
        .order_by(ThemeRule.folded)
    )
