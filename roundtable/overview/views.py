"""What an account sees across rooms: a programme's history, a person's whole story."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, needs
from roundtable.overview.stories import tell
from roundtable.programmes.entrance import enter
from roundtable.trail import queries as trail
from roundtable.web.pages import page_of

blueprint = Blueprint("overview", __name__)


@blueprint.get("/programmes/<programme>/history")
@needs(Permission.SEE)
def history(programme: str) -> ResponseReturnValue:
    """What was done in this programme, newest first."""
    entered = enter(programme)
    page = page_of(trail.in_programme(entered.id))
    return render_template(
        "overview/history.html", programme=entered, page=page, lines=tell(page.items, entered.slug)
    )
