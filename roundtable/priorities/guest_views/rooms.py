"""In the room: a page that a QR code leads to, where a short code opens one's own vote."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from limits import parse
from sqlalchemy import select

from roundtable import clock
from roundtable.access import public
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.priorities import queries
from roundtable.priorities.actions.participants import digest
from roundtable.priorities.forms.ballots import CodeForm
from roundtable.priorities.guest_views import blueprint
from roundtable.priorities.links import vote_token
from roundtable.priorities.models import Participant, PriorityRound
from roundtable.web import limits
from roundtable.web.forms import show_form
from roundtable.web.headers import keep_private
from roundtable.web.pages import find_slug_or_404

WRONG_CODES = parse("60 per 15 minutes")
# From one network: a full room mistypes less, and of 887 million codes nobody guesses one by it.


@blueprint.route("/rounds/<slug>", methods=["GET", "POST"])
@public
def room(slug: str) -> ResponseReturnValue:
    """Type the code on one's slip; 404 while the round is not run in the room."""
    keep_private()
    round = find_slug_or_404(select(PriorityRound), slug)
    if round.in_room_since is None or not round.is_open(clock.now()):
        abort(404)
    form = CodeForm()
    if not form.validate_on_submit():
        return show_form("priorities/guest/room.html", form, round=round, programme=round.programme)
    network = f"codes of round {round.id} from {request.remote_addr}"
    if not limits.is_within(WRONG_CODES, network):
        raise Refusal(
            "Too many wrong codes came from this network. Wait a quarter of an hour, or use the link in your letter."
        )
    wanted = queries.taking_part(round).where(Participant.code_digest == digest(round, form.code.data or ""))
    found = db.session.scalars(wanted.limit(1)).first()
    if found is None:
        limits.count(WRONG_CODES, network)
        raise Refusal(
            "This code opens no vote. Look at your slip again: there is no I, no O, no 0 and no 1.",
            field="code",
        )
    return redirect(url_for(".vote", token=vote_token(found)), 303)
