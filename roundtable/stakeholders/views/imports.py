"""Import a file: upload, choose the columns, look at what it would do, confirm."""

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.sheets.preview import Verdict, tally
from roundtable.stakeholders import queries
from roundtable.stakeholders.forms import UploadForm, columns_form
from roundtable.stakeholders.importing import runs
from roundtable.stakeholders.importing.comparing import Decision
from roundtable.stakeholders.views.room import blueprint
from roundtable.web.forms import show_form
from roundtable.web.pages import PAGE_SIZE, Page, find_or_404


@blueprint.route("/import", methods=["GET", "POST"])
@needs(Permission.EDIT_PEOPLE)
def upload(programme: str) -> ResponseReturnValue:
    """Upload a file. Nothing reaches the register by it."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    form = UploadForm()
    if not form.validate_on_submit():
        return show_form("stakeholders/upload.html", form, programme=place)
    file = form.file.data
    run = runs.start(
        file.filename, file.stream, programme=place, account=current_account(), by=current_actor()
    )
    return redirect(url_for(".columns", programme=place.slug, run_id=run.id), 303)


@blueprint.route("/import/<int:run_id>/columns", methods=["GET", "POST"])
@needs(Permission.EDIT_PEOPLE)
def columns(programme: str, run_id: int) -> ResponseReturnValue:
    """Choose which column is which, and which group a word of the file means."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    run = find_or_404(queries.imports_of(place), run_id)
    sheet = runs.sheet_of(run)
    mapped = runs.columns_of(run, sheet)
    words = [*runs.groups_of(run), *runs.unknown_groups(run, place, sheet, mapped)]
    form = columns_form(
        sheet, mapped, words, list(db.session.scalars(queries.groups_of(place))), runs.groups_of(run)
    )
    if not form.validate_on_submit():
        samples = {name: sheet.samples(number) for number, name in enumerate(sheet.header)}
        return show_form(
            "stakeholders/columns.html",
            form,
            programme=place,
            run=run,
            sheet=sheet,
            samples=samples,
            mapped=mapped,
        )
    runs.set_columns(run, sheet, form.columns, form.groups, by=current_actor())
    return redirect(url_for(".preview", programme=place.slug, run_id=run.id), 303)


@blueprint.get("/import/<int:run_id>")
@needs(Permission.EDIT_PEOPLE)
def preview(programme: str, run_id: int) -> ResponseReturnValue:
    """What the import would do, line by line."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    run = find_or_404(queries.imports_of(place), run_id)
    sheet = runs.sheet_of(run)
    lines = runs.preview(run, place, sheet, _visible())
    mapped = runs.columns_of(run, sheet)
    wanted = request.args.get("verdict", "")
    shown = [line for line in lines if not wanted or line.verdict.value == wanted]
    number = min(max(1, request.args.get("page", 1, type=int) or 1), max(1, -(-len(shown) // PAGE_SIZE)))
    part = shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    counts = tally(lines)
    decided = Counter(
        line.values.decision
        for line in lines
        if line.verdict is Verdict.POSSIBLE_DUPLICATE and line.values.decision
    )
    return render_template(
        "stakeholders/preview.html",
        programme=place,
        run=run,
        sheet=sheet,
        unknown_groups=runs.unknown_groups(run, place, sheet, mapped),
        groups={group.id: group for group in db.session.scalars(queries.groups_of(place))},
        page=Page(part, number, PAGE_SIZE, len(shown)),
        counts=counts,
        writes=counts[Verdict.NEW] + counts[Verdict.CHANGED] + sum(decided.values()),
        duplicates=counts[Verdict.POSSIBLE_DUPLICATE],
        undecided=counts[Verdict.POSSIBLE_DUPLICATE] - sum(decided.values()),
        wanted=wanted,
        seen=runs.fingerprint(lines),
        total=len(lines),
    )


@blueprint.post("/import/<int:run_id>/decisions")
@needs(Permission.EDIT_PEOPLE)
def decide(programme: str, run_id: int) -> ResponseReturnValue:
    """Decide about possible duplicates."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    run = find_or_404(queries.imports_of(place), run_id)
    everywhere = request.form.get("all")
    if everywhere is not None:
        lines = runs.preview(run, place, runs.sheet_of(run), _visible())
        numbers = [line.number for line in lines if line.verdict is Verdict.POSSIBLE_DUPLICATE]
        decisions = dict.fromkeys(numbers, _decision(everywhere))
    else:
        chosen = ((name.removeprefix("line-"), word) for name, word in request.form.items())
        decisions = {int(number): _decision(word) for number, word in chosen if number.isdecimal()}
    runs.decide(run, decisions, by=current_actor())
    flash("What you decided is kept. Nothing is written yet.")
    verdict, page = Verdict.POSSIBLE_DUPLICATE.value, request.form.get("page", 1, type=int)
    address = url_for(".preview", programme=place.slug, run_id=run.id, verdict=verdict, page=page)
    return redirect(address, 303)


@blueprint.post("/import/<int:run_id>/confirmation")
@needs(Permission.EDIT_PEOPLE)
def confirm(programme: str, run_id: int) -> ResponseReturnValue:
    """Write what the preview showed."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    run = find_or_404(queries.imports_of(place), run_id)
    done = runs.confirm(run, place, seen=request.form.get("seen", ""), visible=_visible(), by=current_actor())
    flash(done.in_words)
    return redirect(url_for(".index", programme=place.slug), 303)


def _decision(word: str) -> Decision | None:
    """What was chosen; None, for anything else, leaves the line out."""
    return Decision(word) if word in list(Decision) else None


def _visible() -> ColumnElement[bool]:
    return queries.visible_to(current_account(), Permission.EDIT_PEOPLE)
