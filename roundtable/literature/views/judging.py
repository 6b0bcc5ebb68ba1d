"""Screening and appraisal, from a reference's page."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.literature import csl, judging, queries
from roundtable.literature.forms_of_review import AppraisalForm, StageForm
from roundtable.literature.models import Reference, Stage
from roundtable.literature.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import Form, show_form
from roundtable.web.pages import find_or_404, find_or_none


@blueprint.get("/references/<int:reference_id>")
@needs(Permission.SEE_EVIDENCE)
def show(programme: str, reference_id: int) -> ResponseReturnValue:
    """One reference, with all that is known of it and all that is thought of it."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    found = find_or_404(queries.ever_of(entered), reference_id)
    return make_response(render_template("literature/show.html", **_page(entered, found), form=None))


@blueprint.post("/references/<int:reference_id>/stage")
@needs(Permission.EDIT_LITERATURE)
def decide(programme: str, reference_id: int) -> ResponseReturnValue:
    """Say how far it comes; then the next that is to be screened, where it was one of those."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.of(entered), reference_id)
    form = StageForm()
    if not form.validate_on_submit():
        return show_form("literature/show.html", form, **_page(entered, found, deciding=form))
    was = found.stage
    judging.decide(
        found, form.stage.data, reason=form.reason.data, account=current_account(), by=current_actor()
    )
    flash(f"“{found.title[:60]}”: {found.stage.value}.")
    onward = judging.next_to_screen(found) if was is Stage.TO_SCREEN else None
    return redirect(url_for(".show", programme=programme, reference_id=onward or found.id), 303)


@blueprint.post("/references/<int:reference_id>/appraisal")
@needs(Permission.EDIT_LITERATURE)
def appraise(programme: str, reference_id: int) -> ResponseReturnValue:
    """Say what I think of its evidence."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.of(entered), reference_id)
    form = AppraisalForm()
    if not form.validate_on_submit():
        return show_form("literature/show.html", form, **_page(entered, found, appraising=form))
    judging.appraise(found, **form.typed, account=current_account(), by=current_actor())
    flash("Your appraisal is saved.")
    return redirect(url_for(".show", programme=programme, reference_id=found.id), 303)


@blueprint.get("/screening")
@needs(Permission.SEE_EVIDENCE)
def screen_next(programme: str) -> ResponseReturnValue:
    """Lead to the first that is to be screened."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    first = find_or_none(queries.listed(entered, stage=Stage.TO_SCREEN))
    if first is None:
        flash("Everything is screened.")
        return redirect(url_for(".index", programme=programme), 303)
    return redirect(url_for(".show", programme=programme, reference_id=first.id), 303)


def _page(
    programme: Programme, found: Reference, *, deciding: Form | None = None, appraising: Form | None = None
) -> dict[str, Any]:
    appraisals = db.session.scalars(judging.appraisals_of(found)).all()
    mine = next((each for each in appraisals if each.account_id == current_account().id), None)
    posted = request.method == "POST"
    return {
        "programme": programme,
        "reference": found,
        "abstract": str(found.csl.get("abstract") or ""),
        "facts_of_it": csl.facts(found.csl),
        "people": csl.lines_of(csl.makers(found.csl)).replace("\n", "; "),
        "kind": csl.kind_words(found.kind),
        "appraisals": appraisals,
        "deciding": deciding or StageForm(formdata=None, obj=found),
        "appraising": appraising or AppraisalForm(formdata=None, obj=mine),
        "mended": posted,
    }
