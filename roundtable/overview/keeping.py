"""What reaches through the rooms when words are taken out of a submission, and where they were printed."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.evidence import queries
from roundtable.evidence.actions import keeping
from roundtable.evidence.forms.moderating import ReasonForm, TakeOutForm
from roundtable.evidence.models import Change, Submission
from roundtable.inbox import masking as messages
from roundtable.overview import unreached
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.reports import printed, quotations
from roundtable.themes import anchoring
from roundtable.trail import Actor
from roundtable.web.forms import show_form
from roundtable.web.headers import keep_private
from roundtable.web.pages import find_or_404

blueprint = Blueprint("keeping", __name__, url_prefix="/programmes/<programme>/evidence/<int:submission_id>")


def take_out(submission: Submission, words: Sequence[str], *, change: Change, reason: str, by: Actor) -> None:
    """Take words out of a submission, of what was marked in it and thought like it, of what was asked about quoting it,
    of what the search knows of its files, and of the messages by which it came.
    """
    moves = keeping.take_out(submission, words, change=change, reason=reason, by=by)
    anchoring.mask(submission, words, keeping.MARKERS[change], moves)
    quotations.mask(submission, words, keeping.MARKERS[change])
    messages.mask(submission, words, keeping.MARKERS[change])


@blueprint.route("/redaction", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def redact(programme: str, submission_id: int) -> ResponseReturnValue:
    """Take words out of every version, with a reason."""
    place = enter(programme, Permission.MODERATE)
    found = _submission(place, submission_id)
    form = TakeOutForm()
    if not form.validate_on_submit():
        shown = {"programme": place, "submission": found, "unreached": unreached.of(found)}
        return show_form("evidence/redact.html", form, **shown)
    take_out(
        found, form.passages, change=Change(form.change.data), reason=form.reason.data, by=current_actor()
    )
    flash("The words are taken out. What they were is sealed.")
    return redirect(url_for("evidence.versions", programme=programme, submission_id=submission_id), 303)


@blueprint.route("/original", methods=["GET", "POST"])
@needs(Permission.READ_SEALED)
def original(programme: str, submission_id: int) -> ResponseReturnValue:
    """Ask why; then show once what is sealed. The reading is in the trail."""
    place = enter(programme, Permission.READ_SEALED)
    found = _submission(place, submission_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return show_form("evidence/original.html", form, programme=place, submission=found, sealed=[])
    sealed = keeping.open_sealed(found, reason=form.reason.data, by=current_actor())
    keep_private()
    shown = {"programme": place, "submission": found, "sealed": sealed, "refusal": None}
    return render_template("evidence/original.html", form=ReasonForm(formdata=None), **shown)


@blueprint.post("/original/return")
@needs(Permission.READ_SEALED)
def put_back(programme: str, submission_id: int) -> ResponseReturnValue:
    """Let the words stand again that were taken out, as a new version."""
    found = _submission(enter(programme, Permission.READ_SEALED), submission_id)
    keeping.unseal(found, reason="The words were put back.", by=current_actor())
    flash("The words stand again, as a new version. What was taken out of excerpts stays out.")
    return redirect(url_for("evidence.versions", programme=programme, submission_id=submission_id), 303)


@blueprint.get("/printed")
@needs(Permission.SEE_EVIDENCE)
def where_printed(programme: str, submission_id: int) -> ResponseReturnValue:
    """Every draft and published report that prints this submission's words, and what to do about it."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    found = _submission(place, submission_id)
    return render_template(
        "evidence/printed.html", programme=place, submission=found, places=printed.places_of(found)
    )


def _submission(place: Programme, submission_id: int) -> Submission:
    return find_or_404(queries.with_versions(queries.submissions_of(place)), submission_id)
