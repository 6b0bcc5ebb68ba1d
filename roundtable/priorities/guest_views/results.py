"""What came of the round, for those who took part, once an organiser has released it."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import public
from roundtable.documents.html import to_html
from roundtable.priorities.exporting import results_of
from roundtable.priorities.guest_views import blueprint
from roundtable.priorities.guest_views.frame import find
from roundtable.priorities.models import PriorityRound
from roundtable.priorities.tallying import EVERYBODY

PAGE = 50


def may_be_seen(round: PriorityRound) -> bool:
    """Whether those who take part see the results: released, and no vote can change them."""
    return round.released_at is not None and round.is_over(clock.now())


@blueprint.get("/v/<token>/results")
@public
def results(token: str) -> ResponseReturnValue:
    """All and each group side by side, n first, as the organiser sees them; no names, and no cell of fewer than five."""
    participant = find(token)
    round = participant.round
    if not may_be_seen(round):
        abort(404)
    found = results_of(round)
    enough = found is not None and found.enough and not found.said_nothing
    lines = found.lines if found is not None and enough else []
    last = max(1, -(-len(lines) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int) or 1), last)
    groups = found.shown if found is not None else []
    return render_template(
        "priorities/guest/results.html",
        participant=participant,
        round=round,
        programme=round.programme,
        token=token,
        results=found,
        enough=enough,
        lines=lines[(page - 1) * PAGE : page * PAGE],
        columns=[(EVERYBODY, "All", "", 0), *((one.key, one.name, one.letter, one.colour) for one in groups)],
        page=page,
        last=last,
        minority=to_html(round.minority, base_level=3),
    )
