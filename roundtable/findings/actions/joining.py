"""Findings are merged and split, with their parents kept, and that is undone."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.findings import lineage
from roundtable.findings.actions.drawing import draw_gap, draw_recommendation
from roundtable.findings.models import (
    AimServed,
    Ask,
    Gap,
    GapAnswered,
    GapEvidence,
    GapReference,
    IndicatorServed,
    Joining,
    Recommendation,
    RecommendationEvidence,
    RecommendationReference,
)
from roundtable.programmes.models import Programme
from roundtable.themes.models import Theme
from roundtable.trail import Actor, record

Finding = Gap | Recommendation
MOST_PARTS = 10

_CARRIED: dict[type[Finding], tuple[tuple[Any, str, str], ...]] = {
    Gap: (
        (GapEvidence, "gap_id", "excerpt_id"),
        (GapReference, "gap_id", "reference_id"),
        (GapAnswered, "gap_id", "recommendation_id"),
    ),
    Recommendation: (
        (RecommendationEvidence, "recommendation_id", "excerpt_id"),
        (RecommendationReference, "recommendation_id", "reference_id"),
        (GapAnswered, "recommendation_id", "gap_id"),
        (AimServed, "recommendation_id", "aim"),
        (IndicatorServed, "recommendation_id", "indicator_id"),
    ),
}
"""What a child takes over. An agreement it does not: people agreed on other words."""


def merge(findings: Iterable[Finding], title: str, *, text: str = "", by: Actor) -> Finding:
    """Merge findings of one kind into a new one, which takes the next number and all that they rest on.

    They are kept, in no list any more, and lead to it.
    """
    parents = list({each.id: each for each in findings}.values())
    if len(parents) < 2:
        raise Refusal("Choose two or more to merge.")
    if len({type(each) for each in parents}) > 1 or len({each.programme_id for each in parents}) > 1:
        raise Refusal("Only gaps with gaps, and recommendations with recommendations, of one programme.")
    _refuse_if_gone(parents)
    child = _drawn(parents[0], title, text, by=by)
    for parent in parents:
        _hand_down(parent, child)
    _note(parents, [child], Joining.MERGED)
    record("merged", child, by=by, parents=[parent.mark for parent in parents])
    return child


def split(finding: Finding, titles: Sequence[str], *, by: Actor) -> list[Finding]:
    """Split a finding into several new ones. Each begins with all that it rests on, to be taken off where it is not meant."""
    wanted = [title.strip() for title in titles if title.strip()]
    if not 2 <= len(wanted) <= MOST_PARTS:
        raise Refusal(f"Give a line to each part: from two to {MOST_PARTS}.", field="titles")
    if any(len(title) > 300 for title in wanted):
        raise Refusal("A title has at most 300 characters.", field="titles")
    _refuse_if_gone([finding])
    parts = [_drawn(finding, title, finding.text, by=by) for title in wanted]
    for part in parts:
        _hand_down(finding, part)
    _note([finding], parts, Joining.SPLIT)
    record("split", finding, by=by, parts=[part.mark for part in parts])
    return parts


def undo(finding: Finding, *, by: Actor) -> list[Finding]:
    """Undo the merge or the split that a finding came from: its parents stand again, and the children do not.

    Their numbers are not given again. What was added to a child meanwhile stays with the child, which is kept.
    Gives the parents.
    """
    lines = lineage.lines_to(finding)
    if not lines:
        raise Refusal(f"{finding.mark} came from no other.")
    if lines[0].deed is Joining.SPLIT:
        lines = lineage.lines_from(lines[0].parent)
    children = list({line.child_id: line.child for line in lines}.values())
    for child in children:
        if further := lineage.successors(child):
            raise Refusal(f"{child.mark} became {further[0].mark} meanwhile. Undo that first.")
    parents = list({line.parent_id: line.parent for line in lines}.values())
    now = clock.now()
    for line in lines:
        line.undone_at = now
    for child in children:
        child.withdrawn_at = now
    for parent in parents:
        parent.withdrawn_at = None
    db.session.flush()
    record("parted", finding, by=by, parents=[parent.mark for parent in parents])
    return parents


def _refuse_if_gone(findings: Sequence[Finding]) -> None:
    gone = [each.mark for each in findings if each.withdrawn_at is not None]
    if gone:
        raise Refusal(f"{' and '.join(gone)} {'does' if len(gone) == 1 else 'do'} not stand any more.")


def _drawn(like: Finding, title: str, text: str, *, by: Actor) -> Finding:
    """A new finding; a recommendation has the owner, the timescale and the measure of the first parent."""
    programme = db.session.get_one(Programme, like.programme_id)
    theme: Theme | None = like.theme
    if isinstance(like, Gap):
        return draw_gap(programme, title, text=text, theme=theme, by=by)
    return draw_recommendation(
        programme,
        title,
        text=text,
        owner=like.owner,
        timescale=like.timescale,
        measure=like.measure,
        theme=theme,
        by=by,
    )


def _hand_down(parent: Finding, child: Finding) -> None:
    for kind, mine, other in _CARRIED[type(parent)]:
        held = db.session.scalars(select(getattr(kind, other)).where(getattr(kind, mine) == parent.id))
        rows = [{mine: child.id, other: value} for value in held]
        insert_missing(kind, rows, unique=_unique(kind))
    if isinstance(parent, Recommendation) and isinstance(child, Recommendation):
        _hand_down_asks(parent, child)
    db.session.expire(child)


def _unique(kind: Any) -> list[str]:
    for constraint in kind.__table__.constraints:
        if len(constraint.columns) == 2:
            return [column.name for column in constraint.columns]
    raise LookupError(kind)


def _hand_down_asks(parent: Recommendation, child: Recommendation) -> None:
    """What both parents ask of an audience is asked one after the other."""
    had = {ask.audience_id: ask for ask in child.audiences}
    for ask in parent.audiences:
        if ask.audience_id not in had:
            made = Ask(recommendation_id=child.id, audience_id=ask.audience_id, text=ask.text)
            db.session.add(made)
        elif ask.text and ask.text not in had[ask.audience_id].text:
            had[ask.audience_id].text = "\n".join(filter(None, (had[ask.audience_id].text, ask.text)))
    db.session.flush()


def _note(parents: Sequence[Finding], children: Sequence[Finding], deed: Joining) -> None:
    now = clock.now()
    kind: Any = lineage.KINDS[type(parents[0])]
    for parent in parents:
        parent.withdrawn_at = now
        for child in children:
            db.session.add(kind(parent_id=parent.id, child_id=child.id, deed=deed, at=now))
    db.session.flush()
