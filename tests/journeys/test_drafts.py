"""A draft keeps itself while somebody types, and goes on with a co-author elsewhere."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from roundtable import clock
from roundtable.db import db
from roundtable.programmes.models import Programme
from tests import make
from tests.journeys.conftest import Stage


def test_what_is_typed_is_there_again_without_a_press(guest: Page, stage: Stage, javascript: bool) -> None:
    place = stage.programme()
    with stage.setting():
        call = make.call(db.session.get_one(Programme, place.id), public_at=clock.now() - timedelta(days=1))
        where = f"/calls/{call.slug}"
    guest.goto(where)
    guest.get_by_role("link", name="Something is missing").click()
    words = guest.get_by_label("What is missing, and whom does that leave without help?")
    if javascript:
        guest.locator("save-draft").evaluate("element => { element.dataset.pause = 10; }")
        words.fill("Nobody phones back.")
        expect(guest.get_by_text("Saved at")).to_be_visible()
        words.fill("Nobody phones back for weeks.")
        expect(guest.locator("input[name=version]")).to_have_value("2")
        guest.reload()
        expect(words).to_have_value("Nobody phones back for weeks.")
    guest.get_by_role("button", name="Save and finish later").click()
    guest.get_by_role("button", name="Share the draft").click()
    shared = guest.locator("#co-author-address").get_attribute("href")

    guest.goto(str(shared))
    expect(guest.get_by_text("This draft was shared with you.")).to_be_visible()
    expect(guest.get_by_label("Your e-mail address")).to_have_count(0)
    words.fill("Nobody phones back for months.")
    guest.get_by_role("button", name="Save your words").click()
    expect(guest.get_by_text("by a co-author")).to_be_visible()
