"""Beside the votes: interests that are declared, and statements that are proposed."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import public
from roundtable.priorities import actions
from roundtable.priorities.forms.ballots import InterestsForm, ProposalForm
from roundtable.priorities.guest_views import blueprint
from roundtable.priorities.guest_views.frame import OFTEN, actor_of, find, whose
from roundtable.web.forms import show_form
from roundtable.web.limits import limiter


@blueprint.route("/v/<token>/interests", methods=["GET", "POST"])
@public
@limiter.limit(OFTEN, methods=["POST"], key_func=whose)
def interests(token: str) -> ResponseReturnValue:
    """Declare an interest, or that there is none."""
    participant = find(token)
    form = InterestsForm(data={"interests": participant.interests or ""})
    if not form.validate_on_submit():
        return show_form(
            "priorities/guest/interests.html",
            form,
            participant=participant,
            round=participant.round,
            token=token,
        )
    actions.declare(participant, form.interests.data or "", by=actor_of(participant))
    flash("Your declaration is noted.", "success")
    return redirect(url_for(".vote", token=token), 303)


@blueprint.route("/v/<token>/statements/new", methods=["GET", "POST"])
@public
@limiter.limit(OFTEN, methods=["POST"], key_func=whose)
def propose(token: str) -> ResponseReturnValue:
    """Propose a statement: it waits for the organiser."""
    participant = find(token)
    if not participant.round.takes_proposals:
        abort(404)
    form = ProposalForm()
    if not form.validate_on_submit():
        return show_form(
            "priorities/guest/propose.html",
            form,
            participant=participant,
            round=participant.round,
            token=token,
        )
    actions.propose(participant, form.text.data or "", by=actor_of(participant))
    flash("Thank you. The organiser reads your statement before it is put to the vote.", "success")
    return redirect(url_for(".vote", token=token), 303)
