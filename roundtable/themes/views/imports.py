"""Codings from a file: upload, what it would do, the confirmation."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.evidence import queries as evidence
from roundtable.programmes.entrance import enter
from roundtable.themes.forms.imports import CodingsForm
from roundtable.themes.importing import runs
from roundtable.themes.views.room import blueprint
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404
from roundtable.web.words import count


@blueprint.route("/themes/codings/imports/new", methods=["GET", "POST"])
@needs(Permission.CODE)
def upload_codings(programme: str) -> ResponseReturnValue:
    """Upload a file of codings. Nothing is coded by it yet."""
    place = enter(programme, Permission.CODE)
    calls = db.session.scalars(evidence.calls_of(place)).all()
    form = CodingsForm()
    form.offer(calls)
    if not form.validate_on_submit():
        return show_form("themes/import.html", form, programme=place, calls=calls)
    run = runs.start(
        form.file.data.filename,
        form.file.data.stream,
        form.choices,
        call=find_or_404(evidence.calls_of(place), int(form.call_id.data)),
        account=current_account(),
        by=current_actor(),
    )
    return redirect(url_for(".preview_codings", programme=programme, run_id=run.id), 303)


@blueprint.get("/themes/codings/imports/<int:run_id>")
@needs(Permission.CODE)
def preview_codings(programme: str, run_id: int) -> ResponseReturnValue:
    """What the import would do."""
    place = enter(programme, Permission.CODE)
    run = find_or_404(runs.imports_of(place), run_id)
    return render_template("themes/import_preview.html", programme=place, run=run, found=run.outcome)


@blueprint.post("/themes/codings/imports/<int:run_id>/confirmation")
@needs(Permission.CODE)
def confirm_codings(programme: str, run_id: int) -> ResponseReturnValue:
    """Do what the preview showed."""
    place = enter(programme, Permission.CODE)
    run = find_or_404(runs.imports_of(place), run_id)
    outcome = runs.confirm(run, by=current_actor())
    flash(f"{count(outcome.codings, 'coding was', 'codings were')} added to “{run.call.title}”.")
    return redirect(url_for(".preview_codings", programme=programme, run_id=run_id), 303)
