"""Browse, add, edit and remove people, and see what was done about each."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders import actions, queries, story
from roundtable.stakeholders.forms import NewPersonForm, PersonForm
from roundtable.stakeholders.models import Person
from roundtable.stakeholders.views.narrowing import Asked
from roundtable.stakeholders.views.room import blueprint
from roundtable.trail.counting import counted
from roundtable.web.forms import show_form
from roundtable.web.pages import COUNT_LIMIT, find_or_404, find_or_none


@blueprint.get("")
@needs(Permission.SEE_PEOPLE)
def index(programme: str) -> ResponseReturnValue:
    """Everybody with a stake in the programme, searched, narrowed and sorted."""
    place = enter(programme, Permission.SEE_PEOPLE)
    asked = Asked.read()
    groups = list(db.session.scalars(queries.groups_of(place)))
    page = asked.page(place)
    everyone = page.total
    if not asked.is_all:
        everyone = counted(place.id, queries.how_many_in, place, COUNT_LIMIT)
    networks = list(db.session.scalars(queries.networks_in(place)))
    return render_template(
        "stakeholders/index.html",
        programme=place,
        page=page,
        asked=asked,
        narrowed=asked.in_words(groups),
        groups=[("", "Every group"), *((group.id, group.name) for group in groups), (0, "No group")],
        networks=[("", "Every network"), *((network.id, network.name) for network in networks)],
        everyone=everyone,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_PEOPLE)
def add(programme: str) -> ResponseReturnValue:
    """Add somebody by hand."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    form = NewPersonForm()
    form.offer(groups := list(db.session.scalars(queries.groups_of(place))))
    if not form.validate_on_submit():
        return show_form("stakeholders/edit.html", form, programme=place, record=None, saved=[])
    said = form.details
    if not form.another.data:
        _refuse_if_known(said.name, said.email)
    person = actions.add(said, to=place, group=_chosen(groups, form.group.data), by=current_actor())
    flash(f"{person.name} was added.")
    return redirect(url_for(".show", programme=place.slug, person_id=person.id), 303)


@blueprint.get("/<int:person_id>")
@needs(Permission.SEE_PEOPLE)
def show(programme: str, person_id: int) -> ResponseReturnValue:
    """One person: who they are, what they agreed to, and their whole story."""
    place = enter(programme, Permission.SEE_PEOPLE)
    person = find_or_404(queries.ever_in_programme(place), person_id)
    return render_template(
        "stakeholders/show.html",
        programme=place,
        person=person,
        stake=db.session.scalars(queries.stake_of(person, place)).one(),
        posts=db.session.scalars(queries.posts_of(person)).all(),
        networks=db.session.scalars(queries.networks_of(person)).all(),
        consents=db.session.scalars(queries.consents_of(person, place)).all(),
        story=story.sentences(queries.story_of(person, current_account())),
    )


@blueprint.route("/<int:person_id>/details", methods=["GET", "POST"])
@needs(Permission.EDIT_PEOPLE)
def edit(programme: str, person_id: int) -> ResponseReturnValue:
    """Change what the register says of somebody. A stale edit is refused with both texts."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    person = find_or_404(queries.in_programme(place), person_id)
    now = _typed_already(person, place)
    form = PersonForm(data={**now, "version": person.version})
    form.offer(groups := list(db.session.scalars(queries.groups_of(place))))
    if not form.validate_on_submit():
        saved = [(form[name].label.text, _in_words(groups, name, value)) for name, value in now.items()]
        return show_form("stakeholders/edit.html", form, programme=place, record=person, saved=saved)
    form.refuse_if_stale(person.version)
    group = _chosen(groups, form.group.data)
    actions.edit(person, form.details, within=place, group=group, by=current_actor())
    flash(f"What is known of {person.name} was saved.")
    return redirect(url_for(".show", programme=place.slug, person_id=person.id), 303)


@blueprint.post("/<int:person_id>/removal")
@needs(Permission.EDIT_PEOPLE)
def remove(programme: str, person_id: int) -> ResponseReturnValue:
    """Remove somebody from the programme; it can be undone."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    person = find_or_404(queries.ever_in_programme(place), person_id)
    actions.remove(person, from_=place, by=current_actor())
    flash(f"{person.name} was removed from {place.title}. This can be undone below.")
    return redirect(url_for(".show", programme=place.slug, person_id=person.id), 303)


@blueprint.post("/<int:person_id>/return")
@needs(Permission.EDIT_PEOPLE)
def bring_back(programme: str, person_id: int) -> ResponseReturnValue:
    """Undo a removal."""
    place = enter(programme, Permission.EDIT_PEOPLE)
    person = find_or_404(queries.ever_in_programme(place), person_id)
    actions.bring_back(person, into=place, by=current_actor())
    flash(f"{person.name} is back in {place.title}.")
    return redirect(url_for(".show", programme=place.slug, person_id=person.id), 303)


def _chosen(groups: list[StakeholderGroup], number: int | None) -> StakeholderGroup | None:
    return next((group for group in groups if group.id == number), None)


def _in_words(groups: list[StakeholderGroup], name: str, value: Any) -> str:
    if name == "group":
        chosen = _chosen(groups, value)
        return chosen.name if chosen else "No group"
    return str(value)


def _refuse_if_known(name: str, email: str) -> None:
    """Refuse to add somebody who looks like a person whom the account can see."""
    visible = queries.visible_to(current_account(), Permission.SEE_PEOPLE)
    known = find_or_none(queries.like(name=name, email=email).where(visible))
    if known is None:
        return
    same = "address" if email and known.email_key == email.lower() else "name"
    where = f" at {known.posts[0].organisation.name}" if known.posts else ""
    raise Refusal(
        f"{known.name}{where} has the same {same}. If this is another person, tick the box below and save again.",
        field="another",
    )


def _typed_already(person: Person, programme: Programme) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    stake = db.session.scalars(queries.stake_of(person, programme)).one()
    post = find_or_none(queries.current_post(person.id))
    return {
        "name": person.name,
        "email": person.email or "",
        "phone": person.phone,
        "organisation": post.organisation.name if post else "",
        "title": post.title if post else "",
        "group": stake.group_id or 0,
        "networks": "; ".join(network.name for network in db.session.scalars(queries.networks_of(person))),
        "given_name": person.given_name,
        "family_name": person.family_name,
        "notes": person.notes,
    }
