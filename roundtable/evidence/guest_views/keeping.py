"""Drafts that save themselves, are shared with a co-author, and change their kind."""

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import public
from roundtable.db import db, new_uid
from roundtable.errors import Refusal
from roundtable.evidence import actions
from roundtable.evidence.actions.drafts import CO_AUTHOR, WRITER
from roundtable.evidence.forms.submissions import SubmissionForm, form_for
from roundtable.evidence.guest_views import blueprint
from roundtable.evidence.guest_views.calls import actor_of, find_call, person_behind_link
from roundtable.evidence.guest_views.drafts import actor_at, draft_form, find_draft, is_writer, of_writer
from roundtable.evidence.kinds import BY_SLUG
from roundtable.evidence.links import draft_token
from roundtable.evidence.models import Draft
from roundtable.web import limits
from roundtable.web.headers import keep_private
from roundtable.web.limits import limiter
from roundtable.web.words import time_of_day


@blueprint.post("/calls/<slug>/drafts/<kind>")
@public
@limiter.limit(limits.SAVING)
def keep_new(slug: str, kind: str) -> ResponseReturnValue:
    """Keep what is being typed into a form that was not saved yet. It answers to a script."""
    keep_private()
    found = find_call(slug)
    if kind not in BY_SLUG:
        abort(404)
    person = person_behind_link(found.programme)
    form = form_for(SubmissionForm, found, BY_SLUG[kind], request.form)(BY_SLUG[kind], found.programme)
    if not form.fits:
        return _unkept("Something is too long to be kept. Press the button below to see what.")
    try:
        draft = actions.save_draft(
            found,
            form.key.data or new_uid(),
            form.kind,
            form.typed,
            person_id=person.id if person else None,
            expected=form.opened_on,
            quietly=True,
            by=actor_of(person),
        )
    except Refusal as refusal:
        return _unkept(refusal.sentence)
    return _kept(draft, draft_token(draft))


@blueprint.post("/drafts/<token>/saving")
@public
@limiter.limit(limits.SAVING)
def keep(token: str) -> ResponseReturnValue:
    """Keep what is being typed into a draft. It answers to a script."""
    found = find_draft(token)
    form = draft_form(found, token)
    if not form.fits:
        return _unkept("Something is too long to be kept. Press the button below to see what.")
    try:
        actions.save_draft(
            found.call,
            found.uid,
            found.kind,
            {**found.typed, **form.typed},
            expected=form.opened_on,
            saved_by=WRITER if is_writer(token) else CO_AUTHOR,
            quietly=True,
            by=actor_at(found, token),
        )
    except Refusal as refusal:
        return _unkept(refusal.sentence)
    return _kept(found, token)


@blueprint.post("/drafts/<token>/sharing")
@public
@limiter.limit(limits.PUBLIC_FORM)
def share(token: str) -> ResponseReturnValue:
    """Give the draft a link for a co-author."""
    found = of_writer(token)
    actions.share(found, by=actor_at(found, token))
    return redirect(url_for(".kept", token=token, _anchor="co-author"), 303)


@blueprint.post("/drafts/<token>/sharing/end")
@public
@limiter.limit(limits.PUBLIC_FORM)
def end_sharing(token: str) -> ResponseReturnValue:
    """The co-author's link opens nothing any more."""
    found = of_writer(token)
    actions.end_sharing(found, by=actor_at(found, token))
    flash("The co-author’s link opens nothing any more. You can share the draft again, by another link.")
    return redirect(url_for(".kept", token=token, _anchor="co-author"), 303)


@blueprint.post("/drafts/<token>/kind")
@public
@limiter.limit(limits.PUBLIC_FORM)
def change_kind(token: str) -> ResponseReturnValue:
    """Make it another kind of submission."""
    found = of_writer(token)
    kind = BY_SLUG.get(request.form.get("kind", ""))
    if kind is None:
        abort(400)
    actions.change_kind(found, kind, by=actor_at(found, token))
    return redirect(url_for(".draft", token=token), 303)


def _kept(draft: Draft, token: str) -> ResponseReturnValue:
    """When it was kept, on which edit the page stands now, and where the draft is."""
    if draft.submission_id is not None:
        return _unkept("This was sent already.")
    db.session.flush()
    return jsonify(
        at=time_of_day(draft.saved_at),
        version=draft.edits,
        address=url_for(".draft", token=token),
        saving=url_for(".keep", token=token),
    )


def _unkept(sentence: str) -> ResponseReturnValue:
    db.session.rollback()
    return jsonify(problem=sentence), 409
