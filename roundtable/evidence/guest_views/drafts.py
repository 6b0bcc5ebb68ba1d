"""Drafts: kept, taken up again, checked and sent, by the link that their writer was given."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import links, public
from roundtable.access.gate import current_actor
from roundtable.db import db
from roundtable.evidence import actions, queries
from roundtable.evidence.actions.drafts import CO_AUTHOR, WRITER
from roundtable.evidence.attribution import WORDING
from roundtable.evidence.forms.attachments import uploads_of
from roundtable.evidence.forms.submissions import SubmissionForm, files_asked_for, form_for
from roundtable.evidence.guest_views import blueprint
from roundtable.evidence.guest_views.calls import actor_of
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.links import co_author_token, submission_token
from roundtable.evidence.models import Draft, Submission
from roundtable.stakeholders.models import Person
from roundtable.trail import Actor
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
    found = find_draft(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    form = draft_form(found, token)
    valid = form.validate_on_submit()
    uploads = uploads_of(form)
    if not valid and not form.may_be_kept and not (uploads and form.fits):
        return _show_draft(found, form, token)
    _save(found, form, token)
    actions.attach(uploads, to=found, by=actor_at(found, token))
    if not is_writer(token):
        flash("Your words are saved. Whoever shared the draft with you checks and sends it.")
        return redirect(url_for(".draft", token=token), 303)
    if not valid and not form.later.data:
        return redirect(url_for(".draft", token=token, mend="yes"), 303)
    return redirect(url_for(".kept" if form.later.data else ".check", token=token), 303)


def _save(found: Draft, form: SubmissionForm, token: str) -> None:
    actions.save_draft(
        found.call,
        found.uid,
        found.kind,
        {**found.typed, **form.typed},
        expected=form.opened_on,
        saved_by=WRITER if is_writer(token) else CO_AUTHOR,
        by=actor_at(found, token),
    )


def draft_form(found: Draft, token: str) -> SubmissionForm:
    """The form of a draft, with the questions of its call; for a co-author, without whose words they are."""
    asked = form_for(SubmissionForm, found.call, found.kind, request.form or found.typed)
    data = {**found.typed, "key": found.uid, "version": found.edits}
    form: SubmissionForm = asked(found.kind, found.call.programme, data=data)
    form.attached = files_asked_for(found)
    if not is_writer(token):
        form.ask_for_words_alone()
    return form


def _show_draft(found: Draft, form: SubmissionForm, token: str) -> ResponseReturnValue:
    """The form with what was typed; after a stale edit what is saved now stands beside it."""
    if request.args.get("mend") and request.method == "GET" and is_writer(token):
        form.show_what_is_missing(found)
    if form.is_stale:
        form.version.data = str(found.edits)
    return show_form(
        "evidence/write.html",
        form,
        call=found.call,
        programme=found.call.programme,
        wording=WORDING,
        person=writer_of(found),
        draft=found,
        token=token,
        files=db.session.scalars(queries.attachments_of(found)).all(),
        is_writer=is_writer(token),
        kinds=WORDS,
        removed=db.session.scalars(queries.attachments_of(found, removed=True)).all(),
    )


@blueprint.get("/drafts/<token>/kept")
@public
def kept(token: str) -> ResponseReturnValue:
    """Where to find the draft again."""
    found = of_writer(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    shared = co_author_token(found) if found.shared_at is not None else ""
    return render_template("evidence/kept.html", draft=found, call=found.call, token=token, shared=shared)


@blueprint.route("/drafts/<token>/check", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def check(token: str) -> ResponseReturnValue:
    """Check the answers, and send them."""
    found = of_writer(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    typed = SubmissionForm.of(found, found.call.programme)
    if not typed.validate():
        flash("Look at your answers once more: something is missing, or a question was changed meanwhile.")
        return redirect(url_for(".draft", token=token, mend="yes"), 303)
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
            files=db.session.scalars(queries.attachments_of(found)).all(),
            asked_for=queries.questions_for_files(found.call),
        )
    submission = actions.send_draft(
        found, typed.contribution(person_id=found.person_id), by=actor_at(found, token)
    )
    return redirect(url_for(".submission", token=submission_token(submission)), 303)


@blueprint.post("/drafts/<token>/discard")
@public
def discard(token: str) -> ResponseReturnValue:
    """Throw a draft away."""
    found = of_writer(token)
    if found.submission_id is not None:
        return _to_what_it_became(found)
    slug = found.call.slug
    actions.discard(found, by=actor_at(found, token))
    flash("The draft was thrown away.")
    return redirect(url_for(".call", slug=slug), 303)


def find_draft(token: str) -> Draft:
    """The draft that the link opens: its writer's, or a co-author's while it is shared."""
    keep_private()
    link = links.read(links.Purpose.DRAFT, token) or links.read(links.Purpose.CO_AUTHOR, token)
    found = db.session.get(Draft, link.subject_id) if link else None
    if found is None or link is None:
        abort(404)
    if not is_writer(token) and (found.shared_at is None or found.share_number != link.number):
        abort(404)
    return found


def of_writer(token: str) -> Draft:
    """The same, for what only its writer does: send it, share it, throw it away."""
    found = find_draft(token)
    if not is_writer(token):
        abort(404)
    return found


def is_writer(token: str) -> bool:
    """Whether the link is the writer's own."""
    return links.read(links.Purpose.DRAFT, token) is not None


def actor_at(found: Draft, token: str) -> Actor:
    """Who does something by this link."""
    return actor_of(writer_of(found)) if is_writer(token) else current_actor()


def _to_what_it_became(found: Draft) -> ResponseReturnValue:
    """A draft that was sent leads to the submission for a while; after that its writer asks for a fresh link."""
    if not is_writer(request.view_args["token"] if request.view_args else ""):
        flash("The draft was sent. Thank you for writing with it.")
        return redirect(url_for(".call", slug=found.call.slug), 303)
    submission = db.session.get_one(Submission, found.submission_id)
    flash(f"This was sent already, as {submission.reference}.", "quiet")
    if clock.now() - found.saved_at > A_DAY:
        return redirect(url_for(".fresh_link", slug=found.call.slug), 303)
    return redirect(url_for(".submission", token=submission_token(submission)), 303)


def writer_of(found: Draft) -> Person | None:
    """The person whose draft it is, where they came by a link of their own."""
    return db.session.get(Person, found.person_id) if found.person_id else None
