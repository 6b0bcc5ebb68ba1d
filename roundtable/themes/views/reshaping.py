"""Merging and splitting themes, and what was changed in them: each can be undone."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.themes import actions, history, queries
from roundtable.themes.forms import MergeForm, SplitForm
from roundtable.themes.views.room import blueprint
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404

SPLIT_AT_ONCE = 500
# Excerpts that are offered to be ticked on one page.


@blueprint.route("/themes/<int:theme_id>/merger", methods=["GET", "POST"])
@needs(Permission.CODE)
def merge(programme: str, theme_id: int) -> ResponseReturnValue:
    """Choose into which theme another goes, see what that does, and do it."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.in_use(place), theme_id)
    form = MergeForm(data={"into": request.args.get("into", type=int)})
    form.offer(queries.codebook(place), but=theme)
    into = next((n for n, _ in form.into.choices if n == form.into.data), None)
    target = find_or_404(queries.in_use(place), into) if into else None
    counts = queries.merge_counts(theme, target) if target else None
    if not form.validate_on_submit() or target is None:
        return show_form(
            "themes/merge.html", form, programme=place, theme=theme, target=target, counts=counts
        )
    actions.merge_themes(theme, into=target, by=current_actor())
    flash(f"“{theme.name}” is merged into “{target.name}”. It can be undone from the foot of this page.")
    return redirect(url_for(".index", programme=place.slug, _anchor=f"theme-{target.id}"), 303)


@blueprint.route("/themes/<int:theme_id>/division", methods=["GET", "POST"])
@needs(Permission.CODE)
def split(programme: str, theme_id: int) -> ResponseReturnValue:
    """Make a new theme of some of another's excerpts."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.in_use(place), theme_id)
    form = SplitForm()
    form.offer(db.session.scalars(queries.coded_to(theme, place).limit(SPLIT_AT_ONCE)).all())
    if not form.validate_on_submit():
        return show_form("themes/split.html", form, programme=place, theme=theme)
    made = actions.split_theme(
        theme,
        form.name.data or "",
        form.description.data or "",
        excerpts=form.chosen,
        by=current_actor(),
    )
    flash(f"{len(form.chosen)} excerpts are in “{made.target.name}”. It can be undone from the codebook.")
    return redirect(url_for(".show", programme=place.slug, theme_id=made.target_id), 303)


@blueprint.post("/themes/reshapings/<int:reshaping_id>/reversal")
@needs(Permission.CODE)
def undo_reshaping(programme: str, reshaping_id: int) -> ResponseReturnValue:
    """Undo a merge or a split."""
    place = enter(programme, Permission.CODE)
    made = find_or_404(queries.reshapings(place), reshaping_id)
    undone = actions.undo_reshaping(made, by=current_actor())
    out = f" {undone.gone} were taken out of it since, and stay out." if undone.gone else ""
    flash(f"Undone: {undone.back} excerpts are coded to “{made.source.name}” again.{out}")
    return redirect(url_for(".index", programme=place.slug, _anchor=f"theme-{made.source_id}"), 303)


@blueprint.get("/themes/<int:theme_id>/history")
@needs(Permission.SEE_EVIDENCE)
def show_history(programme: str, theme_id: int) -> ResponseReturnValue:
    """Who changed what of a theme, and when."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    theme = find_or_404(queries.of(place), theme_id)
    return render_template("themes/history.html", programme=place, theme=theme, lines=history.of(theme))


@blueprint.post("/themes/<int:theme_id>/changes/<int:change_id>/reversal")
@needs(Permission.CODE)
def undo_change(programme: str, theme_id: int, change_id: int) -> ResponseReturnValue:
    """Put back what an edit of a theme changed."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.of(place), theme_id)
    actions.undo_change(find_or_404(queries.changes(theme), change_id), theme, by=current_actor())
    flash(f"“{theme.name}” is as it was before that change.")
    return redirect(url_for(".show_history", programme=place.slug, theme_id=theme.id), 303)


@blueprint.post("/themes/<int:theme_id>/examples/<int:excerpt_id>")
@needs(Permission.CODE)
def choose_example(programme: str, theme_id: int, excerpt_id: int) -> ResponseReturnValue:
    """Let an excerpt show what a theme means."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.of(place), theme_id)
    actions.choose_example(theme, find_or_404(queries.excerpts(place), excerpt_id), by=current_actor())
    flash("The excerpt is an example of this theme.")
    return redirect(url_for(".show", programme=place.slug, theme_id=theme.id, _anchor="examples"), 303)


@blueprint.post("/themes/<int:theme_id>/examples/<int:excerpt_id>/removal")
@needs(Permission.CODE)
def leave_example(programme: str, theme_id: int, excerpt_id: int) -> ResponseReturnValue:
    """Let an excerpt be an example no longer."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.of(place), theme_id)
    actions.leave_example(theme, find_or_404(queries.excerpts(place), excerpt_id), by=current_actor())
    flash("The excerpt is no example any more. It stays coded, and can be chosen again.")
    return redirect(url_for(".show", programme=place.slug, theme_id=theme.id), 303)
