"""Findings leave as a file."""

import tempfile
from typing import IO, cast

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.findings import exporting
from roundtable.findings.views.index import asked_for
from roundtable.findings.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.trail import record

_in_memory = 4_000_000


@blueprint.post("/findings/exports")
@needs(Permission.SEE_EVIDENCE)
def export(programme: str) -> ResponseReturnValue:
    """The findings that the list shows, with their evidence as far as consent goes."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    form = request.form.get("format", "")
    if form not in exporting.FORMATS:
        abort(404)
    kind = "gaps" if request.form.get("kind") == "gaps" else "recommendations"
    slug = place.slug
    file = tempfile.SpooledTemporaryFile(max_size=_in_memory)  # noqa: SIM115 - sent, then closed by the server
    wanted = exporting.Wanted(place, kind, asked_for(request.form))
    number = exporting.FORMATS[form].write(wanted, cast("IO[bytes]", file))
    record(f"exported the {kind}", place, by=current_actor(), format=form, rows=number)
    file.seek(0)
    return send_file(
        cast("IO[bytes]", file),
        mimetype=exporting.FORMATS[form].media_type,
        as_attachment=True,
        download_name=f"{slug}-{kind}.{form}",
    )
