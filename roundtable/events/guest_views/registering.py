"""Register on the public page; the letter's link confirms."""

from functools import cache

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.access import current_actor, public
from roundtable.access.links import Purpose, read
from roundtable.db import db
from roundtable.events import actions, addresses
from roundtable.events.forms import RegistrationForm
from roundtable.events.guest_views.frame import blueprint
from roundtable.events.guest_views.public import kept
from roundtable.events.models import Event, Registration
from roundtable.programmes.models import StakeholderGroup
from roundtable.web.failures import page
from roundtable.web.forms import Form, show_form
from roundtable.web.headers import keep_private
from roundtable.web.limits import PUBLIC_FORM, limiter
from roundtable.web.transactions import is_safe

WORDING = (
    "We use your name and address to plan this event and to write to you about it. Nobody else is given them. "
    "Every letter says how to take your registration back."
)

PLACE = "what-each-reader-has-of-their-own"
_GROUPS = (
    select(StakeholderGroup.id, StakeholderGroup.name)
    .where(StakeholderGroup.programme_id == bindparam("programme_id"))
    .order_by(StakeholderGroup.position, StakeholderGroup.id)
)


@blueprint.get("/events/<slug>/registration")
@public
def registration(slug: str) -> ResponseReturnValue:
    """The form. It is kept too: only the token against forgery is each reader's own."""
    page = kept(slug, "registration", _rendered_form)
    return page.replace(PLACE, generate_csrf())


def _rendered_form(event: Event, _is_full: bool) -> str:
    form = _form(event)
    text = render_template("events/public/register.html", form=form, event=event, wording=WORDING)
    return text.replace(generate_csrf(), PLACE)


@cache
def _public_event() -> Select[Event]:
    """Made once, but not when the program is loaded: naming what to join makes SQLAlchemy set up all its models."""
    return (
        select(Event)
        .where(Event.slug == bindparam("slug"), Event.public_at <= bindparam("now"))
        .options(joinedload(Event.meetings))
    )


@blueprint.post("/events/<slug>/registration")
@public
@limiter.limit(PUBLIC_FORM)
def register(slug: str) -> ResponseReturnValue:
    """Who you are; a letter asks you to confirm."""
    event = db.session.scalars(_public_event(), {"slug": slug, "now": clock.now()}).unique().first()
    if event is None:
        abort(404)
    form = _form(event)
    if not form.validate_on_submit():
        return show_form("events/public/register.html", form, event=event, wording=WORDING)
    if not form.website.data:
        actions.register(
            event,
            name=form.name.data,
            email=form.email.data,
            organisation=form.organisation.data,
            group_id=form.group.data or None,
            wording=WORDING,
            by=current_actor(),
        )
    return redirect(url_for(".registered", slug=slug), 303)


def _form(event: Event) -> RegistrationForm:
    form = RegistrationForm()
    groups = db.session.connection().execute(_GROUPS, {"programme_id": event.programme_id})
    form.group.choices = [(0, "None of these"), *((number, name) for number, name in groups)]
    return form


@blueprint.get("/events/<slug>/registration/sent")
@public
def registered(slug: str) -> ResponseReturnValue:
    """What happens next; the same for everybody, so that it tells nothing of anybody."""
    return kept(
        slug, "sent", lambda event, _is_full: render_template("events/public/registered.html", event=event)
    )


@blueprint.route("/events/<slug>/registration/<token>", methods=["GET", "POST"])
@public
@limiter.limit(PUBLIC_FORM, methods=["POST"])
def confirm(slug: str, token: str) -> ResponseReturnValue:
    """Confirm a registration: a look changes nothing, the button does."""
    registration = _find(token)
    if registration.event.slug != slug:
        abort(404)
    form = Form()
    if not form.validate_on_submit():
        return show_form(
            "events/public/confirm.html", form, registration=registration, event=registration.event
        )
    invitation = actions.confirm(registration)
    seated = invitation.seated_at is not None
    flash("You are registered." if seated else "All seats are taken: you are on the waiting list.", "success")
    return redirect(url_for(".invitation", token=addresses.invitation_token(invitation)), 303)


def _find(token: str) -> Registration:
    keep_private()
    link = read(Purpose.CONFIRMATION, token)
    found = None
    if link is not None:
        query = (
            select(Registration)
            .where(Registration.id == link.subject_id)
            .options(
                joinedload(Registration.invitation),
                joinedload(Registration.event).joinedload(Event.programme),
                joinedload(Registration.event).selectinload(Event.meetings),
            )
        )
        # Of two presses at once, the second waits here and finds what the first has made.
        found = db.session.scalar(query if is_safe() else query.with_for_update(of=Registration))
    if found is None:
        advice = "It works for fourteen days, and only as a whole. Register again on the event's page, and we send another."
        abort(make_response(page(404 if link is None else 410, "This link does not work", advice)))
    return found
