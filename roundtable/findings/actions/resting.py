"""What findings rest on, and what recommendations answer."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.findings.models import (
    Gap,
    GapAnswered,
    GapEvidence,
    GapReference,
    Recommendation,
    RecommendationEvidence,
    RecommendationReference,
)
from roundtable.literature.models import Reference
from roundtable.themes.models import Excerpt
from roundtable.trail import Actor, record


def answer(recommendation: Recommendation, gaps: Iterable[Gap], *, by: Actor) -> None:
    """Say which gaps a recommendation answers: these and no others."""
    chosen = list(gaps)
    for gap in chosen:
        if gap.programme_id != recommendation.programme_id:
            raise Refusal(f"{gap.mark} is a gap of another programme.", field="gaps")
    wanted = {gap.id for gap in chosen}
    had = set(
        db.session.scalars(
            select(GapAnswered.gap_id).where(GapAnswered.recommendation_id == recommendation.id)
        )
    )
    if wanted == had:
        return
    db.session.execute(
        delete(GapAnswered).where(
            GapAnswered.recommendation_id == recommendation.id, GapAnswered.gap_id.in_(had - wanted)
        )
    )
    rows = [{"recommendation_id": recommendation.id, "gap_id": gap} for gap in sorted(wanted - had)]
    insert_missing(GapAnswered, rows, unique=["recommendation_id", "gap_id"])
    db.session.expire(recommendation, ["gaps"])
    record("answered", recommendation, by=by, gaps=sorted(wanted))


def support(finding: Gap | Recommendation, excerpts: Iterable[Excerpt], *, by: Actor) -> int:
    """Let a finding rest on excerpts, too; gives how many are new to it."""
    chosen = list(excerpts)
    for excerpt in chosen:
        if excerpt.programme_id != finding.programme_id:
            raise Refusal(f"{finding.mark} cannot rest on words from another programme.")
        if excerpt.removed_at is not None:
            raise Refusal("One of these excerpts was removed meanwhile. Put it back first, or leave it out.")
    if isinstance(finding, Gap):
        rows = [{"gap_id": finding.id, "excerpt_id": excerpt.id} for excerpt in chosen]
        fresh = insert_missing(GapEvidence, rows, unique=["gap_id", "excerpt_id"])
    else:
        rows = [{"recommendation_id": finding.id, "excerpt_id": excerpt.id} for excerpt in chosen]
        fresh = insert_missing(RecommendationEvidence, rows, unique=["recommendation_id", "excerpt_id"])
    db.session.expire(finding, ["evidence"])
    if fresh:
        record("supported", finding, by=by, excerpts=[excerpt.id for excerpt in chosen])
    return len(fresh)


def support_no_longer(finding: Gap | Recommendation, excerpt: Excerpt, *, by: Actor) -> None:
    """Let a finding rest on an excerpt no longer."""
    kind = GapEvidence if isinstance(finding, Gap) else RecommendationEvidence
    key = GapEvidence.gap_id if isinstance(finding, Gap) else RecommendationEvidence.recommendation_id
    gone = db.session.execute(
        delete(kind).where(key == finding.id, kind.excerpt_id == excerpt.id).returning(kind.id)
    ).all()
    db.session.expire(finding, ["evidence"])
    if gone:
        record("supported no longer", finding, by=by, excerpts=[excerpt.id])


def build_on(finding: Gap | Recommendation, references: Iterable[Reference], *, by: Actor) -> None:
    """Say which references a finding builds on: these and no others."""
    chosen = list(references)
    if any(reference.programme_id != finding.programme_id for reference in chosen):
        raise Refusal(f"{finding.mark} cannot build on a reference of another programme.")
    wanted = {reference.id for reference in chosen}
    kind = GapReference if isinstance(finding, Gap) else RecommendationReference
    name = "gap_id" if isinstance(finding, Gap) else "recommendation_id"
    key = getattr(kind, name)
    had = set(db.session.scalars(select(kind.reference_id).where(key == finding.id)))
    if wanted == had:
        return
    db.session.execute(delete(kind).where(key == finding.id, kind.reference_id.in_(had - wanted)))
    rows = [{name: finding.id, "reference_id": number} for number in sorted(wanted - had)]
    insert_missing(kind, rows, unique=[name, "reference_id"])
    db.session.expire(finding, ["sources"])
    record("built", finding, by=by, references=sorted(wanted))
