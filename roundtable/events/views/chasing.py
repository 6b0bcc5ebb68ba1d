"""Reminders by rule, and the sheet of whom to call."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.events import actions, chasing, queries
from roundtable.events.forms import ReminderForm
from roundtable.events.models import Anchor, Concerned
from roundtable.events.views.frame import blueprint, find_event
from roundtable.trail.counting import numbers_since
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404, page_among

ON_A_SHEET = 100


@blueprint.route("/<int:event_id>/reminders", methods=["GET", "POST"])
@needs(Permission.INVITE)
def reminders(programme: str, event_id: int) -> ResponseReturnValue:
    """The rules by which people are reminded of this event, and one more."""
    event = find_event(programme, event_id, Permission.INVITE)
    form = ReminderForm()
    if not form.validate_on_submit():
        return show_form(
            "events/reminders.html",
            form,
            event=event,
            rules=db.session.scalars(chasing.reminders_of(event)).all(),
            today=clock.today(event.programme.zone),
        )
    rule = actions.add_reminder(
        event,
        days=form.days.data,
        anchor=Anchor(form.anchor.data),
        concerned=Concerned(form.concerned.data),
        by=current_actor(),
    )
    late = rule.is_due(clock.today(event.programme.zone))
    flash(
        "Added. Its day is here: its letters will be in the outbox in a minute." if late else "Added.",
        "success",
    )
    return redirect(url_for(".reminders", programme=programme, event_id=event.id), 303)


@blueprint.post("/<int:event_id>/reminders/<int:rule_id>/removal")
@needs(Permission.INVITE)
def remove_reminder(programme: str, event_id: int, rule_id: int) -> ResponseReturnValue:
    """This rule does not run any more."""
    event = find_event(programme, event_id, Permission.INVITE)
    actions.remove_reminder(find_or_404(chasing.reminders_of(event), rule_id), by=current_actor())
    flash("Removed. Letters that it wrote are still in the outbox.")
    return redirect(url_for(".reminders", programme=programme, event_id=event.id), 303)


@blueprint.get("/<int:event_id>/call-sheet")
@needs(Permission.INVITE)
def call_sheet(programme: str, event_id: int) -> ResponseReturnValue:
    """Whom to telephone: no letter reaches them, or they have not answered. Made to be printed."""
    event = find_event(programme, event_id, Permission.INVITE)
    numbers = numbers_since(event.programme_id, chasing.call_sheet, event)
    page = page_among(numbers, queries.with_people, size=ON_A_SHEET)
    return render_template("events/call_sheet.html", event=event, page=page, calls=chasing.calls(page.items))
