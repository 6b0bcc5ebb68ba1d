"""The citation style of a programme."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.literature import styles
from roundtable.literature.forms import StyleForm
from roundtable.literature.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form


@blueprint.route("/style", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def style(programme: str) -> ResponseReturnValue:
    """See in which style documents cite, and upload another."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    form = StyleForm()
    if not form.validate_on_submit():
        chosen = db.session.scalars(styles.style_of(entered)).first()
        return show_form("literature/style.html", form, programme=entered, chosen=chosen)
    content = form.file.data.stream.read(styles.LARGEST + 1)
    made = styles.choose(entered, content, account=current_account(), by=current_actor())
    flash(f"Documents cite in “{made.title}” from now on. What was published stays as it is.")
    return redirect(url_for(".style", programme=programme), 303)


@blueprint.post("/style/removal")
@needs(Permission.EDIT_LITERATURE)
def drop_style(programme: str) -> ResponseReturnValue:
    """Cite in pandoc's own style again."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    styles.drop(entered, by=current_actor())
    flash("Documents cite by author and year again.")
    return redirect(url_for(".style", programme=programme), 303)
