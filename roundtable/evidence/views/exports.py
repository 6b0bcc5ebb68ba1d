"""Export a call's submissions."""

import tempfile
from typing import IO, cast

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.evidence import exporting, queries
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.trail import record
from roundtable.web.pages import find_or_404

_in_memory = 4_000_000


@blueprint.post("/programmes/<programme>/evidence/calls/<int:call_id>/exports")
@needs(Permission.EXPORT_PEOPLE)
def export_call(programme: str, call_id: int) -> ResponseReturnValue:
    """The submissions of a call as a file. It holds names and addresses, so it leaves an entry in the trail."""
    call = find_or_404(queries.calls_of(enter(programme, Permission.EXPORT_PEOPLE)), call_id)
    form = request.form.get("format", "")
    if form not in exporting.FORMATS:
        abort(404)
    file = tempfile.SpooledTemporaryFile(max_size=_in_memory)  # noqa: SIM115 - sent, then closed by the server
    number = exporting.export(call, form, to=cast("IO[bytes]", file))
    record("exported", call, by=current_actor(), format=form, rows=number)
    file.seek(0)
    return send_file(
        cast("IO[bytes]", file),
        mimetype=exporting.FORMATS[form].media_type,
        as_attachment=True,
        download_name=f"{call.slug}.{form}",
    )
