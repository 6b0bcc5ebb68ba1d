"""Groups, audiences and indicators: one set of pages for the three lists."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.programmes import actions, queries
from roundtable.programmes.entrance import enter
from roundtable.programmes.parts import kind_or_404
from roundtable.programmes.views import blueprint
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404

LIST = "/programmes/<programme>/settings/<any(groups, audiences, indicators):kind>"


@blueprint.get(LIST)
@needs(Permission.EDIT_PROGRAMME)
def parts(programme: str, kind: str) -> ResponseReturnValue:
    """The list, in its order."""
    found, of = enter(programme, Permission.EDIT_PROGRAMME), kind_or_404(kind)
    listed = db.session.scalars(queries.of(of.model, found)).all()
    return render_template("programmes/settings/parts.html", programme=found, kind=of, parts=listed)


@blueprint.route(f"{LIST}/new", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def add_part(programme: str, kind: str) -> ResponseReturnValue:
    """Add one at the end."""
    found, of = enter(programme, Permission.EDIT_PROGRAMME), kind_or_404(kind)
    form = of.form(**of.suggested(found))
    if not form.validate_on_submit():
        return show_form("programmes/settings/part.html", form, programme=found, kind=of, record=None)
    of.add(found, **form.typed, by=current_actor())
    flash(f"The {of.one} is added.")
    return redirect(url_for(".parts", programme=found.slug, kind=kind), 303)


@blueprint.route(f"{LIST}/<int:part_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def edit_part(programme: str, kind: str, part_id: int) -> ResponseReturnValue:
    """Edit one."""
    found, of = enter(programme, Permission.EDIT_PROGRAMME), kind_or_404(kind)
    part = find_or_404(queries.of(of.model, found), part_id)
    form = of.form(obj=part)
    if not form.validate_on_submit():
        return show_form("programmes/settings/part.html", form, programme=found, kind=of, record=part)
    form.refuse_if_stale(part.version)
    of.edit(part, **form.typed, by=current_actor())
    flash(f"The {of.one} is saved.")
    return redirect(url_for(".parts", programme=found.slug, kind=kind), 303)


@blueprint.post(f"{LIST}/<int:part_id>/position")
@needs(Permission.EDIT_PROGRAMME)
def move_part(programme: str, kind: str, part_id: int) -> ResponseReturnValue:
    """Move one up or down a place."""
    found, of = enter(programme, Permission.EDIT_PROGRAMME), kind_or_404(kind)
    part = find_or_404(queries.of(of.model, found), part_id)
    actions.move(part, places=-1 if request.form.get("way") == "up" else 1, by=current_actor())
    return redirect(url_for(".parts", programme=programme, kind=kind), 303)


@blueprint.post(f"{LIST}/<int:part_id>/removal")
@needs(Permission.EDIT_PROGRAMME)
def remove_part(programme: str, kind: str, part_id: int) -> ResponseReturnValue:
    """Take one away."""
    found, of = enter(programme, Permission.EDIT_PROGRAMME), kind_or_404(kind)
    part = find_or_404(queries.of(of.model, found), part_id)
    actions.remove(part, by=current_actor())
    flash(f"The {of.one} is removed.")
    return redirect(url_for(".parts", programme=found.slug, kind=kind), 303)
