"""A round in the room: a QR code to project, a count of who has voted, and slips with codes."""

import io

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.access.letters import page_address
from roundtable.priorities import actions, queries
from roundtable.priorities.views import blueprint
from roundtable.priorities.views.frame import back_to, find_round
from roundtable.priorities.views.rounds import ROUND
from roundtable.web.headers import keep_private


@blueprint.get(f"{ROUND}/room")
@needs(Permission.INVITE)
def room(programme: str, round_id: int) -> ResponseReturnValue:
    """What is projected: where to go, and how many have voted. No vote is seen."""
    round = find_round(programme, round_id, Permission.INVITE)
    turnout = queries.turnout(round)
    address = page_address("priorities_guest.room", slug=round.slug)
    return render_template(
        "priorities/room.html",
        programme=round.programme,
        round=round,
        address=address,
        picture=_picture(address),
        asked=sum(asked for _group, asked, _voted in turnout),
        voted=sum(voted for _group, _asked, voted in turnout),
        open=round.is_open(clock.now()),
    )


@blueprint.post(f"{ROUND}/room")
@needs(Permission.INVITE)
def begin_in_room(programme: str, round_id: int) -> ResponseReturnValue:
    """Let the short codes open votes."""
    round = find_round(programme, round_id, Permission.INVITE)
    actions.run_in_room(round, by=current_actor())
    return back_to(round, ".room")


@blueprint.post(f"{ROUND}/room/end")
@needs(Permission.INVITE)
def end_in_room(programme: str, round_id: int) -> ResponseReturnValue:
    """The codes open nothing any more."""
    round = find_round(programme, round_id, Permission.INVITE)
    actions.leave_room(round, by=current_actor())
    flash("The codes open nothing any more; personal links still do.", "success")
    return back_to(round, ".room")


@blueprint.post(f"{ROUND}/room/codes")
@needs(Permission.INVITE)
def codes(programme: str, round_id: int) -> ResponseReturnValue:
    """Slips to print, a fresh code for each: shown once, and kept nowhere."""
    round = find_round(programme, round_id, Permission.INVITE)
    drawn = actions.draw_codes(round, by=current_actor())
    keep_private()
    address = page_address("priorities_guest.room", slug=round.slug)
    back = url_for(".room", programme=programme, round_id=round.id)
    return render_template(
        "priorities/codes.html",
        programme=round.programme,
        round=round,
        drawn=drawn,
        address=address,
        back=back,
    )


def _picture(address: str) -> Markup:
    """The QR code of an address, as SVG to stand in a page."""
    import segno  # only for whoever runs a round in the room

    out = io.BytesIO()
    segno.make(address, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        scale=8,
        border=3,
        light="#ffffff",
        dark="#15232c",
        title=address,
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - segno's own drawing of our own address
