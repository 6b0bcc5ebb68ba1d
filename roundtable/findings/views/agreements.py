"""Where recommendations were agreed on."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.events.models import Event
from roundtable.findings import actions, queries
from roundtable.findings.joining_forms import AgreementForm
from roundtable.findings.models import Agreement, Recommendation
from roundtable.findings.views.room import blueprint, numbered
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404


@blueprint.route("/recommendations/<int:number>/agreements", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def agree(programme: str, number: int) -> ResponseReturnValue:
    """Note at which event a recommendation was agreed on, and how."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    found = numbered(queries.recommendations(place), number)
    assert isinstance(found, Recommendation)
    form = AgreementForm()
    events = db.session.scalars(
        select(Event).where(Event.programme_id == place.id).order_by(Event.id.desc()).limit(200)
    ).all()
    form.offer_events(events)
    if not form.validate_on_submit():
        return show_form("findings/agreement.html", form, programme=place, finding=found, events=events)
    event = form.chosen_event
    actions.agree(found, form.said.data or "", origin=f"event:{event.id}", event=event, by=current_actor())
    flash(f"{found.mark} was agreed on at {event.title}.")
    return redirect(url_for(".recommendation", programme=place.slug, number=number), 303)


@blueprint.post("/recommendations/<int:number>/agreements/<int:agreement_id>/removal")
@needs(Permission.EDIT_FINDINGS)
def agree_no_longer(programme: str, number: int, agreement_id: int) -> ResponseReturnValue:
    """Take an agreement back."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    found = numbered(queries.recommendations(place), number)
    assert isinstance(found, Recommendation)
    mine = select(Agreement).where(Agreement.recommendation_id == found.id)
    agreement = find_or_404(mine, agreement_id)
    actions.agree_no_longer(found, agreement.origin, by=current_actor())
    flash("It counts as agreed there no longer. Noting it again brings it back.")
    return redirect(url_for(".recommendation", programme=place.slug, number=number), 303)
