"""The list of a programme's events."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, needs
from roundtable.events import queries
from roundtable.events.views.frame import blueprint
from roundtable.programmes.entrance import enter
from roundtable.trail.counting import page_since

WHEN = {"coming": "Coming", "past": "Past", "cancelled": "Cancelled"}


@blueprint.get("")
@needs(Permission.SEE)
def index(programme: str) -> ResponseReturnValue:
    """Coming, past or cancelled events."""
    entered = enter(programme)
    when = request.args.get("when", "coming")
    when = when if when in WHEN else "coming"
    search = request.args.get("q", "").strip()
    page = page_since(entered.id, queries.to_list, queries.listed, entered, when=when, search=search)
    return render_template(
        "events/index.html", programme=entered, page=page, when=when, whens=WHEN, search=search
    )
