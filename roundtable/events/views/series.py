"""A series as a whole, and a date that is held: change them and tell every diary."""

from collections.abc import Sequence

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.events import actions, queries
from roundtable.events.actions.series import is_series_move, next_of
from roundtable.events.forms import SeriesForm
from roundtable.events.models import Event, Invitation, Series
from roundtable.events.views.editing import back_to_desk
from roundtable.events.views.frame import blueprint, find_event
from roundtable.web.forms import Form, show_form
from roundtable.web.words import count


def _find_series(programme: str, event_id: int) -> tuple[Event, Series]:
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    if event.series is None:
        abort(404)
    return event, event.series


def _told(event: Event) -> Sequence[Invitation]:
    return db.session.scalars(queries.holding(event.meetings[0])).all()


@blueprint.route("/<int:event_id>/series", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def series(programme: str, event_id: int) -> ResponseReturnValue:
    """Change the whole series; other times or another place ask first, and say who will be written to."""
    event, found = _find_series(programme, event_id)
    form = SeriesForm.of(found, event.version)
    if not form.validate_on_submit():
        return show_form("events/series.html", form, event=event, record=event)
    form.refuse_if_stale(event.version)
    facts = form.meeting()
    if is_series_move(found, facts) and not form.agreed.data:
        facts.check()
        form.agreed.data = "yes"  # what the button of the next page says
        return render_template(
            "events/move.html",
            form=form,
            event=event,
            meeting=found,
            facts=facts,
            starts=WallTime(facts.starts, facts.zone),
            ends=WallTime(facts.ends, facts.zone),
            told=_told(event),
        )
    written = actions.edit_series(event, facts, by=current_actor())
    flash(f"The series is changed. {_waiting(written)}", "success")
    return back_to_desk(event)


@blueprint.route("/<int:event_id>/series/meetings", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def add_to_series(programme: str, event_id: int) -> ResponseReturnValue:
    """Add the next meeting by the rule; asks first."""
    event, _ = _find_series(programme, event_id)
    form = Form()
    if not form.validate_on_submit():
        facts = next_of(event)
        starts, ends = WallTime(facts.starts, facts.zone), WallTime(facts.ends, facts.zone)
        return show_form(
            "events/series_next.html", form, event=event, starts=starts, ends=ends, told=_told(event)
        )
    written = actions.add_to_series(event, by=current_actor())
    flash(f"The meeting is added. {_waiting(written)}", "success")
    return back_to_desk(event)


@blueprint.route("/<int:event_id>/confirmation", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def confirm_date(programme: str, event_id: int) -> ResponseReturnValue:
    """Fix a date that was held; asks first, and says who will be written to."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    form = Form()
    if not form.validate_on_submit():
        told = {each.id: each for one in event.coming for each in db.session.scalars(queries.holding(one))}
        return show_form("events/confirm_date.html", form, event=event, told=list(told.values()))
    written = actions.confirm_date(event, by=current_actor())
    flash(f"The date is fixed. {_waiting(written)}", "success")
    return back_to_desk(event)


def _waiting(written: int) -> str:
    if not written:
        return "Nobody was written to."
    return f"{count(written, 'letter waits', 'letters wait')} in the outbox for you to look at."
