"""Agenda, seats for each group, documents."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.events import actions
from roundtable.events.forms import AgendaForm, DocumentForm, SeatsForm
from roundtable.events.views.frame import blueprint, find_event, find_meeting
from roundtable.web.forms import show_form


@blueprint.route("/<int:event_id>/meetings/<int:meeting_id>/agenda", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def agenda(programme: str, event_id: int, meeting_id: int) -> ResponseReturnValue:
    """The agenda of a meeting; nobody is written to when it changes."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    meeting = find_meeting(event, meeting_id)
    form = AgendaForm.of(meeting)
    if not form.validate_on_submit():
        return show_form("events/agenda.html", form, event=event, meeting=meeting, record=event)
    form.refuse_if_stale(event.version)
    actions.set_agenda(meeting, form.sessions_on(meeting.starts_local.date()), by=current_actor())
    flash("The agenda is saved. Nobody was written to.", "success")
    if request.form.get("more"):
        return redirect(
            url_for(".agenda", programme=programme, event_id=event.id, meeting_id=meeting.id), 303
        )
    return redirect(url_for(".show", programme=programme, event_id=event.id), 303)


@blueprint.route("/<int:event_id>/seats", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def seats(programme: str, event_id: int) -> ResponseReturnValue:
    """How many of each group are needed, and how many there is room for."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    form = SeatsForm.of(event)
    if not form.validate_on_submit():
        return show_form("events/seats.html", form, event=event, record=event)
    form.refuse_if_stale(event.version)
    actions.plan_seats(event, form.targets(), by=current_actor())
    flash("The seats are planned.", "success")
    return redirect(url_for(".show", programme=programme, event_id=event.id), 303)


@blueprint.route("/<int:event_id>/documents", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def documents(programme: str, event_id: int) -> ResponseReturnValue:
    """Papers for those who come."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    form = DocumentForm()
    if not form.validate_on_submit():
        return show_form("events/documents.html", form, event=event)
    upload = form.file.data
    actions.add_document(
        event,
        name=upload.filename,
        content=upload.read(),
        title=form.title.data,
        public=form.public.data,
        by=current_actor(),
    )
    flash("The document is added.", "success")
    return redirect(url_for(".documents", programme=programme, event_id=event.id), 303)


@blueprint.post("/<int:event_id>/documents/<int:document_id>/removal")
@needs(Permission.EDIT_EVENTS)
def remove_document(programme: str, event_id: int, document_id: int) -> ResponseReturnValue:
    """Take a document away."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    actions.remove_document(event, document_id, by=current_actor())
    flash("The document is taken away.", "success")
    return redirect(url_for(".documents", programme=programme, event_id=event.id), 303)
