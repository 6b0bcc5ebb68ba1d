"""Coding passes: who reads what apart, and what comes of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.access.models import Account, Grant
from roundtable.access.permissions import roles_with
from roundtable.access.queries import members_of
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.themes import actions, comparing, queries
from roundtable.themes.forms.passes import PassForm, SettlementForm
from roundtable.themes.models import CodingPass
from roundtable.themes.views.room import blueprint
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import PAGE_SIZE, Page, find_or_404, page_of


@blueprint.get("/themes/passes")
@needs(Permission.CODE)
def passes(programme: str) -> ResponseReturnValue:
    """The passes of this programme."""
    place = enter(programme, Permission.CODE)
    return render_template("themes/passes/index.html", programme=place, page=page_of(queries.passes(place)))


@blueprint.route("/themes/passes/new", methods=["GET", "POST"])
@needs(Permission.CODE)
def start_pass(programme: str) -> ResponseReturnValue:
    """Choose coders and submissions for a pass."""
    place = enter(programme, Permission.CODE)
    form = PassForm()
    form.offer(_who_may_code(place))
    if not form.validate_on_submit():
        return show_form("themes/passes/new.html", form, programme=place)
    made = actions.start_pass(
        place,
        form.title.data or "",
        coders=form.chosen,
        count=form.count.data or 0,
        spread=form.which.data == "spread",
        by=current_actor(),
    )
    flash(f"“{made.title}” has begun. Each coder finds it here.")
    return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id), 303)


@blueprint.get("/themes/passes/<int:pass_id>")
@needs(Permission.CODE)
def show_pass(programme: str, pass_id: int) -> ResponseReturnValue:
    """How far each coder is; once it is open, how far they agree on each theme."""
    place = enter(programme, Permission.CODE)
    made = pass_or_404(place, pass_id)
    mine = next((each for each in made.coders if each.account_id == current_account().id), None)
    return render_template(
        "themes/passes/show.html",
        programme=place,
        made=made,
        mine=mine,
        read=comparing.read_by(made),
        standing=comparing.standing_in(made),
        comparison=comparing.compare(made) if made.opened_at else None,
    )


@blueprint.post("/themes/passes/<int:pass_id>/opening")
@needs(Permission.CODE)
def open_pass(programme: str, pass_id: int) -> ResponseReturnValue:
    """Let all see the marks of all before every coder is done."""
    place = enter(programme, Permission.CODE)
    made = pass_or_404(place, pass_id)
    actions.open_pass(made, by=current_actor())
    flash("The pass is open: only what all coders have read is compared.")
    return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id), 303)


@blueprint.route("/themes/passes/<int:pass_id>/differences", methods=["GET", "POST"])
@needs(Permission.CODE)
def differences(programme: str, pass_id: int) -> ResponseReturnValue:
    """Where the coders differ, a paragraph and a theme at a time; each is settled by a decision that is kept."""
    place = enter(programme, Permission.CODE)
    made = pass_or_404(place, pass_id)
    if made.opened_at is None:
        return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id))
    comparison = comparing.compare(made)
    form = SettlementForm()
    if not form.validate_on_submit():
        page = _page(comparison.differences)
        return show_form(
            "themes/passes/differences.html",
            form,
            programme=place,
            made=made,
            comparison=comparison,
            page=page,
        )
    at = form.place
    found = next(
        (each for each in comparison.differences if (*each.paragraph.place, each.theme.id) == at), None
    )
    if found is None:
        abort(404)
    actions.settle(
        made,
        found.paragraph.version,
        found.paragraph.number,
        found.theme,
        holds=form.holds.data == "yes",
        reason=form.reason.data or "",
        by=current_actor(),
    )
    flash("Settled. It can be decided otherwise; every decision is kept.")
    anchor = "difference-" + "-".join(map(str, at))
    here = url_for(".differences", programme=place.slug, pass_id=made.id, _anchor=anchor)
    return redirect(here if "page" not in request.args else f"{request.full_path}#{anchor}", 303)


@blueprint.post("/themes/passes/<int:pass_id>/adoption")
@needs(Permission.CODE)
def take_over(programme: str, pass_id: int) -> ResponseReturnValue:
    """Let what holds count as excerpts and codings."""
    place = enter(programme, Permission.CODE)
    made = pass_or_404(place, pass_id)
    if not DeedForm().validate_on_submit():
        abort(400)
    added = actions.take_over(made, by=current_actor())
    flash(f"{added} codings were added to the excerpts that count." if added else "All of it counts already.")
    return redirect(url_for(".show_pass", programme=place.slug, pass_id=made.id), 303)


def pass_or_404(place: Programme, pass_id: int) -> CodingPass:
    """A pass with its coders and its submissions."""
    query = queries.passes(place).options(selectinload(CodingPass.submissions))
    return find_or_404(query, pass_id)


def _who_may_code(place: Programme) -> list[Account]:
    """The members who may code, and whoever is looking."""
    grants = db.session.scalars(members_of(place.id).where(Grant.role.in_(roles_with(Permission.CODE))))
    found = {grant.account_id: grant.account for grant in grants}
    return list(({current_account().id: current_account()} | found).values())


def _page(items: list[comparing.Difference]) -> Page:
    last = max(1, -(-len(items) // PAGE_SIZE))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    start = (number - 1) * PAGE_SIZE
    return Page(items[start : start + PAGE_SIZE], number, PAGE_SIZE, len(items))
