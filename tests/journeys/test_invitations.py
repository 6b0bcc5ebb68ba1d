"""From the list of people to an answer: chosen, seen, sent, read in a diary, answered, and let in."""

import email.message
from collections.abc import Callable
from datetime import datetime

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect
from sqlalchemy import select

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db
from roundtable.events import actions
from roundtable.events.models import Event, Invitation
from roundtable.mail import actions as letters
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Person
from roundtable.trail import Actor, ActorKind
from tests import make
from tests.journeys.conftest import Place, Stage

STARTS = datetime(2027, 6, 17, 10, 0)
JOINING_LINK = "https://meet.example/secret-room"


def _event(stage: Stage, place: Place) -> tuple[int, str]:
    """A round table of this programme on a summer's day; gives its number and title."""
    with stage.setting():
        event = make.event(
            db.session.get_one(Programme, place.id), title=f"Table of {place.title}", starts=STARTS
        )
        return event.id, event.title


def _invited(stage: Stage, place: Place, name: str) -> tuple[str, str]:
    """Somebody who has their invitation; gives the link in it and their address."""
    address = stage.stakeholder(place, name)
    number, _ = _event(stage, place)
    with stage.setting():
        olive = db.session.scalars(select(Account).where(Account.email == "olive@roundtable.example")).one()
        by = Actor(ActorKind.ACCOUNT, olive.id)
        person = db.session.scalars(select(Person).where(Person.email == address)).one()
        actions.invite([person], to=db.session.get_one(Event, number), by=by)
        written = select(Letter).where(Letter.to_email == address)
        assert letters.approve(written, seen_at=clock.now(), up_to=10**9, by=by) == 1
    stage.work()
    return stage.postbox.link_in(address, "/i/"), address


def _calendar_part(letter: email.message.EmailMessage) -> email.message.EmailMessage:
    return next(part for part in letter.walk() if part.get_content_type() == "text/calendar")  # type: ignore[return-value]


def test_an_organiser_invites_looks_at_each_letter_and_sends(
    sign_in: Callable[..., Page], stage: Stage
) -> None:
    place = stage.programme()
    addresses = {name: stage.stakeholder(place, f"{name} Of-{place.slug}") for name in ("Ada", "Bob", "Cyd")}
    number, title = _event(stage, place)
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/events/{number}")
    page.get_by_role("link", name="Invite people").first.click()
    page.get_by_label("Group").select_option("Academics")
    page.get_by_role("button", name="Search").click()
    for name in addresses:
        page.get_by_role("checkbox", name=f"Choose {name} Of-").check()
    page.get_by_role("button", name="Invite those who are ticked").click()

    page.get_by_role("navigation", name=place.title).get_by_role("link", name="Outbox").click()
    page.get_by_role("link", name="Ada Of-").click()
    expect(page.get_by_role("heading", name=f"Invitation: {title}")).to_be_visible()
    page.get_by_role("link", name="Diary").click()
    expect(page.get_by_text("show this and ask for an answer")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Subject").fill("Would you open our table, Ada?")
    page.get_by_role("button", name="Save this letter").click()
    page.get_by_role("link", name="Bob Of-").click()
    page.get_by_role("button", name="Drop", exact=True).click()
    assert not stage.postbox.to(addresses["Ada"])
    page.get_by_role("navigation", name=place.title).get_by_role("link", name="Outbox").click()
    page.get_by_role("button", name="Approve and send these 2 letters").click()
    stage.work()

    assert [str(one["Subject"]) for one in stage.postbox.to(addresses["Ada"])] == [
        "Would you open our table, Ada?"
    ]
    assert stage.postbox.to(addresses["Bob"]) == []
    [letter] = stage.postbox.to(addresses["Cyd"])
    assert str(letter["Subject"]) == f"Invitation: {title}"
    part = _calendar_part(letter)
    assert part.get_param("method") == "REQUEST"
    calendar = Calendar.from_ical(part.get_content())
    [meeting] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], str(meeting["SUMMARY"])) == ("REQUEST", title)
    assert meeting["DTSTART"].dt.isoformat() == "2027-06-17T10:00:00+01:00"
    assert meeting["DTSTART"].params["TZID"] == "Europe/London"
    kinds = {each.get_content_type() for each in letter.walk()}
    assert {"text/plain", "text/html", "text/calendar"} <= kinds
    page.reload()
    page.get_by_role("link", name="Sent 2").click()
    page.get_by_role("link", name="Ada Of-").click()
    expect(page.get_by_text("Sent", exact=True).first).to_be_visible()


def test_an_attendee_says_yes_tells_their_needs_and_finds_the_joining_link(guest: Page, stage: Stage) -> None:
    place = stage.programme()
    link, address = _invited(stage, place, f"Una Wetherby-{place.id}")
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text(f"Can you come to Table of {place.title}?")
    expect(guest.get_by_text(JOINING_LINK)).to_have_count(0)
    guest.get_by_role("button", name="Yes, I can come").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text(f"You are coming to Table of {place.title}")
    guest.get_by_label("Access").fill("A step-free way in")
    guest.get_by_role("button", name="Tell the organiser").click()
    expect(guest.get_by_label("Access")).to_have_value("")
    guest.get_by_text("Add it to your diary").click()
    expect(guest.get_by_role("link", name="Google Calendar")).to_be_visible()
    with guest.expect_download() as diary:
        guest.get_by_role("link", name="Download for any diary (.ics)").click()
    assert b"DTSTART;TZID=Europe/London:20270617T100000" in diary.value.path().read_bytes()

    guest.get_by_role("button", name="Send me a fresh link").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Look at your mail")
    stage.work()
    guest.goto(stage.postbox.link_in(address, "/p/"))
    expect(guest.get_by_role("link", name="Join online")).to_have_attribute("href", JOINING_LINK)
    guest.get_by_role("link", name=f"Your choices for {place.title}").click()
    guest.get_by_label("My name may be printed among those who took part.").check()
    guest.get_by_role("button", name="Save my choices").click()
    expect(guest.get_by_role("status")).to_contain_text("Your choices are saved.")


def test_an_attendee_says_maybe_and_then_no_with_a_reason(guest: Page, stage: Stage) -> None:
    place = stage.programme()
    link, _ = _invited(stage, place, f"Ned Withers-{place.id}")
    title = f"Table of {place.title}"
    guest.goto(link)
    guest.get_by_role("button", name="Maybe").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text(f"You may come to {title}")
    guest.get_by_role("button", name="No, I cannot come").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text(f"You are not coming to {title}")
    guest.get_by_label("Would you tell us why?").fill("I teach on that day.")
    guest.get_by_role("button", name="Send the reason").click()
    expect(guest.get_by_label("Would you tell us why?")).to_have_count(0)
    with stage.setting():
        asked = db.session.scalars(select(Invitation).join(Event).where(Event.title == title)).all()
        assert [one.reason for one in asked] == ["I teach on that day."]


def test_an_attendee_proposes_somebody_else_and_the_organiser_decides(
    sign_in: Callable[..., Page], guest: Page, stage: Stage
) -> None:
    place = stage.programme()
    link, _ = _invited(stage, place, f"Gus Paternoster-{place.id}")
    stand_in = f"thea@stand-in-{place.id}.example"
    guest.goto(link)
    guest.get_by_role("link", name="Ask somebody else instead of me").click()
    guest.get_by_label("Name", exact=True).fill("Thea Standing")
    guest.get_by_label("Their address").fill(stand_in)
    guest.get_by_role("button", name="Propose this person").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text(
        f"You are not coming to Table of {place.title}"
    )
    stage.work()
    assert stage.postbox.to(stand_in) == []

    page = sign_in()
    page.goto(f"/programmes/{place.slug}/events")
    page.get_by_role("link", name=f"Table of {place.title}").click()
    page.get_by_role("button", name="Invite Thea Standing").click()
    expect(page.get_by_role("row", name="Thea Standing")).to_contain_text("No answer yet")


@pytest.mark.parametrize("path", ["/i/i1.0.0.forged", "/p/p1.0.0.forged"])
def test_a_link_with_another_letter_opens_nothing(guest: Page, path: str) -> None:
    guest.goto(path)
    expect(guest.get_by_role("heading", level=1)).to_be_visible()
    expect(guest.get_by_role("button", name="Yes, I can come")).to_have_count(0)
