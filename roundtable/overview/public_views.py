"""The public site: coming events, open calls, publications, and a calendar of all of it."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from roundtable.access import public
from roundtable.db import db
from roundtable.events import feeds
from roundtable.events.guest_views.frame import calendar_feed
from roundtable.evidence import queries as evidence
from roundtable.overview import queries
from roundtable.programmes.models import Programme
from roundtable.web.pages import find_slug_or_404

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    """What is coming, what is asked, what was published."""
    return render_template(
        "overview/front.html",
        events=db.session.scalars(queries.coming_public_events()).all(),
        calls=evidence.open_calls(),
        reports=db.session.scalars(queries.public_versions()).all(),
        programmes=db.session.scalars(queries.programmes_in_public()).all(),
    )


@blueprint.get("/calendar.ics")
@public
def calendar() -> ResponseReturnValue:
    """Every public event as a feed that keeps a diary up to date."""
    return _feed()


@blueprint.get("/calendar/<slug>.ics")
@public
def programme_calendar(slug: str) -> ResponseReturnValue:
    """The public events of one programme as a feed."""
    programme = find_slug_or_404(queries.programmes_in_public(), slug)
    return _feed(programme)


def _feed(programme: Programme | None = None) -> Response:
    return calendar_feed(feeds.of_public_events(programme))


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept about people, why, and how to change it."""
    return render_template("overview/privacy.html")
