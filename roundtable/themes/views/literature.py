"""The themes of a reference."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.literature import queries as literature
from roundtable.programmes.entrance import enter
from roundtable.themes import queries
from roundtable.themes.literature import ReferenceThemesForm, tag, themes_of
from roundtable.themes.models import Theme
from roundtable.themes.views.room import blueprint
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404


@blueprint.route("/literature/references/<int:reference_id>/themes", methods=["GET", "POST"])
@needs(Permission.CODE)
def tag_reference(programme: str, reference_id: int) -> ResponseReturnValue:
    """Choose of which themes a reference speaks."""
    place = enter(programme, Permission.CODE)
    found = find_or_404(literature.of(place), reference_id)
    now = db.session.scalars(themes_of(found)).all()
    offered = {
        each.id: each
        for each in (*db.session.scalars(queries.of(place).where(Theme.retired_at.is_(None))), *now)
    }
    form = ReferenceThemesForm(data={"themes": [each.id for each in now]})
    form.themes.choices = [(number, theme.name) for number, theme in offered.items()]
    if not form.validate_on_submit():
        return show_form("themes/reference.html", form, programme=place, reference=found)
    tag(found, [offered[n] for n in form.themes.data or ()], account=current_account(), by=current_actor())
    flash("Its themes are saved.")
    return redirect(url_for("literature.show", programme=programme, reference_id=reference_id), 303)
