"""Find gaps and recommendations, and walk the thread between them and the evidence, both ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.findings.models import (
    Agreement,
    Ask,
    Gap,
    GapAnswered,
    GapEvidence,
    GapReference,
    IndicatorServed,
    Recommendation,
    RecommendationEvidence,
    RecommendationReference,
)
from roundtable.programmes.models import Audience, Programme
from roundtable.themes.coding import place_of
from roundtable.themes.models import Excerpt, Theme
from roundtable.themes.queries import standing

Evidence = type[GapEvidence] | type[RecommendationEvidence]


def gaps(programme: Programme) -> Select[Gap]:
    """The gaps of a programme by number, withdrawn ones too."""
    return select(Gap).where(Gap.programme_id == programme.id).order_by(Gap.number)


def recommendations(programme: Programme) -> Select[Recommendation]:
    """The recommendations of a programme by number, withdrawn ones too."""
    return (
        select(Recommendation)
        .where(Recommendation.programme_id == programme.id)
        .order_by(Recommendation.number)
    )


def gaps_to_list(ids: Sequence[int]) -> Select[Gap]:
    """These gaps with their themes."""
    return select(Gap).where(Gap.id.in_(ids)).options(joinedload(Gap.theme))


def recommendations_to_list(ids: Sequence[int]) -> Select[Recommendation]:
    """These recommendations, each with all that its strength follows from: a constant number of statements."""
    return select(Recommendation).where(Recommendation.id.in_(ids)).options(*recommendation_parts())


def offered(query: Select[Any], words: str = "", *, most: int = 50) -> Select[Any]:
    """Of these findings those that stand and have the words in their title, at most so many."""
    kind = query.column_descriptions[0]["entity"]
    standing_ones = query.where(kind.withdrawn_at.is_(None)).limit(most)
    return standing_ones.where(kind.title.icontains(words, autoescape=True)) if words else standing_ones


def gaps_for_reports(programme: Programme) -> Select[Gap]:
    """The gaps that stand, each with its theme and its evidence: a constant number of statements."""
    return gaps(programme).where(Gap.withdrawn_at.is_(None)).options(*gap_parts())


def recommendations_for_reports(
    programme: Programme, *, audience: Audience | None = None
) -> Select[Recommendation]:
    """The recommendations that stand with everything that a report says of them; only those meant for an audience.

    A constant number of statements. What to quote, and how to name who said it, is for the report to decide.
    """
    query = recommendations(programme).where(Recommendation.withdrawn_at.is_(None))
    if audience is not None:
        query = query.where(meant_for(audience.id))
    return query.options(*recommendation_parts())


def meant_for(audience_id: int) -> Any:
    """The condition that a recommendation asks something of an audience."""
    return exists().where(Ask.recommendation_id == Recommendation.id, Ask.audience_id == audience_id)


def _excerpt_whole(attribute: Any) -> Any:
    return (
        selectinload(attribute)
        .joinedload(Excerpt.version)
        .joinedload(SubmissionVersion.submission)
        .options(
            joinedload(Submission.person),
            joinedload(Submission.group),
            joinedload(Submission.latest, innerjoin=True),
        )
    )


def gap_parts() -> tuple[Any, ...]:
    """What to load with gaps, so that nothing is loaded by the row."""
    return (
        joinedload(Gap.theme),
        selectinload(Gap.evidence).options(_excerpt_whole(GapEvidence.excerpt)),
        selectinload(Gap.sources).joinedload(GapReference.reference),
    )


def recommendation_parts() -> tuple[Any, ...]:
    """The same of recommendations."""
    return (
        joinedload(Recommendation.theme),
        selectinload(Recommendation.audiences).joinedload(Ask.audience),
        selectinload(Recommendation.evidence).options(_excerpt_whole(RecommendationEvidence.excerpt)),
        selectinload(Recommendation.gaps).selectinload(GapAnswered.gap).options(*gap_parts()),
        selectinload(Recommendation.sources).joinedload(RecommendationReference.reference),
        selectinload(Recommendation.aims),
        selectinload(Recommendation.indicators).joinedload(IndicatorServed.indicator),
        selectinload(Recommendation.agreements).joinedload(Agreement.event),
    )


def gap_whole(programme: Programme) -> Select[Gap]:
    """Any gap with its thread."""
    return gaps(programme).options(*gap_parts())


def recommendation_whole(programme: Programme) -> Select[Recommendation]:
    """Any recommendation with its thread."""
    return recommendations(programme).options(*recommendation_parts())


def answering(gap: Gap) -> Select[Recommendation]:
    """The recommendations that answer a gap and stand."""
    return (
        select(Recommendation)
        .join(GapAnswered, GapAnswered.recommendation_id == Recommendation.id)
        .where(GapAnswered.gap_id == gap.id, Recommendation.withdrawn_at.is_(None))
        .order_by(Recommendation.number)
    )


def has_evidence(kind: Evidence, finding: Any) -> Any:
    """The condition that a finding rests on at least one excerpt that stands."""
    return (
        exists()
        .where(key_of(kind) == finding.id)
        .where(Excerpt.id == kind.excerpt_id)
        .where(SubmissionVersion.id == Excerpt.version_id)
        .where(Submission.id == SubmissionVersion.submission_id, *standing())
    )


def is_answered() -> Any:
    """The condition that a gap is answered by a recommendation that stands."""
    answer = aliased(Recommendation)
    return (
        exists()
        .where(GapAnswered.gap_id == Gap.id)
        .where(answer.id == GapAnswered.recommendation_id, answer.withdrawn_at.is_(None))
    )


def key_of(kind: Evidence) -> Any:
    return GapEvidence.gap_id if kind is GapEvidence else RecommendationEvidence.recommendation_id


def evidence_counts(kind: Evidence, ids: list[int]) -> dict[int, tuple[int, int]]:
    """How many excerpts and submissions each of these findings rests on; two statements.

    What is unmarked, withdrawn or set aside does not count, nor do words that are gone from what is said now.
    """
    key = key_of(kind)
    rows = db.session.execute(
        select(key, Excerpt.id, Submission.id)
        .join(Excerpt, Excerpt.id == kind.excerpt_id)
        .join(SubmissionVersion, SubmissionVersion.id == Excerpt.version_id)
        .join(Submission, Submission.id == SubmissionVersion.submission_id)
        .where(key.in_(ids), *standing())
    ).all()
    gone = _orphaned({excerpt for _, excerpt, _ in rows})
    held: dict[int, tuple[set[int], set[int]]] = {}
    for finding, excerpt, submission in rows:
        if excerpt not in gone:
            excerpts, submissions = held.setdefault(finding, (set(), set()))
            excerpts.add(excerpt)
            submissions.add(submission)
    return {finding: (len(excerpts), len(submissions)) for finding, (excerpts, submissions) in held.items()}


def _orphaned(ids: set[int]) -> set[int]:
    """Those of these excerpts that were marked in an earlier version, and whose words are gone from the present one."""
    earlier = db.session.scalars(
        select(Excerpt)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Excerpt.id.in_(ids), SubmissionVersion.number != Submission.current_version)
        .options(
            contains_eager(Excerpt.version)
            .contains_eager(SubmissionVersion.submission)
            .joinedload(Submission.latest, innerjoin=True)
        )
    )
    return {each.id for each in earlier if place_of(each, each.version.submission.latest) is None}


@dataclass(frozen=True)
class Drawn:
    """What was drawn from one excerpt."""

    excerpt: Excerpt
    gaps: list[Gap]
    recommendations: list[Recommendation]


def drawn_from(excerpts: list[Excerpt]) -> list[Drawn]:
    """What was drawn from each of these excerpts, withdrawn findings too; two statements."""
    ids = [excerpt.id for excerpt in excerpts]
    gaps_of: dict[int, list[Gap]] = {number: [] for number in ids}
    for number, gap in db.session.execute(
        select(GapEvidence.excerpt_id, Gap)
        .join(Gap, Gap.id == GapEvidence.gap_id)
        .where(GapEvidence.excerpt_id.in_(ids))
        .order_by(Gap.number)
    ):
        gaps_of[number].append(gap)
    recommendations_of: dict[int, list[Recommendation]] = {number: [] for number in ids}
    for number, recommendation in db.session.execute(
        select(RecommendationEvidence.excerpt_id, Recommendation)
        .join(Recommendation, Recommendation.id == RecommendationEvidence.recommendation_id)
        .where(RecommendationEvidence.excerpt_id.in_(ids))
        .order_by(Recommendation.number)
    ):
        recommendations_of[number].append(recommendation)
    return [Drawn(each, gaps_of[each.id], recommendations_of[each.id]) for each in excerpts]


def thread_of_submission(submission: Submission) -> list[Drawn]:
    """What became of a submission: its excerpts (those still marked) with what was drawn from each.

    Three statements, whatever was drawn. Empty where nothing is marked.
    """
    excerpts = db.session.scalars(
        select(Excerpt)
        .join(Excerpt.version)
        .where(SubmissionVersion.submission_id == submission.id, Excerpt.removed_at.is_(None))
        .order_by(SubmissionVersion.number, Excerpt.starts)
        .options(contains_eager(Excerpt.version))
    )
    return drawn_from(list(excerpts))


def themes(programme: Programme) -> Select[Theme]:
    """Themes to file a finding under."""
    return (
        select(Theme)
        .where(Theme.programme_id == programme.id, Theme.retired_at.is_(None))
        .order_by(Theme.name)
    )
