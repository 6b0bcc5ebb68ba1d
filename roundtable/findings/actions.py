"""What is done to gaps and recommendations."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.findings import queries
from roundtable.findings.models import (
    Ask,
    Gap,
    GapAnswered,
    GapEvidence,
    Recommendation,
    RecommendationEvidence,
    Strength,
)
from roundtable.findings.numbering import next_number
from roundtable.programmes.models import Audience, Programme
from roundtable.themes import actions as marking
from roundtable.themes.models import Excerpt, Theme
from roundtable.trail import Actor, record


def draw_gap(
    programme: Programme,
    title: str,
    *,
    by: Actor,
    text: str = "",
    theme: Theme | None = None,
    excerpts: Iterable[Excerpt] = (),
) -> Gap:
    """Draw a gap from excerpts; it takes the next number."""
    gap = Gap(
        programme_id=programme.id,
        number=next_number(Gap, programme.id),
        title=title.strip(),
        text=text,
        theme_id=theme.id if theme else None,
        created_at=clock.now(),
    )
    db.session.add(gap)
    db.session.flush()
    record("drew", gap, by=by, mark=gap.mark)
    support(gap, excerpts, by=by)
    return gap


def draw_recommendation(
    programme: Programme,
    title: str,
    *,
    by: Actor,
    text: str = "",
    owner: str = "",
    timescale: str = "",
    measure: str = "",
    strength: Strength | None = None,
    strength_reason: str = "",
    theme: Theme | None = None,
    gaps: Iterable[Gap] = (),
    excerpts: Iterable[Excerpt] = (),
) -> Recommendation:
    """Draw a recommendation from excerpts, in answer to gaps; it takes the next number."""
    _refuse_unreasoned(strength, strength_reason)
    recommendation = Recommendation(
        programme_id=programme.id,
        number=next_number(Recommendation, programme.id),
        title=title.strip(),
        text=text,
        owner=owner,
        timescale=timescale,
        measure=measure,
        strength=strength,
        strength_reason=strength_reason,
        theme_id=theme.id if theme else None,
        created_at=clock.now(),
    )
    db.session.add(recommendation)
    db.session.flush()
    record("drew", recommendation, by=by, mark=recommendation.mark)
    support(recommendation, excerpts, by=by)
    answer(recommendation, gaps, by=by)
    return recommendation


def revise_gap(gap: Gap, *, title: str, text: str, theme: Theme | None, by: Actor) -> None:
    """Word a gap anew."""
    gap.title, gap.text = title.strip(), text
    gap.theme_id = theme.id if theme else None
    db.session.flush()
    record("revised", gap, by=by)


def revise_recommendation(
    recommendation: Recommendation,
    *,
    title: str,
    text: str,
    owner: str,
    timescale: str,
    measure: str,
    strength: Strength | None,
    strength_reason: str,
    theme: Theme | None,
    by: Actor,
) -> None:
    """Word a recommendation anew."""
    _refuse_unreasoned(strength, strength_reason)
    recommendation.title, recommendation.text = title.strip(), text
    recommendation.owner, recommendation.timescale, recommendation.measure = owner, timescale, measure
    recommendation.strength, recommendation.strength_reason = strength, strength_reason
    recommendation.theme_id = theme.id if theme else None
    db.session.flush()
    record("revised", recommendation, by=by)


def _refuse_unreasoned(strength: Strength | None, reason: str) -> None:
    if strength is not None and not reason.strip():
        raise Refusal("Say why the evidence is called that: a reader will ask.", field="strength_reason")


def ask(recommendation: Recommendation, audience: Audience, text: str, *, by: Actor) -> Ask:
    """Mean a recommendation for an audience, and say what it asks of them; saying it again words it anew."""
    if audience.programme_id != recommendation.programme_id:
        raise Refusal(f"“{audience.name}” is an audience of another programme.")
    row = {"recommendation_id": recommendation.id, "audience_id": audience.id, "text": text}
    insert_missing(Ask, [row], unique=["recommendation_id", "audience_id"])
    found = db.session.scalars(
        select(Ask).where(Ask.recommendation_id == recommendation.id, Ask.audience_id == audience.id)
    ).one()
    found.text = text
    db.session.flush()
    db.session.expire(recommendation, ["audiences"])
    record("asked", recommendation, by=by, audience=audience.id)
    return found


def ask_no_longer(recommendation: Recommendation, audience: Audience, *, by: Actor) -> None:
    """Mean a recommendation for an audience no longer."""
    gone = db.session.execute(
        delete(Ask)
        .where(Ask.recommendation_id == recommendation.id, Ask.audience_id == audience.id)
        .returning(Ask.id)
    ).all()
    db.session.expire(recommendation, ["audiences"])
    if gone:
        record("asked no longer", recommendation, by=by, audience=audience.id)


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


def withdraw(finding: Gap | Recommendation, *, by: Actor) -> None:
    """Take a finding out of every list and report. Its number is not given again."""
    if finding.withdrawn_at is not None:
        return
    finding.withdrawn_at = clock.now()
    db.session.flush()
    record("withdrew", finding, by=by)


def reinstate(finding: Gap | Recommendation, *, by: Actor) -> None:
    """Let a withdrawn finding stand again, under its number."""
    if finding.withdrawn_at is None:
        return
    finding.withdrawn_at = None
    db.session.flush()
    record("reinstated", finding, by=by)


def remove_excerpt(excerpt: Excerpt, *, by: Actor) -> None:
    """Unmark words, unless a finding that stands rests on them."""
    (drawn,) = queries.drawn_from([excerpt])
    findings: list[Gap | Recommendation] = [*drawn.gaps, *drawn.recommendations]
    resting = [finding.mark for finding in findings if finding.withdrawn_at is None]
    if resting:
        raise Refusal(
            f"{' and '.join(resting)} rest{'s' if len(resting) == 1 else ''} on these words. "
            "Take the excerpt off there first, or leave it marked."
        )
    marking.remove_excerpt(excerpt, by=by)
