"""What a finding came from, and what it became: merged, split, and undone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.findings.models import Gap, GapLineage, Recommendation, RecommendationLineage

Finding = Gap | Recommendation
Line = GapLineage | RecommendationLineage
KINDS: dict[type[Finding], type[Line]] = {Gap: GapLineage, Recommendation: RecommendationLineage}


def lines_to(finding: Finding) -> Sequence[Line]:
    """The lines by which it came from others, those that were not undone, in the order of the parents' numbers."""
    return _lines(finding, "child_id")


def lines_from(finding: Finding) -> Sequence[Line]:
    """The lines by which it became others."""
    return _lines(finding, "parent_id")


def _lines(finding: Finding, end: str) -> Sequence[Line]:
    kind: Any = KINDS[type(finding)]
    query = (
        select(kind)
        .where(getattr(kind, end) == finding.id, kind.undone_at.is_(None))
        .options(joinedload(kind.parent), joinedload(kind.child))
    )
    found: list[Line] = list(db.session.scalars(query))
    return sorted(found, key=lambda line: (line.parent.number, line.child.number))


def successors(finding: Finding) -> list[Finding]:
    """What it became: the next, not the last."""
    return [line.child for line in lines_from(finding)]


def parents(finding: Finding) -> list[Finding]:
    """What it came from."""
    return [line.parent for line in lines_to(finding)]


def last_successor(finding: Finding) -> Finding | None:
    """What a merged finding leads to, through merges of merges; None where it was split, or stands."""
    here, seen = finding, {finding.id}
    while True:
        after = successors(here)
        if len(after) != 1 or after[0].id in seen:
            return None if here is finding else here
        here = after[0]
        seen.add(here.id)


def became(kind: type[Finding], programme_id: int) -> dict[str, list[str]]:
    """Of every finding of a programme that became others: its mark, and theirs. One statement.

    A document that cites the old number says so with this.
    """
    line: Any = KINDS[kind]
    rows = db.session.scalars(
        select(line)
        .join(line.parent)
        .where(kind.programme_id == programme_id, line.undone_at.is_(None))
        .options(joinedload(line.parent), joinedload(line.child))
    )
    found: dict[str, list[str]] = {}
    for each in sorted(rows, key=lambda one: one.child.number):
        found.setdefault(each.parent.mark, []).append(each.child.mark)
    return found
