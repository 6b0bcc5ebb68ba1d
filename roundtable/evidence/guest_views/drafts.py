"""Drafts: kept, taken up again, checked and sent, by the link that their writer was given."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import links, public
from roundtable.db import db
from roundtable.evidence import actions
from roundtable.evidence.attribution import WORDING
from roundtable.evidence.forms.submissions import SubmissionForm, form_for
from roundtable.evidence.guest_views import blueprint
from roundtable.evidence.guest_views.calls import actor_of
from roundtable.evidence.links import submission_token
from roundtable.evidence.models import Draft, Submission
from roundtable.stakeholders.models import Person
from roundtable.web import limits
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.headers import keep_private
from roundtable.web.limits import limiter

A_DAY = timedelta(days=1)


@blueprint.route("/drafts/<token>", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def draft(token: str) -> ResponseReturnValue:
    """Go on with a draft."""
    found = _find(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    call, person = found.call, _writer(found)
    asked = form_for(SubmissionForm, call, found.kind, request.form or found.typed)
    form = asked(found.kind, call.programme, data={**found.typed, "key": found.uid})
    valid = form.validate_on_submit()
    if not valid and not form.may_be_kept:
        return show_form(
            "evidence/write.html",
            form,
            call=call,
            programme=call.programme,
            wording=WORDING,
            person=person,
            draft=found,
        )
    actions.save_draft(
        call, found.uid, found.kind, form.typed, person_id=found.person_id, by=actor_of(person)
    )
    return redirect(url_for(".kept" if form.later.data else ".check", token=token), 303)


@blueprint.get("/drafts/<token>/kept")
@public
def kept(token: str) -> ResponseReturnValue:
    """Where to find the draft again."""
    found = _find(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    return render_template("evidence/kept.html", draft=found, call=found.call, token=token)


@blueprint.route("/drafts/<token>/check", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def check(token: str) -> ResponseReturnValue:
    """Check the answers, and send them."""
    found = _find(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    typed = SubmissionForm.of(found, found.call.programme)
    if not typed.validate():
        flash("Look at your answers once more: something is missing, or a question was changed meanwhile.")
        return redirect(url_for(".draft", token=token), 303)
    form = DeedForm()
    if not form.validate_on_submit():
        return show_form(
            "evidence/check.html",
            form,
            draft=found,
            call=found.call,
            token=token,
            answers=list(typed.to_check()),
            left_out=typed.left_out,
        )
    submission = actions.send_draft(
        found, typed.contribution(person_id=found.person_id), by=actor_of(_writer(found))
    )
    return redirect(url_for(".submission", token=submission_token(submission)), 303)


@blueprint.post("/drafts/<token>/discard")
@public
def discard(token: str) -> ResponseReturnValue:
    """Throw a draft away."""
    found = _find(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    slug = found.call.slug
    actions.discard(found, by=actor_of(_writer(found)))
    flash("The draft was thrown away.")
    return redirect(url_for(".call", slug=slug), 303)


def _find(token: str) -> Draft:
    keep_private()
    link = links.read(links.Purpose.DRAFT, token)
    found = db.session.get(Draft, link.subject_id) if link else None
    if found is None:
        abort(404)
    return found


def _to_what_it_became(found: Draft) -> ResponseReturnValue:
    """A draft that was sent leads to the submission for a while; after that its writer asks for a fresh link."""
    submission = db.session.get_one(Submission, found.submission_id)
    flash(f"This was sent already, as {submission.reference}.", "quiet")
    if clock.now() - found.saved_at > A_DAY:
        return redirect(url_for(".fresh_link", slug=found.call.slug), 303)
    return redirect(url_for(".submission", token=submission_token(submission)), 303)


def _writer(found: Draft) -> Person | None:
    return db.session.get(Person, found.person_id) if found.person_id else None
