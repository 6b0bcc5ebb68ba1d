"""Hand stakeholders out as a table. A POST, because personal data leaves, and that is noted."""

import tempfile
from collections.abc import Iterator

from flask import Response, abort, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.db import db, writing
from roundtable.files.serving import attachment
from roundtable.programmes.entrance import enter
from roundtable.sheets.writing import CSV_TYPE, XLSX_TYPE, csv_chunks, write_xlsx
from roundtable.stakeholders import exporting, queries
from roundtable.stakeholders.views.narrowing import Asked
from roundtable.stakeholders.views.room import blueprint
from roundtable.trail import record


@blueprint.post("/export")
@needs(Permission.EXPORT_PEOPLE)
def export(programme: str) -> ResponseReturnValue:
    """The stakeholders who match what the list was narrowed to, as CSV or XLSX."""
    place = enter(programme, Permission.EXPORT_PEOPLE)
    kind = request.form.get("format", "csv")
    if kind not in {"csv", "xlsx"}:
        abort(404)
    stakes = list(db.session.scalars(queries.stake_numbers(place, Asked.read(request.form))))
    record("exported stakeholders", place, by=current_actor(), format=kind, people=len(stakes))
    name = f"{place.slug}-stakeholders-{clock.today():%Y-%m-%d}.{kind}"
    if kind == "csv":
        headers = {"Content-Disposition": attachment(name), "Cache-Control": "no-store"}
        return Response(stream_with_context(_csv(stakes)), content_type=CSV_TYPE, headers=headers)
    book = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    write_xlsx("Stakeholders", exporting.HEADER, exporting.rows(stakes), to=book)
    book.seek(0)
    return send_file(book, mimetype=XLSX_TYPE, as_attachment=True, download_name=name, max_age=0)


def _csv(stakes: list[int]) -> Iterator[bytes]:
    """The file, piece by piece, after the request was committed: it only reads, so it takes no lock."""
    token = writing.set(False)
    try:
        yield from csv_chunks(exporting.HEADER, exporting.rows(stakes))
    finally:
        db.session.rollback()
        writing.reset(token)
