"""The room's place among the addresses, and what its pages share."""

from collections.abc import Sequence

from flask import Blueprint, current_app
from sqlalchemy import select
from werkzeug.wrappers import Response

from roundtable.access import Permission
from roundtable.db import db
from roundtable.documents import Document, Format, export
from roundtable.events.models import Event
from roundtable.files.serving import attachment
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.reports import queries
from roundtable.reports.models import Report
from roundtable.web.pages import find_or_404

blueprint = Blueprint("reports", __name__, url_prefix="/programmes/<programme>/reports")

FORMAT_NAMES = {
    Format.HTML: "HTML",
    Format.PDF: "PDF",
    Format.DOCX: "Word",
    Format.ODT: "OpenDocument",
    Format.EPUB: "EPUB",
    Format.PPTX: "Slides",
    Format.MARKDOWN: "Markdown",
    Format.JSON: "JSON",
}


def enter_report(
    programme: str, report_id: int, permission: Permission = Permission.EDIT_REPORTS
) -> tuple[Programme, Report]:
    """The programme, entered, and one of its reports; 404 otherwise."""
    place = enter(programme, permission)
    return place, find_or_404(queries.report_whole(place), report_id)


def events_of(programme: Programme) -> Sequence[Event]:
    """The events that a report can be about."""
    query = select(Event).where(Event.programme_id == programme.id).order_by(Event.title, Event.id)
    return db.session.scalars(query).all()


def as_download(document: Document, wanted: Format, name: str) -> Response:
    """A document as a file to save, made now."""
    content = export(document, wanted, font_paths=current_app.extensions["settings"].font_paths)
    response = Response(content, mimetype=wanted.content_type)
    response.headers["Content-Disposition"] = attachment(f"{name}.{wanted.extension}")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
