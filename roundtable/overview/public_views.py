"""The public site: coming events, open calls, publications, and a calendar of all of it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from roundtable.access import public
from roundtable.db import db
from roundtable.overview import queries

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    """What is coming, what is asked, what was published."""
    return render_template(
        "overview/front.html",
        events=db.session.scalars(queries.coming_public_events()).unique().all(),
        calls=db.session.scalars(queries.open_public_calls()).all(),
        reports=db.session.scalars(queries.public_versions()).all(),
        programmes=db.session.scalars(queries.programmes_in_public()).all(),
    )


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept about people, why, and how to change it."""
    return render_template("overview/privacy.html")
