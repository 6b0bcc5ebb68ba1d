"""Choose people and invite them; one invitation's own page."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions, ledger, queries
from roundtable.events.balance import balance_of
from roundtable.events.forms import AnswerForThemForm
from roundtable.events.models import Answer, Event, Invitation
from roundtable.events.views.frame import blueprint, find_event, find_invitation
from roundtable.stakeholders.models import Organisation, Person
from roundtable.trail import queries as trail
from roundtable.trail.counting import page_since
from roundtable.web.forms import Form, show_form
from roundtable.web.words import count


@blueprint.route("/<int:event_id>/invitations", methods=["GET", "POST"])
@needs(Permission.INVITE)
def invite(programme: str, event_id: int) -> ResponseReturnValue:
    """Choose stakeholders and invite them; their letters wait in the outbox."""
    event = find_event(programme, event_id, Permission.INVITE)
    form = Form()
    narrowed: dict[str, Any] = {
        "group_id": request.args.get("group", type=int),
        "organisation_id": request.args.get("organisation", type=int),
        "search": request.args.get("q", "").strip(),
    }
    if not form.validate_on_submit():
        return _choose(event, form, narrowed)
    chosen = _chosen(event, queries.invitable(event, **narrowed))
    fresh = actions.invite(chosen, to=event, by=current_actor())
    skipped = len(chosen) - len(fresh)
    left = f" {count(skipped, 'person was', 'people were')} left out." if skipped else ""
    flash(f"{count(len(fresh), 'invitation waits', 'invitations wait')} in the outbox.{left}", "success")
    return redirect(url_for(".show", programme=event.programme.slug, event_id=event.id), 303)


def _choose(event: Event, form: Form, narrowed: dict[str, Any]) -> ResponseReturnValue:
    """The people to choose from; those who must not be asked are shown with the reason."""
    page = page_since(event.programme_id, queries.people_to_choose, queries.invitable, event, **narrowed)
    shown = [person.id for person in page.items]
    stakes = queries.groups_of_people(event.programme_id, shown)
    organisation = db.session.get(Organisation, narrowed["organisation_id"] or 0)
    return show_form(
        "events/invite.html",
        form,
        event=event,
        page=page,
        groups_of=dict(db.session.execute(stakes).all()) if shown else {},
        balance=balance_of(event),
        organisation=organisation,
        **narrowed,
    )


def _chosen(event: Event, query: Select[Person]) -> list[Person]:
    """The people who were ticked, or everybody whom the search found."""
    if request.form.get("everybody"):
        return list(db.session.scalars(query))
    ticked = [int(number) for number in request.form.getlist("people") if number.isdecimal()]
    if not ticked:
        raise Refusal("Nobody is ticked. Tick the people to invite, or invite everybody on the list.")
    return list(db.session.scalars(queries.invitable(event).where(Person.id.in_(ticked[:5000]))))


@blueprint.get("/<int:event_id>/invitations/<int:invitation_id>")
@needs(Permission.INVITE)
def invitation(programme: str, event_id: int, invitation_id: int) -> ResponseReturnValue:
    """One person's invitation: what they said, and what can be done."""
    event = find_event(programme, event_id, Permission.INVITE)
    found = find_invitation(event, invitation_id)
    return _shown(event, found, AnswerForThemForm())


def _shown(event: Event, found: Invitation, form: AnswerForThemForm) -> ResponseReturnValue:
    entries = db.session.scalars(trail.about(found).limit(50)).all()
    letters = ledger.of_person(found)
    return show_form(
        "events/invitation.html", form, event=event, invitation=found, entries=entries, letters=letters
    )


@blueprint.post("/<int:event_id>/invitations/<int:invitation_id>/answer")
@needs(Permission.INVITE)
def answer_for(programme: str, event_id: int, invitation_id: int) -> ResponseReturnValue:
    """Note an answer that came by telephone or in a letter."""
    event = find_event(programme, event_id, Permission.INVITE)
    found = find_invitation(event, invitation_id)
    form = AnswerForThemForm()
    if not form.validate_on_submit():
        return _shown(event, found, form)
    said = Answer(form.answer.data)
    actions.answer(found, said, by=current_actor(), source="organiser", reason=form.reason.data)
    flash(_noted(found), "success")
    return redirect(_place(event, found), 303)


def _noted(found: Invitation) -> str:
    if found.waiting_since is not None:
        return f"Noted. All seats are taken, so {found.person.name} is on the waiting list."
    return f"Noted what {found.person.name} said."


@blueprint.route("/<int:event_id>/invitations/<int:invitation_id>/withdrawal", methods=["GET", "POST"])
@needs(Permission.INVITE)
def withdraw(programme: str, event_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take back one invitation; asks first."""
    event = find_event(programme, event_id, Permission.INVITE)
    found = find_invitation(event, invitation_id)
    form = Form()
    if not form.validate_on_submit():
        return show_form("events/withdraw.html", form, event=event, invitation=found)
    written = actions.withdraw(found, by=current_actor())
    told = "A letter that says so waits in the outbox." if written else "They were never written to."
    flash(f"The invitation of {found.person.name} is withdrawn. {told}", "success")
    return redirect(_place(event, found), 303)


def _place(event: Event, found: Invitation) -> str:
    return url_for(".invitation", programme=event.programme.slug, event_id=event.id, invitation_id=found.id)
