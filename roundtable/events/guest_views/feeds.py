"""Calendar feeds behind a secret address."""

from typing import NoReturn

from flask import abort, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.access import public
from roundtable.access.links import Purpose, read
from roundtable.db import db
from roundtable.events import feeds
from roundtable.events.guest_views.frame import blueprint, calendar_feed
from roundtable.events.models import Feed
from roundtable.web.failures import page


@blueprint.get("/feeds/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The events of a programme, a group or a person, for a diary that looks by itself."""
    link = read(Purpose.FEED, token)
    found = None
    if link is not None:
        whose = (joinedload(Feed.programme), joinedload(Feed.group), joinedload(Feed.person))
        found = db.session.scalar(select(Feed).where(Feed.id == link.subject_id).options(*whose))
    if link is None or found is None:
        _nothing(404)
    if found.link_number != link.number or found.revoked_at is not None:
        _nothing(410)
    response = calendar_feed(feeds.of_feed(found))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _nothing(status: int) -> NoReturn:
    advice = (
        "The calendar that stood here was ended or has another address. Ask whoever gave you this one, or look on "
        "your own page."
    )
    abort(make_response(page(status, "There is no calendar at this address", advice)))
