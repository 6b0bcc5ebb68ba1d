"""The blueprint, and how a personal link finds its invitation."""

from typing import NoReturn

from flask import Blueprint, Response, abort, make_response, request, stream_with_context

from roundtable.access.links import Purpose, read
from roundtable.db import db
from roundtable.events import queries
from roundtable.events.feeds import Calendar
from roundtable.events.models import Event, Invitation
from roundtable.files.serving import download
from roundtable.web.failures import page
from roundtable.web.headers import keep_private

blueprint = Blueprint("events_guest", __name__)

CALENDAR_TYPE = "text/calendar; charset=utf-8"


def find_by_token(token: str) -> Invitation:
    """The invitation that a personal link opens; a page that says what to do where it opens none."""
    keep_private()
    link = read(Purpose.INVITATION, token)
    found = None
    if link is not None:
        found = db.session.scalar(queries.by_link().where(Invitation.id == link.subject_id))
    if link is None or found is None:
        no_such_link(404, "This link does not work")
    if found.link_number != link.number:
        no_such_link(410, "This link was replaced by a newer one")
    return found


def no_such_link(status: int, heading: str) -> NoReturn:
    """Say that a link opens nothing (any more), and how to come by one that does."""
    advice = (
        "Open it again from the letter: the last one that you got has the right one. It may have been cut in two on "
        "its way; then copy the whole of it. Otherwise answer the letter, and the organiser sends you another."
    )
    abort(make_response(page(status, heading, advice)))


def calendar_file(content: bytes, name: str) -> Response:
    """An iCalendar object to be opened by a diary."""
    response = Response(content, mimetype="text/calendar", content_type=CALENDAR_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def calendar_feed(calendar: Calendar) -> Response:
    """A feed for whoever looks again and again: streamed, and not sent again while nothing has changed."""
    response = Response(stream_with_context(calendar.lines()), content_type=CALENDAR_TYPE)
    response.direct_passthrough = True  # nobody gathers it to count it
    response.set_etag(calendar.etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def send_document(event: Event, document_id: int, *, public_only: bool) -> Response:
    """A paper of the event, as an attachment; 404 for one that this page does not show."""
    shown = [each for each in event.documents if each.public or not public_only]
    document = next((each for each in shown if each.id == document_id), None)
    if document is None:
        abort(404)
    return download(document.file)
