"""Those who come: what they need, who was there, and the list as CSV."""

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.events import actions, queries
from roundtable.events.exporting import attendee_lines
from roundtable.events.views.frame import blueprint, find_event, find_meeting
from roundtable.sheets.writing import CSV_TYPE
from roundtable.trail import record
from roundtable.trail.counting import numbers_since
from roundtable.web.forms import Form, show_form
from roundtable.web.pages import page_among, page_of


@blueprint.get("/<int:event_id>/needs")
@needs(Permission.SEE_NEEDS)
def needs_page(programme: str, event_id: int) -> ResponseReturnValue:
    """What people told us that they need, of those who may come."""
    event = find_event(programme, event_id, Permission.SEE_NEEDS)
    return render_template("events/needs.html", event=event, page=page_of(queries.needs_of(event), size=200))


@blueprint.route("/<int:event_id>/attendance", methods=["GET", "POST"])
@needs(Permission.INVITE)
def attendance(programme: str, event_id: int) -> ResponseReturnValue:
    """Tick who was at a meeting."""
    event = find_event(programme, event_id, Permission.INVITE)
    number = request.args.get("meeting", type=int) or event.meetings[0].id
    meeting = find_meeting(event, number)
    form = Form()
    seated = numbers_since(event.programme_id, queries.invitations_of, event, answer="seat")
    page = page_among(seated, queries.with_people, size=100)
    if not form.validate_on_submit():
        here = set(db.session.scalars(queries.present(meeting)))
        return show_form(
            "events/attendance.html", form, event=event, meeting=meeting, page=page, here_now=here
        )
    ticked = {int(one) for one in request.form.getlist("people") if one.isdecimal()}
    shown = [invitation.id for invitation in page.items]
    actions.note_attendance(meeting, present=ticked & set(shown), among=shown, by=current_actor())
    flash("Noted who was there.", "success")
    return redirect(
        url_for(".attendance", programme=programme, event_id=event.id, meeting=meeting.id, page=page.number),
        303,
    )


@blueprint.post("/<int:event_id>/attendees.csv")
@needs(Permission.EXPORT_PEOPLE)
def attendees(programme: str, event_id: int) -> ResponseReturnValue:
    """Everybody who was asked, with their answers, as CSV: streamed, and noted in the trail."""
    event = find_event(programme, event_id, Permission.EXPORT_PEOPLE)
    record("exported the attendees", event, by=current_actor())
    name = f"{event.slug}-attendees.csv"
    return Response(
        stream_with_context(attendee_lines(event.id)),
        mimetype=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
