"""Secret addresses of calendar feeds: give one, put another in its place, end it."""

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.events.models import Feed
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders.models import Person
from roundtable.trail import Actor, record


def open_feed(of: Programme | StakeholderGroup | Person, *, by: Actor) -> Feed:
    """A feed for whoever gets its address. Each has one; one that was ended comes back under another address."""
    column = {Programme: "programme_id", StakeholderGroup: "group_id", Person: "person_id"}[type(of)]
    key = f"{column.removesuffix('_id')}-{of.id}"
    row = {"key": key, column: of.id, "link_number": 0, "made_at": clock.now()}
    fresh = insert_missing(Feed, [row], unique=["key"])
    feed = db.session.scalars(select(Feed).where(Feed.key == key).with_for_update()).one()
    if fresh:
        record("made", feed, by=by, programme_id=programme_of(feed))
    elif feed.revoked_at is not None:
        _another_address(feed)
        record("made", feed, by=by, programme_id=programme_of(feed))
    return feed


def renew_feed(feed: Feed, *, by: Actor) -> None:
    """Another address in place of the one that is known to too many."""
    db.session.refresh(feed, with_for_update={"of": Feed})
    if feed.revoked_at is not None:
        raise Refusal("This calendar feed was ended. Make it again, and it gets another address.")
    _another_address(feed)
    record("gave another address to", feed, by=by, programme_id=programme_of(feed))


def end_feed(feed: Feed, *, by: Actor) -> None:
    """Its address shows nothing any more; ending it twice is once."""
    db.session.refresh(feed, with_for_update={"of": Feed})
    if feed.revoked_at is None:
        feed.revoked_at = clock.now()
        record("ended", feed, by=by, programme_id=programme_of(feed))


def programme_of(feed: Feed) -> int | None:
    """The programme that it belongs to; a person's is of none."""
    return feed.group.programme_id if feed.group is not None else feed.programme_id


def _another_address(feed: Feed) -> None:
    feed.link_number += 1
    feed.made_at, feed.revoked_at = clock.now(), None
