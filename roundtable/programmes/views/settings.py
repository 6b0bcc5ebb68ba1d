"""What the programme is for, and its look."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.programmes import actions
from roundtable.programmes.entrance import enter
from roundtable.programmes.forms import AimsForm, LookForm, SafeguardingForm, SendingForm
from roundtable.programmes.views import blueprint
from roundtable.web.forms import show_form


@blueprint.route("/programmes/<programme>/settings", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def settings(programme: str) -> ResponseReturnValue:
    """Edit the title, the summary and the aims."""
    found = enter(programme, Permission.EDIT_PROGRAMME)
    form = AimsForm(obj=found)
    if not form.validate_on_submit():
        return show_form("programmes/settings/aims.html", form, programme=found, record=found)
    form.refuse_if_stale(found.version)
    actions.edit_aims(found, **form.typed, by=current_actor())
    flash("The aims are saved.")
    return redirect(url_for(".settings", programme=found.slug), 303)


@blueprint.route("/programmes/<programme>/settings/look", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def look(programme: str) -> ResponseReturnValue:
    """Edit who asks and how documents look."""
    found = enter(programme, Permission.EDIT_PROGRAMME)
    form = LookForm(obj=found)
    if not form.validate_on_submit():
        return show_form("programmes/settings/look.html", form, programme=found, record=found)
    form.refuse_if_stale(found.version)
    actions.edit_look(found, **form.typed, by=current_actor())
    flash("The look is saved.")
    return redirect(url_for(".look", programme=found.slug), 303)


@blueprint.route("/programmes/<programme>/settings/sending", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def sending(programme: str) -> ResponseReturnValue:
    """Say when letters wait."""
    found = enter(programme, Permission.EDIT_PROGRAMME)
    form = SendingForm(obj=found)
    if not form.validate_on_submit():
        return show_form("programmes/settings/sending.html", form, programme=found, record=found)
    form.refuse_if_stale(found.version)
    actions.edit_sending(found, **form.typed, by=current_actor())
    flash("Saved. It holds for letters that have not left yet.")
    return redirect(url_for(".sending", programme=found.slug), 303)


@blueprint.route("/programmes/<programme>/settings/safeguarding", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def safeguarding(programme: str) -> ResponseReturnValue:
    """Say who is told of a concern that somebody is in danger."""
    found = enter(programme, Permission.EDIT_PROGRAMME)
    form = SafeguardingForm(obj=found)
    if not form.validate_on_submit():
        return show_form("programmes/settings/safeguarding.html", form, programme=found, record=found)
    form.refuse_if_stale(found.version)
    actions.edit_safeguarding(found, **form.typed, by=current_actor())
    flash("Saved. It holds for the next concern.")
    return redirect(url_for(".safeguarding", programme=found.slug), 303)
