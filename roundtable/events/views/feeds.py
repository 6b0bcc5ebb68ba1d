"""Calendar feeds of a programme: their secret addresses, and how to end one that is known to too many."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from roundtable.access import Permission, current_actor, may, needs
from roundtable.db import db
from roundtable.events import actions
from roundtable.events.addresses import feed_address
from roundtable.events.forms import FeedForm
from roundtable.events.models import Feed
from roundtable.events.views.frame import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders.models import Person, Stake
from roundtable.web.pages import find_or_404, page_of


@blueprint.get("/feeds")
@needs(Permission.EDIT_EVENTS)
def feeds(programme: str) -> ResponseReturnValue:
    """The feeds that there are, each with its address, and those that can be made."""
    entered = enter(programme, Permission.EDIT_EVENTS)
    query = select(Feed).where(Feed.key.in_([f"programme-{entered.id}", *_keys_of_groups(entered)]))
    found = {feed.key: feed for feed in db.session.scalars(query) if feed.revoked_at is None}
    sees_people = may(Permission.SEE_PEOPLE, entered.id)
    return render_template(
        "events/feeds.html",
        programme=entered,
        own=found.get(f"programme-{entered.id}"),
        groups=[(group, found.get(f"group-{group.id}")) for group in entered.groups],
        address_of=feed_address,
        people=page_of(_of_people(entered)) if sees_people else None,
    )


@blueprint.post("/feeds")
@needs(Permission.EDIT_EVENTS)
def make_feed(programme: str) -> ResponseReturnValue:
    """Make a feed of the programme's events, or of those of a group."""
    entered = enter(programme, Permission.EDIT_EVENTS)
    form = FeedForm()
    if not form.validate_on_submit():
        abort(422)
    whose: Programme | StakeholderGroup = entered
    if form.group_id.data:
        of_programme = select(StakeholderGroup).where(StakeholderGroup.programme_id == entered.id)
        whose = find_or_404(of_programme, form.group_id.data)
    actions.open_feed(whose, by=current_actor())
    flash("The calendar feed is made. Give its address to those who are to have it.", "success")
    return _back(programme)


@blueprint.post("/feeds/<int:feed_id>/renewal")
@needs(Permission.EDIT_EVENTS)
def renew_feed(programme: str, feed_id: int) -> ResponseReturnValue:
    """Give a feed another address; the old one ends."""
    feed = find_or_404(_of_programme(enter(programme, Permission.EDIT_EVENTS)), feed_id)
    actions.renew_feed(feed, by=current_actor())
    flash("The calendar feed has another address. The old one shows nothing any more.", "success")
    return _back(programme)


@blueprint.post("/feeds/<int:feed_id>/end")
@needs(Permission.EDIT_EVENTS)
def end_feed(programme: str, feed_id: int) -> ResponseReturnValue:
    """End a feed: its address shows nothing any more."""
    entered = enter(programme, Permission.EDIT_EVENTS, even_closed=True)
    feed = find_or_404(_of_programme(entered), feed_id)
    actions.end_feed(feed, by=current_actor())
    flash("The calendar feed is ended. Its address shows nothing any more.", "success")
    return _back(programme)


def _back(programme: str) -> ResponseReturnValue:
    return redirect(url_for(".feeds", programme=programme), 303)


def _keys_of_groups(programme: Programme) -> list[str]:
    return [f"group-{group.id}" for group in programme.groups]


def _of_programme(programme: Programme) -> Select[Feed]:
    """Its own feed, those of its groups, and those of the people who have a stake in it."""
    groups = [group.id for group in programme.groups]
    has_stake = exists().where(Stake.person_id == Feed.person_id, Stake.programme_id == programme.id)
    ours = or_(Feed.programme_id == programme.id, Feed.group_id.in_(groups), has_stake)
    return select(Feed).where(ours).options(joinedload(Feed.group))


def _of_people(programme: Programme) -> Select[Feed]:
    """Those of people with a stake in the programme, by name."""
    has_stake = exists().where(Stake.person_id == Feed.person_id, Stake.programme_id == programme.id)
    return (
        select(Feed)
        .join(Feed.person)
        .where(Feed.revoked_at.is_(None), has_stake)
        .options(contains_eager(Feed.person))
        .order_by(Person.sort_name, Feed.id)
    )
