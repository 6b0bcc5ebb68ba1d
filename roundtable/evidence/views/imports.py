"""Import submissions: the file, its columns, what its words mean and how they may be used."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.evidence import queries
from roundtable.evidence.forms.imports import RULES, ReadingForm, UploadForm, columns_form, use_form
from roundtable.evidence.importing import runs
from roundtable.evidence.importing.asking import asked_of
from roundtable.evidence.models import SubmissionImport
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.sheets import limits
from roundtable.sheets.reading import Sheet
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404

STEPS = ["Choose a file", "Match the columns", "Kinds and use", "Preview and confirm"]


@blueprint.route("/programmes/<programme>/evidence/imports/new", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def upload(programme: str) -> ResponseReturnValue:
    """Upload a file. Nothing reaches a call by it."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    calls = db.session.scalars(queries.calls_of(entered)).all()
    form = UploadForm(data={"call_id": request.args.get("call")})
    form.offer(calls)
    if not form.validate_on_submit():
        return show_form("evidence/import_upload.html", form, programme=entered, calls=calls, steps_of=STEPS)
    call = find_or_404(queries.calls_of(entered), int(form.call_id.data))
    file, described = form.file.data, form.layout.data
    run = runs.start(
        file.filename,
        file.stream,
        call=call,
        account=current_account(),
        by=current_actor(),
        layout=(described.filename, described.read(limits.MAX_BYTES)) if described else None,
    )
    return redirect(url_for(".columns", programme=programme, run_id=run.id), 303)


@blueprint.route("/programmes/<programme>/evidence/imports/<int:run_id>/columns", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def columns(programme: str, run_id: int) -> ResponseReturnValue:
    """Choose which column is which."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    sheet = runs.sheet_of(run)
    form = columns_form(sheet.header, runs.roles_of(run, sheet))
    if not form.validate_on_submit():
        reading = ReadingForm(data={"line": sheet.header_line})
        reading.offer(sheet)
        return show_form("evidence/import_columns.html", form, **_columns_shown(entered, run, sheet, reading))
    runs.set_columns(run, sheet, form.columns, texts=form.texts, answers=form.answers, by=current_actor())
    return redirect(url_for(".use", programme=programme, run_id=run_id), 303)


@blueprint.post("/programmes/<programme>/evidence/imports/<int:run_id>/reading")
@needs(Permission.ADD_EVIDENCE)
def read_otherwise(programme: str, run_id: int) -> ResponseReturnValue:
    """Read the file from another sheet, or with the names of its columns in other lines."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    sheet = runs.sheet_of(run)
    reading = ReadingForm()
    reading.offer(sheet)
    if not reading.validate_on_submit():
        shown = _columns_shown(entered, run, sheet, reading)
        return show_form("evidence/import_columns.html", columns_form(sheet.header, {}), **shown)
    runs.read_otherwise(
        run,
        sheet=reading.sheet.data or "",
        line=reading.line.data,
        lines=int(reading.lines.data),
        by=current_actor(),
    )
    return redirect(url_for(".columns", programme=programme, run_id=run_id), 303)


@blueprint.route("/programmes/<programme>/evidence/imports/<int:run_id>/use", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def use(programme: str, run_id: int) -> ResponseReturnValue:
    """Say what the file's words for kinds mean, and how its texts may be used."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    sheet = runs.sheet_of(run)
    chosen = runs.choices_of(run)
    asked = asked_of(sheet, runs.columns_of(run, sheet), chosen, entered)
    form = use_form(
        asked,
        entered.groups,
        attribution=chosen.attribution.value,
        basis=chosen.basis,
        nothing="\n".join(chosen.nothing),
    )
    if not form.validate_on_submit():
        return show_form(
            "evidence/import_use.html",
            form,
            programme=entered,
            run=run,
            sheet=sheet,
            rules=RULES,
            steps_of=STEPS,
        )
    runs.set_use(run, **form.use, by=current_actor())
    return redirect(url_for(".preview_import", programme=programme, run_id=run_id), 303)


def _columns_shown(
    programme: Programme, run: SubmissionImport, sheet: Sheet, reading: ReadingForm
) -> dict[str, Any]:
    return {
        "programme": programme,
        "run": run,
        "sheet": sheet,
        "reading": reading,
        "samples": {column: sheet.samples(number) for number, column in enumerate(sheet.header)},
        "titles": run.choices.get("titles", {}),
        "lacking": run.choices.get("lacking", []),
        "steps_of": STEPS,
    }
