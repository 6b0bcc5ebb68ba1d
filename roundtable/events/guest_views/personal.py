"""The personal page of an invitation: no account, no script, and nothing that a GET changes."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import person_actor, public
from roundtable.calendar import publish
from roundtable.documents import to_html
from roundtable.events import actions
from roundtable.events.appointments import appointments_of, calendar_links, organiser_of, where
from roundtable.events.forms import GuestAnswerForm, GuestGroupForm, NeedsForm, NominationForm
from roundtable.events.guest_views.frame import blueprint, calendar_file, find_by_token, send_document
from roundtable.events.models import Answer, Invitation
from roundtable.web.forms import Form, show_form
from roundtable.web.limits import PUBLIC_FORM, limiter

LINK_ENDPOINT = "overview_guest.send_link"


def _show(invitation: Invitation, token: str, form: Form) -> ResponseReturnValue:
    """The page in the state that the invitation is in."""
    event = invitation.event
    groups = [(group.id, group.name) for group in event.programme.groups]
    return show_form(
        "events/guest/invitation.html",
        form,
        invitation=invitation,
        event=event,
        token=token,
        organiser=organiser_of(event),
        purpose=to_html(event.purpose),
        where=where,
        calendar_links=calendar_links,
        needs_form=form if isinstance(form, NeedsForm) else NeedsForm(formdata=None),
        group_form=form
        if isinstance(form, GuestGroupForm)
        else GuestGroupForm.among(groups, invitation.group_id),
        link_address=url_for(LINK_ENDPOINT, token=token)
        if LINK_ENDPOINT in current_app.view_functions
        else None,
    )


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for(".invitation", token=token), 303)


@blueprint.get("/i/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Who asks and why, when and where, and the answer."""
    return _show(find_by_token(token), token, GuestAnswerForm(formdata=None))


@blueprint.post("/i/<token>/answer")
@public
@limiter.limit(PUBLIC_FORM)
def answer(token: str) -> ResponseReturnValue:
    """Yes, no or maybe. The same answer twice is one."""
    found = find_by_token(token)
    form = GuestAnswerForm()
    if not form.validate_on_submit():
        return _show(found, token, form)
    said = Answer(form.answer.data)
    actions.answer(found, said, by=person_actor(found.person_id), reason=form.reason.data)
    flash("Thank you, your answer is noted.", "success")
    return _back(token)


@blueprint.post("/i/<token>/needs")
@public
@limiter.limit(PUBLIC_FORM)
def needs(token: str) -> ResponseReturnValue:
    """Take what somebody needs; it is not shown here again."""
    found = find_by_token(token)
    form = NeedsForm()
    if not form.validate_on_submit():
        return _show(found, token, form)
    actor = person_actor(found.person_id)
    if form.forget.data:
        actions.forget_needs(found, by=actor)
        flash("What you had told us is deleted.", "success")
    elif form.access.data or form.dietary.data:
        actions.tell_needs(found, access=form.access.data, dietary=form.dietary.data, by=actor)
        flash("Thank you. Only the organiser reads it, and it is not shown here again.", "success")
    return _back(token)


@blueprint.post("/i/<token>/group")
@public
@limiter.limit(PUBLIC_FORM)
def group(token: str) -> ResponseReturnValue:
    """Say for which group somebody sits."""
    found = find_by_token(token)
    groups = [(each.id, each.name) for each in found.event.programme.groups]
    form = GuestGroupForm.among(groups, found.group_id)
    if not form.validate_on_submit():
        return _show(found, token, form)
    actions.choose_group(found, form.chosen, by=person_actor(found.person_id))
    flash("Your group is noted.", "success")
    return _back(token)


@blueprint.route("/i/<token>/nomination", methods=["GET", "POST"])
@public
@limiter.limit(PUBLIC_FORM, methods=["POST"])
def nominate(token: str) -> ResponseReturnValue:
    """Ask this person instead. It waits for the organiser; nobody is mailed by it."""
    found = find_by_token(token)
    form = NominationForm()
    if not form.validate_on_submit():
        return show_form(
            "events/guest/nomination.html",
            form,
            invitation=found,
            event=found.event,
            token=token,
            organiser=organiser_of(found.event),
        )
    actions.nominate(
        found,
        name=form.name.data,
        email=form.email.data,
        organisation=form.organisation.data,
        note=form.note.data,
        by=person_actor(found.person_id),
    )
    flash("Thank you. The organiser reads your proposal; nobody else has been written to.", "success")
    return _back(token)


@blueprint.get("/i/<token>/diary.ics")
@public
def diary(token: str) -> ResponseReturnValue:
    """The meetings for a diary: without a joining link, since a file is passed on."""
    event = find_by_token(token).event
    return calendar_file(publish(appointments_of(event), alarms=True), event.slug)


@blueprint.get("/i/<token>/documents/<int:document_id>")
@public
def document(token: str, document_id: int) -> ResponseReturnValue:
    """A paper for those who come."""
    return send_document(find_by_token(token).event, document_id, public_only=False)
