"""An event is made, moved and cancelled, and anyone registers for a webinar."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.events.models import Event, Invitation
from roundtable.programmes.models import Programme
from tests import make
from tests.journeys.conftest import Place, Stage


def _webinar(stage: Stage, place: Place, seats: int) -> str:
    """A webinar for anybody; gives its address."""
    with stage.setting():
        event = make.event(
            db.session.get_one(Programme, place.id),
            title=f"A webinar of {place.title}",
            open_registration=True,
            public_at=clock.now() - timedelta(days=1),
            seats=seats,
        )
        return f"/events/{event.slug}"


def test_an_event_is_made_planned_moved_and_cancelled(sign_in: Callable[..., Page], stage: Stage) -> None:
    place = stage.programme()
    title = f"The table of {place.title}"
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/events")
    page.get_by_role("link", name="Make an event").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Purpose").fill("To agree on what is missing.")
    page.get_by_label("Date", exact=True).fill("2027-03-18")
    page.get_by_label("Begins").fill("10:00")
    page.get_by_label("Ends").fill("09:00")
    page.get_by_label("Place").fill("Hall 1, London")
    page.get_by_role("button", name="Make the event").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Purpose")).to_have_value("To agree on what is missing.")
    page.get_by_label("Ends").fill("12:30")
    page.get_by_role("button", name="Make the event").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("Thursday 18 March 2027, 10:00 to 12:30").first).to_be_visible()

    page.get_by_role("link", name="Seats for each group").first.click()
    needed = page.get_by_role("group", name="GPs")
    needed.get_by_label("At least").fill("2")
    needed.get_by_label("At most").fill("4")
    page.get_by_role("button", name="Save the seats").click()
    expect(page.get_by_role("row", name="GPs").first).to_contain_text("2 short")

    page.get_by_role("link", name="Agenda (0)").click()
    first = page.get_by_role("group", name="Line 1")
    first.get_by_label("From").fill("10:00")
    first.get_by_label("What", exact=True).fill("Welcome")
    page.get_by_role("button", name="Save the agenda").click()
    expect(page.get_by_role("link", name="Agenda (1)")).to_be_visible()

    page.get_by_role("link", name="Change or move").click()
    page.get_by_label("Begins").fill("11:00")
    page.get_by_label("Ends").fill("13:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move this meeting?")
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page.get_by_text("Thursday 18 March 2027, 10:00 to 12:30").first).to_be_visible()
    page.get_by_role("link", name="Change or move").click()
    page.get_by_label("Begins").fill("11:00")
    page.get_by_label("Ends").fill("13:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("Thursday 18 March 2027, 11:00 to 13:00").first).to_be_visible()

    page.get_by_role("link", name="Cancel the event").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancel this event?")
    page.get_by_label("Reason").fill("The hall is closed.")
    page.get_by_role("button", name="Cancel the event").click()
    expect(page.get_by_text("This event was cancelled")).to_be_visible()
    expect(page.get_by_role("link", name="Invite people")).to_have_count(0)


def test_anyone_registers_for_a_webinar_and_is_registered_once_confirmed(guest: Page, stage: Stage) -> None:
    place = stage.programme()
    where = _webinar(stage, place, seats=1)
    title = f"A webinar of {place.title}"
    for name, outcome in (("Iris", "You are coming to"), ("Otto", "You are on the waiting list for")):
        address = f"{name.lower()}@{place.slug}.example"
        guest.goto(where)
        guest.get_by_role("link", name="Register").or_(
            guest.get_by_role("link", name="Join the waiting list")
        ).click()
        guest.get_by_label("Your name").fill(f"{name} Passing")
        guest.get_by_label("Your address").fill("not an address")
        guest.get_by_role("button", name="Register").click()
        expect(guest.get_by_role("alert")).to_contain_text("This is not an e-mail address.")
        guest.get_by_label("Your address").fill(address)
        guest.get_by_role("button", name="Register").click()
        expect(guest.get_by_role("heading", level=1)).to_have_text("Now look into your mail")

        stage.work()
        guest.goto(stage.postbox.link_in(address, "/registration/"))
        guest.get_by_role("button", name="Yes, I am coming").click()
        expect(guest.get_by_role("heading", level=1)).to_have_text(f"{outcome} {title}")
    with stage.setting():
        coming = db.session.scalars(select(Invitation).join(Event).where(Event.title == title)).all()
        assert sorted(one.seated_at is not None for one in coming) == [False, True]
