"""Reading and marking in a pass, as one coder, without the others' marks."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.themes import actions, blind, comparing, queries
from roundtable.themes.forms.passes import BlindForm
from roundtable.themes.models import CodingPass, PassCoder, PassMark, PassSubmission
from roundtable.themes.views.passes import pass_or_404
from roundtable.themes.views.room import blueprint
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import find_or_404


@blueprint.route("/themes/passes/<int:pass_id>/submissions/<int:submission_id>", methods=["GET", "POST"])
@needs(Permission.CODE)
def blind_code(programme: str, pass_id: int, submission_id: int) -> ResponseReturnValue:
    """A submission of a pass with one's own marks, and the codebook beside it."""
    place = enter(programme, Permission.CODE)
    made, coder = _mine(place, pass_id)
    if coder is None:
        flash("You are not among the coders of this pass.", "quiet")
        return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id))
    version = _version(made, submission_id)
    shown = _shown(place, made, coder, version)
    form = BlindForm(version=version.id)
    form.offer_themes(shown["codebook"])
    form.offer_sentences(shown["marked"].passages)
    if not form.validate_on_submit():
        return show_form("themes/passes/code.html", form, **shown)
    part, starts, ends, words = form.stretch
    actions.mark_in_pass(
        coder,
        version,
        starts,
        ends,
        part=part,
        words=words,
        themes=form.chosen,
        memo=form.memo.data or "",
        by=current_actor(),
    )
    flash("Marked, for you alone until the pass is open.")
    return redirect(request.path, 303)


@blueprint.post("/themes/passes/<int:pass_id>/marks/<int:mark_id>/removal")
@needs(Permission.CODE)
def take_back(programme: str, pass_id: int, mark_id: int) -> ResponseReturnValue:
    """Take one of one's own marks back."""
    place = enter(programme, Permission.CODE)
    made, coder = _mine(place, pass_id)
    marks = select(PassMark).join(PassMark.coder).where(PassCoder.pass_id == made.id)
    mark = find_or_404(marks if coder is None else marks.where(PassMark.coder_id == coder.id), mark_id)
    if coder is None:
        return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id), 303)
    actions.take_back([mark], coder, by=current_actor())
    flash("Taken back. Mark the same words again to put it back.")
    submission = db.session.get_one(SubmissionVersion, mark.version_id).submission_id
    return redirect(_address(place, made, submission), 303)


@blueprint.post("/themes/passes/<int:pass_id>/submissions/<int:submission_id>/reading")
@needs(Permission.CODE)
def finish_reading(programme: str, pass_id: int, submission_id: int) -> ResponseReturnValue:
    """Say that one has read a submission to its end, and go on to the next."""
    place = enter(programme, Permission.CODE)
    made, coder = _mine(place, pass_id)
    if coder is None or not DeedForm().validate_on_submit():
        return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id), 303)
    actions.finish_reading(coder, _version(made, submission_id).submission, by=current_actor())
    following = blind.next_to_read(made, coder, after=submission_id)
    if following is None:
        flash("You have read all submissions of this pass.")
        return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id), 303)
    return redirect(_address(place, made, following), 303)


@blueprint.get("/themes/passes/<int:pass_id>/next")
@needs(Permission.CODE)
def next_in_pass(programme: str, pass_id: int) -> ResponseReturnValue:
    """Go to the next submission that one has not read."""
    place = enter(programme, Permission.CODE)
    made, coder = _mine(place, pass_id)
    after = request.args.get("after", 0, type=int)
    following = blind.next_to_read(made, coder, after=after) if coder else None
    if following is None:
        return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id))
    return redirect(_address(place, made, following))


def _mine(place: Programme, pass_id: int) -> tuple[CodingPass, PassCoder | None]:
    made = pass_or_404(place, pass_id)
    account = current_account().id
    return made, next((each for each in made.coders if each.account_id == account), None)


def _version(made: CodingPass, submission_id: int) -> SubmissionVersion:
    query = (
        select(SubmissionVersion)
        .join(PassSubmission, PassSubmission.version_id == SubmissionVersion.id)
        .join(SubmissionVersion.submission)
        .where(
            PassSubmission.pass_id == made.id,
            PassSubmission.submission_id == submission_id,
            Submission.stands,
        )
        .options(joinedload(SubmissionVersion.submission).joinedload(Submission.group))
    )
    return db.session.scalars(query).first() or abort(404)


def _shown(
    place: Programme, made: CodingPass, coder: PassCoder, version: SubmissionVersion
) -> dict[str, Any]:
    read = comparing.read_by(made)[coder.id]
    return {
        "programme": place,
        "made": made,
        "coder": coder,
        "submission": version.submission,
        "marked": blind.marked(version, coder),
        "codebook": queries.codebook(place),
        "read": read,
        "standing": comparing.standing_in(made),
    }


def _address(place: Programme, made: CodingPass, submission_id: int) -> str:
    return url_for(".blind_code", programme=place.slug, pass_id=made.id, submission_id=submission_id)
