"""Accept or decline whom a guest proposed."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.events import actions, queries
from roundtable.events.views.frame import blueprint, find_event
from roundtable.web.pages import find_or_404


@blueprint.post("/<int:event_id>/nominations/<int:nomination_id>/acceptance")
@needs(Permission.INVITE)
def accept(programme: str, event_id: int, nomination_id: int) -> ResponseReturnValue:
    """Invite whoever was nominated."""
    event = find_event(programme, event_id, Permission.INVITE)
    nomination = find_or_404(queries.nominations_of(event), nomination_id)
    actions.accept_nomination(nomination, by=current_actor())
    flash(f"{nomination.name} is invited; the letter waits in the outbox.", "success")
    return redirect(url_for(".show", programme=programme, event_id=event.id), 303)


@blueprint.post("/<int:event_id>/nominations/<int:nomination_id>/refusal")
@needs(Permission.INVITE)
def decline(programme: str, event_id: int, nomination_id: int) -> ResponseReturnValue:
    """Leave a nomination; nobody is written to."""
    event = find_event(programme, event_id, Permission.INVITE)
    nomination = find_or_404(queries.nominations_of(event), nomination_id)
    actions.decline_nomination(nomination, by=current_actor())
    flash(f"The nomination of {nomination.name} is declined. Nobody was written to.", "success")
    return redirect(url_for(".show", programme=programme, event_id=event.id), 303)
