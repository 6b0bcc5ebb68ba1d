"""Import submissions: the file, its columns, its kinds and their use, a preview of every line, the confirmation."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.evidence import queries
from roundtable.evidence.forms.imports import RULES, UploadForm, columns_form, use_form
from roundtable.evidence.importing import runs
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.sheets.preview import Verdict, tally
from roundtable.web.forms import show_form
from roundtable.web.pages import PAGE_SIZE, Page, find_or_404

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
    file = form.file.data
    run = runs.start(file.filename, file.stream, call=call, account=current_account(), by=current_actor())
    return redirect(url_for(".columns", programme=programme, run_id=run.id), 303)


@blueprint.route("/programmes/<programme>/evidence/imports/<int:run_id>/columns", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def columns(programme: str, run_id: int) -> ResponseReturnValue:
    """Choose which column is which."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    sheet = runs.sheet_of(run)
    mapped = runs.columns_of(run, sheet)
    form = columns_form(mapped)
    if not form.validate_on_submit():
        samples = {column: sheet.samples(number) for number, column in enumerate(sheet.header)}
        return show_form(
            "evidence/import_columns.html",
            form,
            programme=entered,
            run=run,
            sheet=sheet,
            mapped=mapped,
            samples=samples,
            steps_of=STEPS,
        )
    runs.set_columns(run, sheet, form.columns, by=current_actor())
    return redirect(url_for(".use", programme=programme, run_id=run_id), 303)


@blueprint.route("/programmes/<programme>/evidence/imports/<int:run_id>/use", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def use(programme: str, run_id: int) -> ResponseReturnValue:
    """Say what the file's words for kinds mean, and how its texts may be used."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    sheet = runs.sheet_of(run)
    chosen = runs.choices_of(run)
    words = runs.words_for_kinds(run, sheet)
    form = use_form(words, attribution=chosen.attribution.value, basis=chosen.basis)
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
    runs.set_use(run, form.kinds, Attribution(form.attribution.data), form.basis.data, by=current_actor())
    return redirect(url_for(".preview_import", programme=programme, run_id=run_id), 303)


@blueprint.get("/programmes/<programme>/evidence/imports/<int:run_id>")
@needs(Permission.ADD_EVIDENCE)
def preview_import(programme: str, run_id: int) -> ResponseReturnValue:
    """What the import would do, line by line; before all steps are taken, the one that lacks."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    sheet = runs.sheet_of(run)
    if step := runs.lacking(run, sheet):
        return redirect(url_for(f".{step}", programme=programme, run_id=run_id), 303)
    found = runs.preview(run, sheet)
    counts = tally(found)
    wanted = request.args.get("verdict", "")
    shown = [line for line in found if not wanted or line.verdict.value == wanted]
    number = min(max(1, request.args.get("page", 1, type=int) or 1), max(1, -(-len(shown) // PAGE_SIZE)))
    part = shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    own = url_for(".preview_import", programme=programme, run_id=run_id)
    some = (Verdict.NEW, Verdict.UNCHANGED, Verdict.REFUSED)
    return render_template(
        "evidence/import_preview.html",
        programme=entered,
        run=run,
        sheet=sheet,
        page=Page(part, number, PAGE_SIZE, len(shown)),
        tabs_of_verdicts=[("All", own, not wanted, len(found))]
        + [
            (
                "There already" if each is Verdict.UNCHANGED else each.label,
                f"{own}?verdict={each}",
                wanted == each.value,
                counts[each],
            )
            for each in some
        ],
        new=counts[Verdict.NEW],
        kinds=WORDS,
        seen=runs.fingerprint(found),
        steps_of=STEPS,
    )


@blueprint.post("/programmes/<programme>/evidence/imports/<int:run_id>/confirmation")
@needs(Permission.ADD_EVIDENCE)
def confirm_import(programme: str, run_id: int) -> ResponseReturnValue:
    """Write what the preview showed."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    taken = runs.confirm(run, seen=request.form.get("seen", ""), by=current_actor())
    flash(f"{taken:,} submissions are in “{run.call.title}”.")
    return redirect(url_for(".index", programme=programme, call=run.call_id), 303)
