"""The codebook and codings, to and from other programs."""

import json
import tempfile
from typing import IO, Any, cast

from flask import abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileRequired
from wtforms import FileField, HiddenField

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import queries as evidence
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.themes import exporting, queries
from roundtable.themes.exchange import files, project, refi
from roundtable.themes.importing.bundles import Entry, path_of
from roundtable.themes.importing.codebook import Weighed, put_themes, weigh
from roundtable.themes.views.room import blueprint
from roundtable.trail import record
from roundtable.web.forms import OnceForm, show_form
from roundtable.web.pages import find_or_404

_in_memory = 4_000_000


class CodebookForm(OnceForm):
    """A file with themes."""

    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="A REFI-QDA codebook (.qdc), as NVivo, MAXQDA, ATLAS.ti, QualCoder and others write it, or a CSV or "
        "XLSX with a theme to a row: its name, what it stands below, when to use it, its colour.",
    )


class EntriesForm(OnceForm):
    """The themes of a file, as its preview showed them."""

    entries = HiddenField()

    @property
    def chosen(self) -> list[Entry]:
        """The themes. Refuses what no preview wrote."""
        try:
            return [
                Entry(
                    path_of(list(map(str, path)), "The preview"), str(description)[:10_000], int(colour) % 9
                )
                for path, description, colour in json.loads(self.entries.data or "")
            ]
        except (ValueError, TypeError, RecursionError) as error:
            raise Refusal("The preview is incomplete. Choose the file again.") from error


@blueprint.route("/themes/exchange", methods=["GET", "POST"])
@needs(Permission.SEE_EVIDENCE)
def exchange(programme: str) -> ResponseReturnValue:
    """Take the codebook and the codings out; look at a codebook's file before its themes are added."""
    place = enter(programme, Permission.CODE if request.method == "POST" else Permission.SEE_EVIDENCE)
    form = CodebookForm()
    if not form.validate_on_submit():
        return _shown(place, form, form)
    entries, warnings = files.read(form.file.data.filename, form.file.data.read(refi.MAX_BYTES + 1))
    kept = [[entry.path, entry.description, entry.colour] for entry in entries]
    answer = show_form(
        "themes/exchange_preview.html",
        EntriesForm(formdata=None, entries=json.dumps(kept, ensure_ascii=False)),
        programme=place,
        entries=entries,
        warnings=warnings,
        verdicts=_verdicts(weigh(entries, place)),
        name=form.file.data.filename,
    )
    answer.status_code = 200
    return answer


@blueprint.post("/themes/exchange/codebook")
@needs(Permission.CODE)
def add_codebook(programme: str) -> ResponseReturnValue:
    """Add the themes that the preview showed."""
    place = enter(programme, Permission.CODE)
    form = EntriesForm()
    if not form.validate_on_submit():
        return _shown(place, form, CodebookForm(formdata=None))
    entries = form.chosen
    number = len(weigh(entries, place).new)
    put_themes(entries, place, by=current_actor())
    record("imported themes to", place, by=current_actor(), rows=number)
    flash(f"{number:,} themes were added to the codebook.")
    return redirect(url_for(".index", programme=place.slug), 303)


@blueprint.post("/themes/exchange/exports")
@needs(Permission.SEE_EVIDENCE)
def export_codebook(programme: str) -> ResponseReturnValue:
    """The themes in use as a file."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    form = request.form.get("format", "")
    if form not in files.FORMS:
        abort(404)
    file = _file()
    number = files.FORMS[form].write(place, file)
    record("exported the codebook of", place, by=current_actor(), format=form, rows=number)
    return _sent(file, files.FORMS[form].media_type, f"{place.slug}-codebook.{form}")


@blueprint.post("/themes/codings/exports")
@needs(Permission.EXPORT_PEOPLE)
def export_codings(programme: str) -> ResponseReturnValue:
    """What was coded in a call as a file. It holds what people said, so it leaves an entry in the trail."""
    place = enter(programme, Permission.EXPORT_PEOPLE)
    call = find_or_404(evidence.calls_of(place), request.form.get("call", 0, type=int))
    form, _, wide = request.form.get("format", "").partition("-")
    if form not in (*exporting.TYPES, "qdpx"):
        abort(404)
    file = _file()
    if form == "qdpx":
        number = project.write(call, file)
    else:
        number = exporting.export(call, form, wide=wide == "wide", to=file)
    record("exported codings", call, by=current_actor(), format=form, rows=number)
    return _sent(file, exporting.TYPES.get(form, project.TYPE), f"{call.slug}-codings.{form}")


def _shown(place: Programme, form: OnceForm, upload: CodebookForm) -> ResponseReturnValue:
    return show_form(
        "themes/exchange.html",
        form,
        programme=place,
        upload=upload,
        calls=db.session.scalars(evidence.calls_of(place)).all(),
        themes=len(queries.codebook(place)),
    )


def _verdicts(weighed: Weighed) -> dict[tuple[str, ...], str]:
    """What would become of each theme of a file, by the names above it and its own."""
    said = (
        ("New", weighed.new),
        ("There already", weighed.there),
        ("There already, elsewhere: it stays where it is", weighed.moved),
        ("Retired here: bring it back first", weighed.retired),
    )
    return {entry.path: words for words, some in said for entry in some}


def _file() -> IO[bytes]:
    file: Any = tempfile.SpooledTemporaryFile(max_size=_in_memory)  # noqa: SIM115 - sent, then closed by the server
    return cast("IO[bytes]", file)


def _sent(file: IO[bytes], media_type: str, name: str) -> ResponseReturnValue:
    file.seek(0)
    return send_file(file, mimetype=media_type, as_attachment=True, download_name=name)
