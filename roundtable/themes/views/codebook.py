"""The codebook and its themes."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.themes import actions, anchoring, queries
from roundtable.themes.forms import ThemeForm
from roundtable.themes.literature import MOST_SHOWN, references_in
from roundtable.themes.models import Theme
from roundtable.themes.views.room import blueprint
from roundtable.trail.counting import counted, page_since
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404


@blueprint.get("/themes")
@needs(Permission.SEE_EVIDENCE)
def index(programme: str) -> ResponseReturnValue:
    """The codebook: its levels, when to use each theme, how much each holds."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    retired = db.session.scalars(queries.of(place).where(Theme.retired_at.is_not(None))).all()
    return render_template(
        "themes/index.html",
        programme=place,
        codebook=queries.codebook(place),
        counts=counted(place.id, queries.counts, place),
        nothing=queries.Count(),
        retired=retired,
        adrift=counted(place.id, anchoring.adrift, place),
        reshapings=db.session.scalars(queries.reshapings(place).limit(10)).all(),
        uncoded=counted(place.id, queries.how_many, queries.uncoded, place),
        submissions=counted(place.id, queries.how_many, queries.submissions, place),
    )


@blueprint.route("/themes/new", methods=["GET", "POST"])
@needs(Permission.CODE)
def add(programme: str) -> ResponseReturnValue:
    """Add a theme."""
    place = enter(programme, Permission.CODE)
    form = ThemeForm(data={"parent": request.args.get("below", 0, type=int)})
    form.offer(queries.codebook(place))
    if not form.validate_on_submit():
        return show_form("themes/form.html", form, programme=place, theme=None)
    theme = actions.add_theme(
        place,
        form.name.data or "",
        form.description.data or "",
        parent=_parent(place, form),
        colour=form.colour.data or 0,
        by=current_actor(),
    )
    flash(f"“{theme.name}” is in the codebook.")
    return redirect(url_for(".index", programme=place.slug), 303)


@blueprint.get("/themes/<int:theme_id>")
@needs(Permission.SEE_EVIDENCE)
def show(programme: str, theme_id: int) -> ResponseReturnValue:
    """Everything that was coded to a theme, with the submission that it comes from."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    theme = find_or_404(queries.of(place), theme_id)
    page = page_since(place.id, queries.excerpts_to_show, queries.excerpts_in, theme, place)
    return render_template(
        "themes/show.html",
        programme=place,
        theme=theme,
        page=page,
        examples=db.session.scalars(queries.examples(theme)).all(),
        references=db.session.scalars(references_in(theme).limit(MOST_SHOWN)).all(),
    )


@blueprint.route("/themes/<int:theme_id>/edit", methods=["GET", "POST"])
@needs(Permission.CODE)
def edit(programme: str, theme_id: int) -> ResponseReturnValue:
    """Rename a theme, say anew when to use it, put it under another."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.of(place), theme_id)
    form = ThemeForm(obj=theme, data={"parent": theme.parent_id or 0})
    form.parent.data = form.parent.data if form.is_submitted() else theme.parent_id or 0
    form.offer(queries.codebook(place), but=theme)
    if not form.validate_on_submit():
        return show_form("themes/form.html", form, programme=place, theme=theme, record=theme)
    form.refuse_if_stale(theme.version)
    actions.revise_theme(
        theme,
        name=form.name.data or "",
        description=form.description.data or "",
        parent=_parent(place, form),
        colour=form.colour.data or 0,
        by=current_actor(),
    )
    history = url_for(".show_history", programme=place.slug, theme_id=theme.id)
    flash(Markup("“{}” is saved. <a href='{}'>See what changed, or undo it</a>").format(theme.name, history))
    return redirect(url_for(".show", programme=place.slug, theme_id=theme.id), 303)


@blueprint.post("/themes/<int:theme_id>/retirement")
@needs(Permission.CODE)
def retire(programme: str, theme_id: int) -> ResponseReturnValue:
    """Offer a theme no longer."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.of(place), theme_id)
    actions.retire_theme(theme, by=current_actor())
    flash(f"“{theme.name}” is no longer offered. It can be brought back from the foot of this page.")
    return redirect(url_for(".index", programme=place.slug), 303)


@blueprint.post("/themes/<int:theme_id>/return")
@needs(Permission.CODE)
def bring_back(programme: str, theme_id: int) -> ResponseReturnValue:
    """Offer a retired theme again."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.of(place), theme_id)
    actions.bring_back_theme(theme, by=current_actor())
    flash(f"“{theme.name}” is offered again.")
    return redirect(url_for(".index", programme=place.slug), 303)


@blueprint.post("/themes/<int:theme_id>/position/<any(up, down):way>")
@needs(Permission.CODE)
def move(programme: str, theme_id: int, way: str) -> ResponseReturnValue:
    """Let a theme change places with the one above or below it."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.in_use(place), theme_id)
    actions.move_theme(theme, up=way == "up", by=current_actor())
    return redirect(url_for(".index", programme=place.slug, _anchor=f"theme-{theme.id}"), 303)


def _parent(place: Programme, form: ThemeForm) -> Theme | None:
    return find_or_404(queries.of(place), form.parent.data) if form.parent.data else None
