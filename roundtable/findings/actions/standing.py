"""Whether a finding stands, and whether words stay marked."""

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.findings import lineage, queries
from roundtable.findings.models import Gap, Recommendation
from roundtable.themes import actions as marking
from roundtable.themes.models import Excerpt
from roundtable.trail import Actor, record


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
    successors = lineage.successors(finding)
    if successors:
        marks = " and ".join(each.mark for each in successors)
        raise Refusal(f"{finding.mark} became {marks}. Undo that first, on the page of {successors[0].mark}.")
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
