"""Make and edit an event and its meetings, and call them off."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.events import actions, queries
from roundtable.events.actions.meetings import is_move
from roundtable.events.forms import EventForm, MeetingForm, NewEventForm, ReasonForm
from roundtable.events.models import Event
from roundtable.events.views.frame import blueprint, find_event, find_meeting
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form
from roundtable.web.words import count


def back_to_desk(event: Event) -> ResponseReturnValue:
    return redirect(url_for("events.show", programme=event.programme.slug, event_id=event.id), 303)


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def new(programme: str) -> ResponseReturnValue:
    """Make an event with its first meeting, or with the series that it begins."""
    entered = enter(programme, Permission.EDIT_EVENTS)
    form = NewEventForm()
    if not form.validate_on_submit():
        return show_form("events/new.html", form, programme=entered)
    event = actions.make(
        entered,
        form.event(),
        [form.meeting()],
        held=form.held.data,
        repeats=form.repeats,
        by=current_actor(),
    )
    flash(f"{event.title} is made. Nobody has been told of it yet.", "success")
    return back_to_desk(event)


@blueprint.route("/<int:event_id>/details", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def details(programme: str, event_id: int) -> ResponseReturnValue:
    """Change what an event is; its times stand in its meetings."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    form = EventForm.of(event)
    if not form.validate_on_submit():
        return show_form("events/details.html", form, event=event, record=event)
    form.refuse_if_stale(event.version)
    actions.edit(event, form.event(), by=current_actor())
    flash("Saved. Nobody was written to.", "success")
    return back_to_desk(event)


@blueprint.route("/<int:event_id>/meetings/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def add_meeting(programme: str, event_id: int) -> ResponseReturnValue:
    """Add a meeting to an event."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    if event.is_series:
        return redirect(url_for(".add_to_series", programme=programme, event_id=event.id))
    form = MeetingForm()
    if not form.validate_on_submit():
        return show_form("events/meeting.html", form, event=event, meeting=None)
    actions.add_meeting(event, form.meeting(form.title.data), by=current_actor())
    flash("The meeting is added. Letters to those who were invited wait in the outbox.", "success")
    return back_to_desk(event)


@blueprint.route("/<int:event_id>/meetings/<int:meeting_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def meeting(programme: str, event_id: int, meeting_id: int) -> ResponseReturnValue:
    """Change a meeting; another time or place asks first, and says who will be written to."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    found = find_meeting(event, meeting_id)
    form = MeetingForm.of(found)
    if not form.validate_on_submit():
        return show_form("events/meeting.html", form, event=event, meeting=found, record=event)
    form.refuse_if_stale(event.version)
    facts = form.meeting(form.title.data)
    if is_move(found, facts) and not form.agreed.data:
        facts.check()
        told = db.session.scalars(queries.holding(found)).all()
        form.agreed.data = "yes"  # what the button of the next page says
        return render_template(
            "events/move.html",
            form=form,
            event=event,
            meeting=found,
            facts=facts,
            starts=WallTime(facts.starts, facts.zone),
            ends=WallTime(facts.ends, facts.zone),
            told=told,
        )
    written = actions.edit_meeting(found, facts, by=current_actor())
    flash(_moved(written), "success")
    return back_to_desk(event)


def _moved(written: int) -> str:
    if not written:
        return "Saved. Nobody was written to."
    return f"Moved. {count(written, 'letter waits', 'letters wait')} in the outbox for you to look at."


@blueprint.route("/<int:event_id>/meetings/<int:meeting_id>/cancellation", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def call_off(programme: str, event_id: int, meeting_id: int) -> ResponseReturnValue:
    """Call off one meeting of several; asks first."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    found = find_meeting(event, meeting_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        told = db.session.scalars(queries.holding(found)).all()
        return show_form("events/cancel.html", form, event=event, meeting=found, told=told)
    written = actions.call_off(found, reason=form.reason.data, by=current_actor())
    flash(f"The meeting is off. {_letters(written)}", "success")
    return back_to_desk(event)


@blueprint.route("/<int:event_id>/cancellation", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def cancel(programme: str, event_id: int) -> ResponseReturnValue:
    """Cancel an event; asks first, and says who will be written to."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    form = ReasonForm()
    if not form.validate_on_submit():
        told = {each.id: each for one in event.coming for each in db.session.scalars(queries.holding(one))}
        return show_form("events/cancel.html", form, event=event, meeting=None, told=list(told.values()))
    written = actions.cancel(event, reason=form.reason.data, by=current_actor())
    flash(f"{event.title} is cancelled. {_letters(written)}", "success")
    return back_to_desk(event)


def _letters(written: int) -> str:
    if not written:
        return "Nobody had been written to, so no letter goes."
    return f"{count(written, 'letter waits', 'letters wait')} in the outbox for you to look at."
