"""A call's form on paper, and as a file to be filled in without a connection."""

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from roundtable import clock
from roundtable.access import public
from roundtable.db import db
from roundtable.documents import Document, Format, export, render_html, to_json
from roundtable.evidence import queries
from roundtable.evidence.guest_views import blueprint
from roundtable.evidence.guest_views.calls import find_call
from roundtable.evidence.models import Call
from roundtable.evidence.paper import form_of
from roundtable.files.serving import attachment
from roundtable.web import limits
from roundtable.web.kept import Kept
from roundtable.web.limits import limiter

_made: Kept[bytes] = Kept(most=16)


@blueprint.get("/calls/<slug>/form")
@public
def paper_form(slug: str) -> ResponseReturnValue:
    """The form with room to write, to be printed as it stands."""
    found = find_call(slug)
    return render_template(
        "evidence/paper.html",
        call=found,
        now=clock.now(),
        form_itself=Markup(render_html(_document(found), standalone=False)),  # noqa: S704 - documents escape every word
    )


@blueprint.get("/calls/<slug>/form.<any(pdf, docx):kind>")
@public
@limiter.limit(limits.PUBLIC_FORM)
def form_file(slug: str, kind: str) -> ResponseReturnValue:
    """The form as a file. It is made once for each state of the call, and kept."""
    found, wanted = find_call(slug), Format(kind)
    document = _document(found)
    fonts = current_app.extensions["settings"].font_paths
    content = _made.get(
        (found.id, wanted), to_json(document), lambda: export(document, wanted, font_paths=fonts)
    )
    response = Response(content, mimetype=wanted.content_type)
    response.headers["Content-Disposition"] = attachment(f"{found.slug}-form.{wanted.extension}")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _document(call: Call) -> Document:
    return form_of(call, db.session.scalars(queries.questions_of(call)).all())
