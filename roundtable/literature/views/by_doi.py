"""A reference by its DOI."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.literature.doi import adding, asking
from roundtable.literature.forms import DoiForm, ReferenceForm
from roundtable.literature.models import Reference
from roundtable.literature.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form


@blueprint.post("/references/doi")
@needs(Permission.EDIT_LITERATURE)
def add_by_doi(programme: str) -> ResponseReturnValue:
    """Ask the resolver about a DOI, and add what it says."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    form = DoiForm()
    if not form.validate_on_submit():
        hand = ReferenceForm(doi=form.doi, formdata=None)
        return show_form("literature/form.html", form, programme=entered, record=None, hand=hand, by_doi=form)
    if there := adding.known(entered, form.doi):
        return _led_to(there, "is there already")
    db.session.rollback()  # nothing was written: others write while the network is waited for
    item = asking.ask(form.doi, current_app.extensions["settings"].doi_url)
    entered = enter(programme, Permission.EDIT_LITERATURE)
    made, is_new = adding.add_found(entered, item, by=current_actor())
    return _led_to(made, "is added; look whether all is right" if is_new else "is there already")


def _led_to(found: Reference, said: str) -> ResponseReturnValue:
    removed = ", among those that were removed" if found.removed_at else ""
    flash(f"“{found.title}” {said}{removed}. Text cites it as @{found.key}.")
    return redirect(url_for(".show", programme=found.programme.slug, reference_id=found.id), 303)
