"""Accept or decline another time that a guest's diary proposed."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.events import actions, queries
from roundtable.events.forms import ProposalForm
from roundtable.events.proposed import proposals_of
from roundtable.events.views.frame import blueprint, find_event
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404
from roundtable.web.words import count


@blueprint.route("/<int:event_id>/proposals/<int:proposal_id>/acceptance", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENTS)
def accept_proposal(programme: str, event_id: int, proposal_id: int) -> ResponseReturnValue:
    """Move the meeting to where a guest proposed; asks first, and says who will be written to."""
    event = find_event(programme, event_id, Permission.EDIT_EVENTS)
    proposal = find_or_404(proposals_of(event), proposal_id)
    form = ProposalForm(version=str(event.version))
    if not form.validate_on_submit():
        told = db.session.scalars(queries.holding(proposal.meeting)).all()
        return show_form(
            "events/proposal.html", form, event=event, proposal=proposal, told=told, record=event
        )
    form.refuse_if_stale(event.version)
    written = actions.accept_proposal(proposal, by=current_actor())
    flash(
        f"Moved. {count(written, 'letter waits', 'letters wait')} in the outbox for you to look at.",
        "success",
    )
    return redirect(url_for(".show", programme=programme, event_id=event.id), 303)


@blueprint.post("/<int:event_id>/proposals/<int:proposal_id>/refusal")
@needs(Permission.INVITE)
def decline_proposal(programme: str, event_id: int, proposal_id: int) -> ResponseReturnValue:
    """The meeting stays; a letter that says so waits in the outbox."""
    event = find_event(programme, event_id, Permission.INVITE)
    proposal = find_or_404(proposals_of(event), proposal_id)
    actions.decline_proposal(proposal, by=current_actor())
    flash(f"Declined. A letter to {proposal.invitation.person.name} waits in the outbox.", "success")
    return redirect(url_for(".show", programme=programme, event_id=event.id), 303)
