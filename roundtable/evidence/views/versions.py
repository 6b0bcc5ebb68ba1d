"""Versions of a submission: corrected, and compared as a redline."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.evidence import queries
from roundtable.evidence.actions import keeping
from roundtable.evidence.forms.moderating import CorrectionForm
from roundtable.evidence.models import Submission
from roundtable.evidence.redlines import compared
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404

ONE = "/programmes/<programme>/evidence/<int:submission_id>"


@blueprint.get(f"{ONE}/versions")
@needs(Permission.SEE_EVIDENCE)
def versions(programme: str, submission_id: int) -> ResponseReturnValue:
    """Every version with its reason and its author, and two of them compared: what was struck out, what was put in."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    found = find_or_404(queries.with_versions(queries.submissions_of(place)), submission_id)
    if found.withdrawn_at is not None:
        abort(404)  # its words are shown no more
    by_number = {version.number: version for version in found.versions}
    last = by_number[found.current_version]
    new = by_number.get(request.args.get("to", last.number, type=int), last)
    old = by_number.get(request.args.get("from", new.number - 1, type=int), found.versions[0])
    return render_template(
        "evidence/versions.html",
        programme=place,
        submission=found,
        old=old,
        new=new,
        parts=compared(old, new),
    )


@blueprint.route(f"{ONE}/correction", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def correct(programme: str, submission_id: int) -> ResponseReturnValue:
    """Put right what was written down wrongly; what came stays as an earlier version."""
    place = enter(programme, Permission.MODERATE)
    found: Submission = find_or_404(queries.with_versions(queries.submissions_of(place)), submission_id)
    form = CorrectionForm(found)
    if not form.validate_on_submit():
        return show_form("evidence/correct.html", form, programme=place, submission=found, record=found)
    keeping.correct(
        found,
        form.values,
        reason=form.reason.data,
        expected_version=form.opened_on,
        by=current_actor(),
    )
    flash("The correction is saved as a new version.")
    return redirect(url_for(".versions", programme=programme, submission_id=submission_id), 303)
