"""Calendar feeds: what stands in them, for whom, and how an address ends."""

from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.access.links import Purpose, sign
from roundtable.calendar.reading import read
from roundtable.db import db
from roundtable.events import actions, feeds
from roundtable.events.addresses import feed_address
from roundtable.events.models import Answer, Event, Feed, Invitation
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.events.test_inviting import send
from tests.events.test_moving import LATER, invited
from tests.events.test_series import series

JOINING = "secret-room"


def path(feed: Feed) -> str:
    return "/feeds/" + feed_address(feed).rpartition("/")[2]


def titles(feed: Feed) -> list[str]:
    return [entry.title for entry in read(b"".join(feeds.of_feed(feed).lines()))]


def test_a_public_feed_is_not_sent_again_while_nothing_has_changed(client: Client) -> None:
    event = make.event(make.programme(slug="p"), public_at=clock.now())
    first = client.get("/calendar/p.ics")
    assert first.status_code == 200
    assert client.get("/calendar/p.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    actions.edit_meeting(db.session.get_one(Event, event.id).meetings[0], LATER, by=SYSTEM)
    again = client.get("/calendar/p.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, b"20270115T100000" in again.data, b"SEQUENCE:1" in again.data) == (
        *(200, True, True),
    )


def test_only_what_has_changed_is_read_anew(app: Flask, queries: list[str]) -> None:
    programme = make.programme()
    many = [make.event(programme, public_at=clock.now()) for _ in range(5)]
    b"".join(feeds.of_public_events(programme).lines())
    actions.edit_meeting(many[2].meetings[0], LATER, by=SYSTEM)
    db.session.flush()
    queries.clear()
    feed = b"".join(feeds.of_public_events(programme).lines())
    assert feed.count(b"BEGIN:VEVENT") == 5
    assert feed.count(b"20270115T100000") == 1
    assert len([one for one in queries if "FROM meeting" in one and "GROUP BY" not in one]) <= 1


def test_a_cancelled_event_and_a_meeting_that_is_off_stay_and_say_so(app: Flask) -> None:
    programme = make.programme()
    off = make.event(programme, public_at=clock.now(), title="A")
    repeated = series(programme)
    repeated.public_at = clock.now()
    actions.call_off(repeated.meetings[1], reason="", by=SYSTEM)
    actions.cancel(off, reason="", by=SYSTEM)
    feed = b"".join(feeds.of_public_events(programme).lines())
    assert [(entry.title, entry.status) for entry in read(feed)] == [
        ("Cancelled: A", "CANCELLED"),
        ("Lunchtime webinars", "CONFIRMED"),
        ("Cancelled: Lunchtime webinars", "CANCELLED"),
    ]
    assert b"VALARM" not in feed
    assert JOINING not in feed.decode()
    assert b"captions" not in feed  # the joining note: it may hold a meeting number and its PIN


def test_a_programmes_own_feed_has_what_is_not_public(app: Flask) -> None:
    programme = make.programme()
    make.event(programme, title="Not public")
    make.event(make.programme(), title="Of another")
    assert titles(actions.open_feed(programme, by=SYSTEM)) == ["Not public"]


def test_a_groups_feed_has_what_it_has_seats_at_once_somebody_was_told(app: Flask) -> None:
    programme = make.programme()
    employers, others = make.group(programme), make.group(programme)
    told = make.event(programme, title="Told")
    unseen = make.event(programme, title="Nobody was told")
    public = make.event(programme, title="Public", public_at=clock.now())
    elsewhere = make.event(programme, title="No seats", public_at=clock.now())
    for event in (told, unseen, public):
        make.target(event, employers)
    make.target(elsewhere, others)
    actions.invite([make.stakeholder(programme, group=employers)], to=told, by=SYSTEM)
    send()
    actions.invite([make.stakeholder(programme, group=employers)], to=unseen, by=SYSTEM)
    assert titles(actions.open_feed(employers, by=SYSTEM)) == ["Told", "Public"]


def test_a_persons_feed_has_what_they_were_sent_or_said_yes_to(app: Flask) -> None:
    programme = make.programme()
    ada = make.stakeholder(programme)
    events = {name: make.event(programme, title=name) for name in ("Sent", "Waits", "Yes", "No", "Withdrawn")}
    for name in ("Sent", "No", "Withdrawn"):
        actions.invite([ada], to=events[name], by=SYSTEM)
    send()
    actions.invite([ada], to=events["Waits"], by=SYSTEM)
    make.invitation(events["Yes"], ada, answer=Answer.ACCEPTED)
    of = {one.event.title: one for one in db.session.scalars(select(Invitation))}
    actions.answer(of["No"], Answer.DECLINED, by=SYSTEM, source="organiser")
    actions.withdraw(of["Withdrawn"], by=SYSTEM)
    assert titles(actions.open_feed(ada, by=SYSTEM)) == ["Sent", "Yes"]


def test_an_address_ends_when_it_is_replaced_or_ended_and_another_purpose_opens_nothing(
    client: Client,
) -> None:
    feed = actions.open_feed(make.programme(), by=SYSTEM)
    first = path(feed)
    assert client.get(first).status_code == 200
    assert client.get(first).headers["X-Robots-Tag"] == "noindex, nofollow"
    feed = db.session.get_one(Feed, feed.id)
    actions.renew_feed(feed, by=SYSTEM)
    second = path(feed)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    feed = db.session.get_one(Feed, feed.id)
    actions.end_feed(feed, by=SYSTEM)
    assert client.get(second).status_code == 410
    feed = db.session.get_one(Feed, feed.id)
    assert feed.programme is not None
    assert actions.open_feed(feed.programme, by=SYSTEM) is feed
    third = path(feed)
    assert third not in (first, second)
    assert client.get(third).status_code == 200
    assert client.get(f"/feeds/{sign(Purpose.INVITATION, feed.id, 2)}.ics").status_code == 404


def test_a_person_makes_replaces_and_ends_their_feed_and_an_organiser_can_end_it(client: Client) -> None:
    programme = make.programme(slug="p")
    (invitation,) = invited(make.event(programme))
    send()
    ada = invitation.person
    page = f"/p/{sign(Purpose.PERSON, ada.id, ada.link_number)}"
    assert "/feeds/" not in client.get(page).text
    client.send(f"{page}/feed")
    feed = db.session.scalars(select(Feed)).one()
    assert path(feed) in client.get(page).text
    client.send(f"{page}/feed")
    assert db.session.get_one(Feed, feed.id).link_number == 1
    client.send(f"{page}/feed/end")
    assert "/feeds/" not in client.get(page).text
    client.send(f"{page}/feed")
    client.sign_in(make.account(programme=programme))
    listed = client.get("/programmes/p/events/feeds").text
    feed = db.session.get_one(Feed, feed.id)
    assert ada.name in listed
    assert path(feed) not in listed
    assert client.send(f"/programmes/p/events/feeds/{feed.id}/end").status_code == 303
    assert client.get(path(db.session.get_one(Feed, feed.id))).status_code == 410


def test_an_organiser_makes_feeds_of_the_programme_and_of_a_group(client: Client) -> None:
    programme = make.programme(slug="p")
    group = make.group(programme)
    theirs = make.group(make.programme())
    client.sign_in(make.account(programme=programme))
    place = "/programmes/p/events/feeds"
    assert client.send(place, {"group_id": "0"}).status_code == 303
    assert client.send(place, {"group_id": str(group.id)}).status_code == 303
    assert client.send(place, {"group_id": str(theirs.id)}).status_code == 404
    for feed in db.session.scalars(select(Feed)).all():
        assert path(feed) in client.get(place).text
        assert client.send(f"{place}/{feed.id}/renewal").status_code == 303


def test_nobody_is_named_and_no_link_stands_in_any_way_into_a_diary(client: Client) -> None:
    programme = make.programme()
    event = make.event(programme, public_at=clock.now(), remind_minutes=15)
    (ada,) = invited(event)
    token = sign(Purpose.INVITATION, ada.id)
    page = client.get(f"/i/{token}").text
    for name in ("calendar.google.com", "outlook.live.com", "outlook.office.com", "dates=20270114T120000"):
        assert name in page
    links = [part.split('"')[0] for part in page.split('href="https://')[1:] if "calendar" in part[:40]]
    assert not [link for link in links if token in link or JOINING in link]
    file = client.get(f"/i/{token}/diary.ics").text
    assert ("BEGIN:VALARM" in file, "ATTENDEE" in file, JOINING in file, token in file) == (
        *(True, False, False, False),
    )
    assert "calendar.google.com" in client.get(f"/events/{event.slug}").text
