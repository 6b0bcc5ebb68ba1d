"""Findings are drawn, and worded anew."""

from collections.abc import Iterable

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.findings.actions.resting import answer, support
from roundtable.findings.models import Gap, Recommendation, Strength, StrengthSaid
from roundtable.findings.numbering import next_number
from roundtable.programmes.models import Programme
from roundtable.themes.models import Excerpt, Theme
from roundtable.trail import Actor, ActorKind, record


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
    if strength is not None:
        _keep_strength(recommendation, by=by)
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
    had = (recommendation.strength, recommendation.strength_reason)
    recommendation.title, recommendation.text = title.strip(), text
    recommendation.owner, recommendation.timescale, recommendation.measure = owner, timescale, measure
    recommendation.strength = strength
    recommendation.strength_reason = strength_reason.strip() if strength else ""
    recommendation.theme_id = theme.id if theme else None
    db.session.flush()
    record("revised", recommendation, by=by)
    if had != (recommendation.strength, recommendation.strength_reason):
        _keep_strength(recommendation, by=by)


def _refuse_unreasoned(strength: Strength | None, reason: str) -> None:
    if strength is not None and not reason.strip():
        raise Refusal("Say why the evidence is called that: a reader will ask.", field="strength_reason")


def _keep_strength(recommendation: Recommendation, *, by: Actor) -> None:
    """Keep what the evidence was called and why; a later word does not wipe out an earlier one."""
    said = StrengthSaid(
        recommendation_id=recommendation.id,
        strength=recommendation.strength,
        reason=recommendation.strength_reason,
        account_id=by.id if by.kind is ActorKind.ACCOUNT else None,
        said_at=clock.now(),
    )
    db.session.add(said)
    db.session.flush()
