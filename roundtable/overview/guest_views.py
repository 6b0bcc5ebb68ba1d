"""What is personal: opened by a fresh link to the address on file, never by the invitation alone."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable.access import current_actor, links, person_actor, public
from roundtable.access.links import Purpose
from roundtable.db import db
from roundtable.events import actions as events
from roundtable.events.addresses import feed_address
from roundtable.events.models import Invitation
from roundtable.evidence import queries as evidence
from roundtable.evidence.links import draft_token, submission_token
from roundtable.overview import actions, queries
from roundtable.overview.forms import LinkForm, PreferencesForm
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Person
from roundtable.web.forms import show_form
from roundtable.web.headers import keep_private
from roundtable.web.limits import PUBLIC_FORM, limiter

blueprint = Blueprint("overview_guest", __name__)


def _person_of(token: str) -> Person:
    """Whose link this is; 410 where it has run out or was revoked, so that the page can offer a fresh one."""
    keep_private()
    link = links.read(Purpose.PERSON, token)
    person = db.session.get(Person, link.subject_id) if link else None
    if link is None or person is None or person.link_number != link.number:
        abort(410)
    return person


@blueprint.post("/i/<token>/personal-link")
@public
@limiter.limit(PUBLIC_FORM)
def send_link(token: str) -> ResponseReturnValue:
    """Send a fresh link to the address on file of whoever holds the invitation."""
    keep_private()
    link = links.read(Purpose.INVITATION, token)
    invitation = db.session.get(Invitation, link.subject_id) if link else None
    if link is None or invitation is None or invitation.link_number != link.number:
        abort(404)
    actions.send_personal_link(
        invitation.person, programme_id=invitation.event.programme_id, by=person_actor(invitation.person_id)
    )
    return redirect(url_for(".link_sent"), 303)


@blueprint.route("/my-page", methods=["GET", "POST"])
@public
@limiter.limit(PUBLIC_FORM, methods=["POST"])
def ask_for_link() -> ResponseReturnValue:
    """Ask for a fresh link by address. The answer is the same whether the address is known or not."""
    form = LinkForm()
    if not form.validate_on_submit():
        return show_form("overview/ask_for_link.html", form)
    for person in db.session.scalars(
        select(Person).where(Person.email_key == form.email.data.strip().lower())
    ):
        actions.send_personal_link(person, programme_id=None, by=current_actor())
    return redirect(url_for(".link_sent"), 303)


@blueprint.get("/my-page/sent")
@public
def link_sent() -> ResponseReturnValue:
    """What happens next."""
    return render_template("overview/link_sent.html")


@blueprint.get("/p/<token>")
@public
def personal_page(token: str) -> ResponseReturnValue:
    """This person's events with their joining links, their submissions and drafts, and their preferences."""
    person = _person_of(token)
    programmes = db.session.scalars(queries.programmes_of(person.id)).all()
    theirs = {programme.id for programme in programmes}
    return render_template(
        "overview/personal.html",
        token=token,
        person=person,
        invitations=db.session.scalars(queries.coming_invitations(person.id)).unique().all(),
        has_seat=queries.has_seat,
        answer_link=lambda invitation: links.sign(Purpose.INVITATION, invitation.id, invitation.link_number),
        submissions=db.session.scalars(evidence.of_person(person.id)).all(),
        submission_link=submission_token,
        draft_token=draft_token,
        drafts=db.session.scalars(evidence.drafts_of(person.id)).all(),
        calls=[call for call in evidence.open_calls() if call.programme_id in theirs],
        programmes=programmes,
        feed=(feed := db.session.scalar(queries.feed_of(person.id))),
        feed_address=feed_address(feed) if feed else "",
    )


@blueprint.post("/p/<token>/feed")
@public
@limiter.limit(PUBLIC_FORM)
def make_feed(token: str) -> ResponseReturnValue:
    """Make a calendar feed of this person's events, or put another address in the place of the one it has."""
    person = _person_of(token)
    feed = db.session.scalar(queries.feed_of(person.id))
    if feed is None:
        events.open_feed(person, by=person_actor(person.id))
        flash("Your calendar feed is made. Its address is below.", "success")
    else:
        events.renew_feed(feed, by=person_actor(person.id))
        flash("Your calendar feed has another address. The old one shows nothing any more.", "success")
    return redirect(url_for(".personal_page", token=token, _anchor="feed"), 303)


@blueprint.post("/p/<token>/feed/end")
@public
@limiter.limit(PUBLIC_FORM)
def end_feed(token: str) -> ResponseReturnValue:
    """End this person's feed: its address shows nothing any more."""
    person = _person_of(token)
    feed = db.session.scalar(queries.feed_of(person.id))
    if feed is not None:
        events.end_feed(feed, by=person_actor(person.id))
    flash("Your calendar feed is ended. Its address shows nothing any more.", "success")
    return redirect(url_for(".personal_page", token=token, _anchor="feed"), 303)


@blueprint.route("/p/<token>/preferences/<slug>", methods=["GET", "POST"])
@public
def preferences(token: str, slug: str) -> ResponseReturnValue:
    """How this person may be named and quoted in a programme, and whether they want to be asked again."""
    person = _person_of(token)
    programme: Programme | None = db.session.scalar(
        queries.programmes_of(person.id).where(Programme.slug == slug)
    )
    if programme is None:
        abort(404)
    form = PreferencesForm(data=actions.preferences_of(person, programme))
    if not form.validate_on_submit():
        return show_form("overview/preferences.html", form, person=person, programme=programme, token=token)
    actions.set_preferences(
        person, programme, form.chosen, invited=form.invited.data, by=person_actor(person.id)
    )
    flash("Your choices are saved. You can change them at any time.")
    return redirect(url_for(".personal_page", token=token), 303)
