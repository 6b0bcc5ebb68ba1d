"""Make, edit, open and close calls."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.documents.html import to_html
from roundtable.events.models import Event
from roundtable.evidence import actions, queries
from roundtable.evidence.addresses import call_address
from roundtable.evidence.forms.calls import CallForm, CopyForm
from roundtable.evidence.models import Call
from roundtable.evidence.story import story
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import find_or_404


@blueprint.get("/programmes/<programme>/evidence/calls/<int:call_id>")
@needs(Permission.SEE_EVIDENCE)
def call(programme: str, call_id: int) -> ResponseReturnValue:
    """A call: what it asks, until when, what came, and its trail."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    found = find_or_404(queries.calls_of(entered), call_id)
    return render_template(
        "evidence/call_of_ours.html",
        programme=entered,
        call=found,
        introduction=to_html(found.introduction, base_level=3),
        questions=db.session.scalars(queries.questions_of(found)).all(),
        story=story(found),
        form=DeedForm(),
        by_mail=call_address(found) if current_app.extensions["settings"].imap_url else "",
        now=clock.now(),
    )


@blueprint.route("/programmes/<programme>/evidence/calls/new", methods=["GET", "POST"])
@needs(Permission.EDIT_CALLS)
def new_call(programme: str) -> ResponseReturnValue:
    """Make a call."""
    entered = enter(programme, Permission.EDIT_CALLS)
    form = _call_form(entered)
    if not form.validate_on_submit():
        return show_form("evidence/call_form.html", form, programme=entered, call=None)
    made = actions.make_call(entered, form.values, by=current_actor())
    flash(f"“{made.title}” is made. The public sees it once you publish it.")
    return _back_to(made, programme)


@blueprint.route("/programmes/<programme>/evidence/calls/<int:call_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_CALLS)
def edit_call(programme: str, call_id: int) -> ResponseReturnValue:
    """Change a call."""
    entered = enter(programme, Permission.EDIT_CALLS)
    found = find_or_404(queries.calls_of(entered), call_id)
    form = _call_form(entered, found)
    if not form.validate_on_submit():
        return show_form("evidence/call_form.html", form, programme=entered, call=found, record=found)
    form.refuse_if_stale(found.version)
    actions.edit_call(found, form.values, by=current_actor())
    flash("The call is saved.")
    return _back_to(found, programme)


@blueprint.route("/programmes/<programme>/evidence/calls/<int:call_id>/copy", methods=["GET", "POST"])
@needs(Permission.EDIT_CALLS)
def copy_call(programme: str, call_id: int) -> ResponseReturnValue:
    """Make a call that asks the same."""
    entered = enter(programme, Permission.EDIT_CALLS)
    found = find_or_404(queries.calls_of(entered), call_id)
    form = CopyForm()
    if not form.validate_on_submit():
        return show_form("evidence/copy_call.html", form, programme=entered, call=found)
    made = actions.copy_call(found, form.title.data or "", by=current_actor())
    flash(f"“{made.title}” is made. It is closed and not public: give it its times, publish it, and open it.")
    return redirect(url_for(".edit_call", programme=programme, call_id=made.id), 303)


@blueprint.post("/programmes/<programme>/evidence/calls/<int:call_id>/publication")
@needs(Permission.EDIT_CALLS)
def publish_call(programme: str, call_id: int) -> ResponseReturnValue:
    found = _find(programme, call_id)
    actions.publish(found, by=current_actor())
    flash("The public site shows the call now.")
    return _back_to(found, programme)


@blueprint.post("/programmes/<programme>/evidence/calls/<int:call_id>/closure")
@needs(Permission.EDIT_CALLS)
def close_call(programme: str, call_id: int) -> ResponseReturnValue:
    found = _find(programme, call_id)
    actions.close(found, by=current_actor())
    flash("The call is closed: it takes nothing more. You can open it again here.")
    return _back_to(found, programme)


@blueprint.post("/programmes/<programme>/evidence/calls/<int:call_id>/opening")
@needs(Permission.EDIT_CALLS)
def reopen_call(programme: str, call_id: int) -> ResponseReturnValue:
    found = _find(programme, call_id)
    actions.reopen(found, by=current_actor())
    flash("The call takes submissions again.")
    return _back_to(found, programme)


def _find(programme: str, call_id: int) -> Call:
    return find_or_404(queries.calls_of(enter(programme, Permission.EDIT_CALLS)), call_id)


def _back_to(call: Call, programme: str) -> ResponseReturnValue:
    return redirect(url_for(".call", programme=programme, call_id=call.id), 303)


def _call_form(programme: Programme, call: Call | None = None) -> CallForm:
    form = CallForm(obj=call)
    events = db.session.execute(
        select(Event.id, Event.title).where(Event.programme_id == programme.id).order_by(Event.id.desc())
    )
    form.event_id.choices = [("", "No event")] + [(str(number), title) for number, title in events]
    if form.event_id.data in (None, "None"):
        form.event_id.data = ""
    return form
