"""The list of rounds; make, edit, open and close one; let another follow."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.documents.html import to_html
from roundtable.priorities import actions, queries
from roundtable.priorities.forms.rounds import METHODS, FollowForm, NewRoundForm, RoundForm, opening_values
from roundtable.priorities.letters import asked_by_letter, letters_that_wait
from roundtable.priorities.models import Item, Method, PriorityRound
from roundtable.priorities.views import blueprint
from roundtable.priorities.views.frame import back_to, find_round
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form
from roundtable.web.pages import page_of
from roundtable.web.words import count

ROUND = "/rounds/<int:round_id>"


@blueprint.get("/")
@needs(Permission.SEE_EVIDENCE)
def index(programme: str) -> ResponseReturnValue:
    """The rounds of a programme."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    page = page_of(queries.of_programme(place))
    shown = [round.id for round in page.items]
    turnout = {number: (asked, voted) for number, asked, voted in db.session.execute(queries.turnouts(shown))}
    return render_template(
        "priorities/index.html", programme=place, page=page, turnout=turnout, methods=METHODS, now=clock.now()
    )


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def new(programme: str) -> ResponseReturnValue:
    """Make a round."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    form = NewRoundForm(data={"zone": place.zone})
    if not form.validate_on_submit():
        return show_form("priorities/form.html", form, programme=place, round=None, methods=METHODS)
    made = actions.make_round(place, Method(form.method.data), form.values, by=current_actor())
    flash(f"“{made.title}” is made. Choose what to put to the vote.", "success")
    return redirect(url_for(".items", programme=programme, round_id=made.id), 303)


@blueprint.get(ROUND)
@needs(Permission.SEE_EVIDENCE)
def show(programme: str, round_id: int) -> ResponseReturnValue:
    """Where a round stands: what is asked, how many of each group have voted, and the next thing to do."""
    round = find_round(programme, round_id, Permission.SEE_EVIDENCE)
    waiting = select(func.count(Item.id)).where(
        Item.round_id == round.id, Item.accepted_at.is_(None), Item.rejected_at.is_(None)
    )
    turnout = queries.turnout(round)
    return render_template(
        "priorities/show.html",
        programme=round.programme,
        round=round,
        method=METHODS[round.method],
        introduction=to_html(round.introduction, base_level=3),
        items=db.session.scalars(queries.items_of(round, accepted=True)).all(),
        waiting=db.session.scalar(waiting),
        turnout={group: (asked, voted) for group, asked, voted in turnout},
        asked=sum(asked for _group, asked, _voted in turnout),
        voted=sum(voted for _group, _asked, voted in turnout),
        written=asked_by_letter(round),
        to_look_at=letters_that_wait(round),
        follows_on=db.session.scalars(
            queries.of_programme(round.programme).where(PriorityRound.follows_id == round.id)
        ).all(),
        now=clock.now(),
    )


@blueprint.route(f"{ROUND}/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def edit(programme: str, round_id: int) -> ResponseReturnValue:
    """Change what is said of a round, and until when."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    form = RoundForm(data=opening_values(round))
    if not form.validate_on_submit():
        context = {"programme": round.programme, "round": round, "methods": METHODS}
        return show_form("priorities/form.html", form, record=round, **context)
    form.refuse_if_stale(round.version)
    actions.edit_round(round, form.values, by=current_actor())
    flash("The round is saved.", "success")
    return back_to(round)


@blueprint.post(f"{ROUND}/opening")
@needs(Permission.EDIT_FINDINGS)
def open_(programme: str, round_id: int) -> ResponseReturnValue:
    """Let people vote."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    actions.open_round(round, by=current_actor())
    flash("The round is open, from its opening time on." if round.opens else "The round is open.", "success")
    return back_to(round)


@blueprint.post(f"{ROUND}/closure")
@needs(Permission.EDIT_FINDINGS)
def close(programme: str, round_id: int) -> ResponseReturnValue:
    """Take no more votes, and count."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    actions.close(round, by=current_actor())
    flash("The round is closed, and its votes are being counted. You can open it again here.", "success")
    return back_to(round)


@blueprint.route(f"{ROUND}/second-round", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def follow(programme: str, round_id: int) -> ResponseReturnValue:
    """Ask the same people the same, with the first answers beside."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    form = FollowForm(data={"title": f"{round.title}: second round"[:200]})
    if not form.validate_on_submit():
        return show_form("priorities/follow.html", form, programme=round.programme, round=round)
    made = actions.follow(round, form.title.data or "", by=current_actor())
    flash(
        "The second round is made, with the same items and people. Look at it, open it and write to them.",
        "success",
    )
    return back_to(made)


@blueprint.post(f"{ROUND}/letters")
@needs(Permission.INVITE)
def write(programme: str, round_id: int) -> ResponseReturnValue:
    """Write the invitation to whoever takes part and has none."""
    round = find_round(programme, round_id, Permission.INVITE)
    written = actions.write_to_all(round, by=current_actor())
    flash(f"{count(written, 'letter waits', 'letters wait')} in the outbox.", "success")
    return back_to(round)


@blueprint.post(f"{ROUND}/reminders")
@needs(Permission.INVITE)
def remind(programme: str, round_id: int) -> ResponseReturnValue:
    """Remind those who have not voted, once a day."""
    round = find_round(programme, round_id, Permission.INVITE)
    written = actions.remind(round, by=current_actor())
    flash(f"{count(written, 'reminder waits', 'reminders wait')} in the outbox.", "success")
    return back_to(round)
