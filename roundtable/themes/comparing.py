"""What the coders of a pass marked, side by side.

The unit of agreement is the paragraph: a coder has said that a paragraph speaks of a theme where any words that they
marked for it stand in that paragraph. Only paragraphs of submissions that all coders have read count, and none of a
submission that no longer stands. A theme that was merged since counts as the one it was merged into.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.evidence.parts import Part, numbered
from roundtable.themes.agreement import TwoByTwo, cohens_kappa, krippendorffs_alpha, two_by_two
from roundtable.themes.chosen import Chosen
from roundtable.themes.models import (
    CodingPass,
    PassCoder,
    PassMark,
    PassReading,
    PassSettlement,
    PassSubmission,
    Theme,
)

Place = tuple[int, int]
# A version and the number of one of its paragraphs.


@dataclass(frozen=True)
class Paragraph:
    """A paragraph that all coders have read."""

    version: SubmissionVersion
    number: int
    part: Part
    starts: int
    ends: int

    @property
    def place(self) -> Place:
        return self.version.id, self.number

    @property
    def words(self) -> str:
        return self.part.text[self.starts : self.ends]


@dataclass(frozen=True)
class Agreement:
    """How far the coders agree on one theme."""

    theme: Theme
    n: int
    # Paragraphs.
    marked: tuple[int, ...]
    # In how many of them each coder saw the theme, in the coders' order.
    all_of_them: int
    table: TwoByTwo | None
    kappa: float | None
    # Of two coders; with more of them there is no table and no kappa.
    alpha: float | None


@dataclass(frozen=True)
class Difference:
    """A paragraph and a theme about which the coders differ."""

    paragraph: Paragraph
    theme: Theme
    marks: dict[int, list[PassMark]]
    # By coder; empty lists for those who did not see the theme here.
    settled: PassSettlement | None


@dataclass(frozen=True)
class Comparison:
    """All that the coders of a pass said."""

    coders: Sequence[PassCoder]
    paragraphs: Sequence[Paragraph]
    marks: dict[tuple[int, int], dict[Place, list[PassMark]]]
    # Of each coder and theme, by paragraph.
    themes: Sequence[Theme]
    # Those that anybody used, in the codebook's order.
    settled: dict[tuple[int, int, int], PassSettlement]

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Each theme's agreement."""
        return [self._of(theme) for theme in self.themes]

    def _of(self, theme: Theme) -> Agreement:
        said = [
            [paragraph.place in self._places(coder, theme) for paragraph in self.paragraphs]
            for coder in self.coders
        ]
        two = len(said) == 2
        return Agreement(
            theme=theme,
            n=len(self.paragraphs),
            marked=tuple(map(sum, said)),
            all_of_them=sum(map(all, zip(*said, strict=True))),
            table=two_by_two(said[0], said[1]) if two else None,
            kappa=cohens_kappa(said[0], said[1]) if two else None,
            alpha=krippendorffs_alpha(said),
        )

    def _places(self, coder: PassCoder, theme: Theme) -> dict[Place, list[PassMark]]:
        return self.marks.get((coder.id, theme.id), {})

    @cached_property
    def differences(self) -> list[Difference]:
        """Where some coders saw a theme and others did not, in reading order."""
        return [
            Difference(paragraph, theme, marks, self.settled.get((*paragraph.place, theme.id)))
            for paragraph, theme, marks in self._seen()
            if not all(marks.values())
        ]

    @property
    def open_differences(self) -> int:
        return sum(each.settled is None for each in self.differences)

    @property
    def holding(self) -> list[Chosen]:
        """What all agree on and what was settled to hold: the words of the first coder who marked it."""
        found: dict[Chosen, None] = {}
        for paragraph, theme, marks in self._seen():
            decision = self.settled.get((*paragraph.place, theme.id))
            if decision.holds if decision else all(marks.values()):
                coder = next(coder for coder in self.coders if marks[coder.id])
                for mark in marks[coder.id]:
                    found[
                        Chosen(
                            paragraph.version, mark.part, mark.starts, mark.ends, theme.id, coder.account_id
                        )
                    ] = None
        return list(found)

    def _seen(self) -> list[tuple[Paragraph, Theme, dict[int, list[PassMark]]]]:
        """Each paragraph and theme that any coder saw in it, with what each of them marked."""
        found = []
        for paragraph in self.paragraphs:
            for theme in self.themes:
                marks = {
                    coder.id: self._places(coder, theme).get(paragraph.place, []) for coder in self.coders
                }
                if any(marks.values()):
                    found.append((paragraph, theme, marks))
        return found


def standing_in(made: CodingPass) -> set[int]:
    """The submissions of a pass that stand still."""
    query = select(PassSubmission.submission_id).join(PassSubmission.submission)
    return set(db.session.scalars(query.where(PassSubmission.pass_id == made.id, Submission.stands)))


def read_by(made: CodingPass) -> dict[int, set[int]]:
    """The submissions that each coder of a pass has read, of those that stand."""
    rows = db.session.execute(
        select(PassReading.coder_id, PassReading.submission_id)
        .join(PassCoder, PassCoder.id == PassReading.coder_id)
        .where(PassCoder.pass_id == made.id)
    )
    found: dict[int, set[int]] = {coder.id: set() for coder in made.coders}
    standing = standing_in(made)
    for coder, submission in rows:
        if submission in standing:
            found[coder].add(submission)
    return found


def marks_of(made: CodingPass) -> Select[PassMark]:
    """Every mark of a pass that was not taken back."""
    return (
        select(PassMark)
        .join(PassMark.coder)
        .where(PassCoder.pass_id == made.id, PassMark.removed_at.is_(None))
        .order_by(PassMark.version_id, PassMark.part, PassMark.starts, PassMark.ends, PassMark.id)
    )


def settlements(made: CodingPass) -> dict[tuple[int, int, int], PassSettlement]:
    """The newest decision about each paragraph and theme."""
    query = select(PassSettlement).where(PassSettlement.pass_id == made.id).order_by(PassSettlement.id)
    found = db.session.scalars(query.options(joinedload(PassSettlement.account)))
    return {(each.version_id, each.paragraph, each.theme_id): each for each in found}


def compare(made: CodingPass) -> Comparison:
    """Lay the coders' marks side by side; a constant number of statements."""
    readings = list(read_by(made).values())
    read = set.intersection(*readings) if readings else set()
    versions = db.session.scalars(
        select(SubmissionVersion)
        .join(PassSubmission, PassSubmission.version_id == SubmissionVersion.id)
        .where(PassSubmission.pass_id == made.id, PassSubmission.submission_id.in_(read))
        .options(joinedload(SubmissionVersion.submission))
        .order_by(PassSubmission.id)
    ).all()
    paragraphs = [paragraph for version in versions for paragraph in _paragraphs(version)]
    themes = {
        theme.id: theme
        for theme in db.session.scalars(
            select(Theme).where(Theme.programme_id == made.programme_id).order_by(Theme.position, Theme.id)
        )
    }
    places: dict[tuple[int, str], list[Paragraph]] = {}
    for paragraph in paragraphs:
        places.setdefault((paragraph.version.id, paragraph.part.name), []).append(paragraph)
    marks: dict[tuple[int, int], dict[Place, list[PassMark]]] = {}
    for mark in db.session.scalars(marks_of(made)):
        theme = now_of(mark.theme_id, themes)
        for paragraph in places.get((mark.version_id, mark.part), ()):
            if mark.starts < paragraph.ends and mark.ends > paragraph.starts:
                held = marks.setdefault((mark.coder_id, theme), {})
                held.setdefault(paragraph.place, []).append(mark)
    used = {theme for _, theme in marks}
    return Comparison(
        coders=made.coders,
        paragraphs=paragraphs,
        marks=marks,
        themes=[theme for number, theme in themes.items() if number in used],
        settled=settlements(made),
    )


def now_of(theme: int, themes: dict[int, Theme]) -> int:
    """The theme that a theme was merged into, or itself."""
    seen = {theme}
    while (into := themes[theme].merged_into_id) is not None and into not in seen:
        seen.add(into)
        theme = into
    return theme


def _paragraphs(version: SubmissionVersion) -> list[Paragraph]:
    return [
        Paragraph(version, each.first + number, each.part, starts, ends)
        for each in numbered(version.parts)
        for number, (starts, ends) in enumerate(each.part.spans)
    ]
