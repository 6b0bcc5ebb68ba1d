"""What a round asks about, and what was proposed."""

from flask import flash
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.findings.models import Gap, Recommendation
from roundtable.priorities import actions, queries
from roundtable.priorities.forms.rounds import ItemsForm
from roundtable.priorities.views import blueprint
from roundtable.priorities.views.frame import back_to, find_item, find_round
from roundtable.priorities.views.rounds import ROUND
from roundtable.web.forms import show_form
from roundtable.web.words import count


@blueprint.route(f"{ROUND}/items", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def items(programme: str, round_id: int) -> ResponseReturnValue:
    """Choose gaps and recommendations, add statements, and decide about those that were proposed."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    form = ItemsForm()
    form.offer(
        db.session.scalars(queries.findings_to_choose(round, Gap).limit(200)).all(),
        db.session.scalars(queries.findings_to_choose(round, Recommendation).limit(200)).all(),
    )
    if not form.validate_on_submit():
        there = db.session.scalars(queries.items_of(round)).all()
        return show_form("priorities/items.html", form, programme=round.programme, round=round, items=there)
    added = actions.choose(round, form.chosen, by=current_actor())
    added += actions.add_statements(round, form.lines, by=current_actor())
    flash(f"{count(added, 'item is', 'items are')} put to the vote.", "success")
    return back_to(round, ".items")


@blueprint.post(f"{ROUND}/items/<int:item_id>/acceptance")
@needs(Permission.EDIT_FINDINGS)
def accept(programme: str, round_id: int, item_id: int) -> ResponseReturnValue:
    """Put it to the vote."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    actions.accept(find_item(round, item_id), by=current_actor())
    return back_to(round, ".items", f"item-{item_id}")


@blueprint.post(f"{ROUND}/items/<int:item_id>/rejection")
@needs(Permission.EDIT_FINDINGS)
def reject(programme: str, round_id: int, item_id: int) -> ResponseReturnValue:
    """Take it out of the vote; accepting it again undoes that."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    actions.reject(find_item(round, item_id), by=current_actor())
    return back_to(round, ".items", f"item-{item_id}")
