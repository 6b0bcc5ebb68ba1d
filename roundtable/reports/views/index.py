"""The reports of a programme, and how a new one begins."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Audience
from roundtable.reports import actions, queries
from roundtable.reports.forms import NewReportForm
from roundtable.reports.models import Report
from roundtable.reports.views.room import blueprint, events_of
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404, find_or_none, page_of


@blueprint.get("")
@needs(Permission.SEE)
def index(programme: str) -> ResponseReturnValue:
    """The reports and briefings, and the audiences that have no briefing yet."""
    place = enter(programme)
    return render_template(
        "reports/index.html",
        programme=place,
        page=page_of(queries.reports(place)),
        unbriefed=db.session.scalars(queries.audiences_without_briefing(place)).all(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_REPORTS)
def new(programme: str) -> ResponseReturnValue:
    """Make a report or a briefing."""
    place = enter(programme, Permission.EDIT_REPORTS)
    form = NewReportForm()
    form.offer(place, events_of(place))
    if not form.validate_on_submit():
        return show_form("reports/new.html", form, programme=place)
    made = actions.make_report(
        place,
        form.title.data or "",
        kind=form.chosen_kind,
        subtitle=form.subtitle.data or "",
        event=form.chosen_event,
        audience=form.chosen_audience,
        by=current_actor(),
    )
    flash(f"“{made.title}” is made, with the sections that it usually has.")
    return redirect(url_for(".show", programme=place.slug, report_id=made.id), 303)


@blueprint.post("/briefings")
@needs(Permission.EDIT_REPORTS)
def new_briefing(programme: str) -> ResponseReturnValue:
    """Make the briefing for an audience at once, about the event of the newest report."""
    place = enter(programme, Permission.EDIT_REPORTS)
    audiences = queries.audiences(place)
    audience: Audience = find_or_404(audiences, request.form.get("audience", 0, type=int))
    newest = find_or_none(queries.reports(place).where(Report.event_id.is_not(None)))
    made = actions.make_briefing(place, audience, event=newest.event if newest else None, by=current_actor())
    flash(f"The briefing for {audience.name} is made: what is asked of them is in it already.")
    return redirect(url_for(".show", programme=place.slug, report_id=made.id), 303)
