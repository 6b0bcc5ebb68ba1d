"""The list of case studies with what may be added up, and one of them."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.cases import actions, queries
from roundtable.cases.forms import CaseForm, LineForm
from roundtable.cases.models import CaseStudy
from roundtable.cases.sums import sums, why_not_together
from roundtable.cases.views import blueprint
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404, page_of


@blueprint.get("")
@needs(Permission.SEE_EVIDENCE)
def index(programme: str) -> ResponseReturnValue:
    """The case studies, and their money as far as it may be added up."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    removed = request.args.get("removed") == "yes"
    listed = (
        queries.ever_of(entered).where(CaseStudy.removed_at.is_not(None)) if removed else queries.of(entered)
    )
    added = sums(db.session.scalars(queries.lines_of(entered)))
    return render_template(
        "cases/index.html",
        programme=entered,
        page=page_of(listed),
        removed=removed,
        sums=added,
        why_not=why_not_together(added),
    )


@blueprint.get("/<int:case_id>")
@needs(Permission.SEE_EVIDENCE)
def show(programme: str, case_id: int) -> ResponseReturnValue:
    """One case study, with its money and what it rests on."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    found = find_or_404(queries.ever_of(entered), case_id)
    return render_template("cases/show.html", form=None, **_page(entered, found, LineForm()))


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def add(programme: str) -> ResponseReturnValue:
    """Write one, or draw it from a submission of good practice."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    number = request.args.get("submission", 0, type=int)
    submission = find_or_404(queries.good_practice(entered), number) if number else None
    form = CaseForm(submission=submission)
    if not form.validate_on_submit():
        return show_form("cases/form.html", form, programme=entered, record=None, submission=submission)
    typed = {name: value for name, value in form.typed.items() if name != "keys"}
    made = actions.add_case_study(
        entered, **typed, keys=form.named, submission=submission, by=current_actor()
    )
    flash("The case study is added.")
    return redirect(url_for(".show", programme=programme, case_id=made.id), 303)


@blueprint.route("/<int:case_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def edit(programme: str, case_id: int) -> ResponseReturnValue:
    """Change what it says."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.of(entered), case_id)
    form = CaseForm(found)
    if not form.validate_on_submit():
        return show_form(
            "cases/form.html", form, programme=entered, record=found, submission=found.submission
        )
    form.refuse_if_stale(found.version)
    typed = {name: value for name, value in form.typed.items() if name != "keys"}
    actions.edit_case_study(found, **typed, keys=form.named, by=current_actor())
    flash("The case study is saved.")
    return redirect(url_for(".show", programme=programme, case_id=case_id), 303)


@blueprint.post("/<int:case_id>/lines")
@needs(Permission.EDIT_LITERATURE)
def add_line(programme: str, case_id: int) -> ResponseReturnValue:
    """Add a cost-benefit line."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.of(entered), case_id)
    form = LineForm()
    if not form.validate_on_submit():
        return show_form("cases/show.html", form, **_page(entered, found, form))
    actions.add_line(found, **form.typed, by=current_actor())
    flash("The line is added.")
    return redirect(url_for(".show", programme=programme, case_id=case_id), 303)


@blueprint.post("/<int:case_id>/lines/<int:line_id>/<any(removal, restoration):deed>")
@needs(Permission.EDIT_LITERATURE)
def change_line(programme: str, case_id: int, line_id: int, deed: str) -> ResponseReturnValue:
    """Take a line out of the sums, or have it in them again."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    line = actions.line_of(find_or_404(queries.ever_of(entered), case_id), line_id) or abort(404)
    do = actions.remove_line if deed == "removal" else actions.put_line_back
    do(line, by=current_actor())
    flash(
        "The line is out of the sums. This can be undone below." if deed == "removal" else "It counts again."
    )
    return redirect(url_for(".show", programme=programme, case_id=case_id), 303)


@blueprint.post("/<int:case_id>/<any(removal, restoration):deed>")
@needs(Permission.EDIT_LITERATURE)
def change(programme: str, case_id: int, deed: str) -> ResponseReturnValue:
    """Take one off the list, or have it there again."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.ever_of(entered), case_id)
    do = actions.remove if deed == "removal" else actions.put_back
    do(found, by=current_actor())
    flash(
        "It is off the list. This can be undone below." if deed == "removal" else "It is on the list again."
    )
    return redirect(url_for(".show", programme=programme, case_id=case_id), 303)


def _page(programme: Programme, case: CaseStudy, adding: LineForm) -> dict[str, Any]:
    added = sums(case.standing_lines)
    return {
        "programme": programme,
        "case": case,
        "adding": adding,
        "sums": added,
        "why_not": why_not_together(added),
        "gone": [line for line in case.lines if line.removed_at is not None],
    }
