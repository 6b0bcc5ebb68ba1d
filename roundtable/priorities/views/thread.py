"""What rounds said of a finding, for the finding's own page: the findings know no rounds, so its template asks here."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.db import db
from roundtable.findings.models import Gap, Recommendation
from roundtable.priorities import exporting
from roundtable.priorities.models import Item, PriorityRound
from roundtable.priorities.shown import Line, Results
from roundtable.priorities.views import blueprint

_MOST = 10  # rounds


@dataclass(frozen=True)
class Voted:
    """One round that had the finding among its items. Open, or not counted yet, it has nothing to say."""

    round: PriorityRound
    results: Results | None
    line: Line | None


@blueprint.app_template_global()
def voted_on(finding: Gap | Recommendation) -> list[Voted]:
    """The rounds in which a finding was put to the vote, the newest first."""
    key = Item.gap_id if isinstance(finding, Gap) else Item.recommendation_id
    items = db.session.scalars(
        select(Item)
        .where(key == finding.id, Item.accepted_at.is_not(None))
        .order_by(Item.round_id.desc())
        .options(joinedload(Item.round))
        .limit(_MOST)
    )
    return [_voted(item) for item in items]


def _voted(item: Item) -> Voted:
    round = item.round
    if not round.is_over(clock.now()):
        return Voted(round, None, None)
    results = exporting.results_of(round)
    if results is None or not results.enough:
        return Voted(round, None, None)
    line = next((line for line in results.lines if line.item.id == item.id), None)
    return Voted(round, results, line)
