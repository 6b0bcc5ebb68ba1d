"""Who takes part: choose people, see who has voted, take somebody out and let them back."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities import actions, queries
from roundtable.priorities.views import blueprint
from roundtable.priorities.views.frame import back_to, find_participant, find_round
from roundtable.priorities.views.rounds import ROUND
from roundtable.stakeholders.models import Person
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import page_of
from roundtable.web.words import count


@blueprint.route(f"{ROUND}/invitations", methods=["GET", "POST"])
@needs(Permission.INVITE)
def invite(programme: str, round_id: int) -> ResponseReturnValue:
    """Choose stakeholders and ask them to vote; their letters wait in the outbox."""
    round = find_round(programme, round_id, Permission.INVITE)
    form = DeedForm()
    narrowed: dict[str, Any] = {
        "group_id": request.args.get("group", type=int),
        "search": request.args.get("q", "").strip(),
    }
    query = queries.invitable(round, **narrowed)
    if not form.validate_on_submit():
        page = page_of(query)
        groups = queries.standing_of(round.programme_id, [person.id for person in page.items])
        context = {"groups_of": {number: found[0] for number, found in groups.items()}, **narrowed}
        return show_form(
            "priorities/invite.html", form, programme=round.programme, round=round, page=page, **context
        )
    if request.form.get("everybody"):
        chosen = db.session.scalars(query).all()
    else:
        ticked = [int(number) for number in request.form.getlist("people") if number.isdecimal()][:5000]
        if not ticked:
            raise Refusal("Nobody is ticked. Tick the people to ask, or ask everybody on the list.")
        chosen = db.session.scalars(queries.invitable(round).where(Person.id.in_(ticked))).all()
    fresh = actions.invite(chosen, to=round, by=current_actor())
    flash(f"{count(len(fresh), 'person is', 'people are')} asked. The letters wait in the outbox.", "success")
    return back_to(round)


@blueprint.get(f"{ROUND}/participants")
@needs(Permission.SEE_PEOPLE)
def participants(programme: str, round_id: int) -> ResponseReturnValue:
    """Who takes part, what they declared, and whether they have voted. Not what."""
    round = find_round(programme, round_id, Permission.SEE_PEOPLE)
    narrowed: dict[str, Any] = {
        "group_id": request.args.get("group", type=int),
        "search": request.args.get("q", "").strip(),
    }
    page = page_of(queries.participants_of(round, **narrowed))
    return show_form(
        "priorities/participants.html", None, programme=round.programme, round=round, page=page, **narrowed
    )


@blueprint.post(f"{ROUND}/participants/<int:participant_id>/withdrawal")
@needs(Permission.INVITE)
def take_out(programme: str, round_id: int, participant_id: int) -> ResponseReturnValue:
    """No longer takes part; it can be undone."""
    round = find_round(programme, round_id, Permission.INVITE)
    actions.take_out(find_participant(round, participant_id), by=current_actor())
    flash(
        "Taken out: the link opens nothing, and the vote is not counted. You can let them back here.",
        "success",
    )
    return back_to(round, ".participants")


@blueprint.post(f"{ROUND}/participants/<int:participant_id>/return")
@needs(Permission.INVITE)
def let_back(programme: str, round_id: int, participant_id: int) -> ResponseReturnValue:
    """Takes part again."""
    round = find_round(programme, round_id, Permission.INVITE)
    actions.let_back(find_participant(round, participant_id), by=current_actor())
    flash("Takes part again, with the votes that were there.", "success")
    return back_to(round, ".participants")
