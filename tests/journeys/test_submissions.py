"""Somebody says what is missing, through the public page of a call."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from roundtable import clock
from roundtable.db import db
from roundtable.programmes.models import Programme
from tests import make
from tests.journeys.conftest import Stage


def test_a_contributor_drafts_reviews_sends_and_changes_a_submission(guest: Page, stage: Stage) -> None:
    place = stage.programme()
    address = f"kit@{place.slug}.example"
    with stage.setting():
        programme = db.session.get_one(Programme, place.id)
        call = make.call(programme, public_at=clock.now() - timedelta(days=1))
        code, where = programme.code, f"/calls/{call.slug}"
    guest.goto(where)
    guest.get_by_role("link", name="Something is missing").click()
    guest.get_by_label("What is missing, and whom does that leave without help?").fill("Nobody phones back.")
    guest.get_by_role("button", name="Save and finish later").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Your draft is kept")

    guest.get_by_role("link", name="Go on now").click()
    expect(guest.get_by_label("What is missing, and whom")).to_have_value("Nobody phones back.")
    guest.get_by_role("button", name="Go on: check your answers").click()
    expect(guest.get_by_role("alert")).to_contain_text("Choose how your words may be quoted.")
    guest.get_by_label("With my name").check()
    guest.get_by_label("Which group do you belong to?").select_option("GPs")
    guest.get_by_label("Your name").fill("Kit Marlowe-Finch")
    guest.get_by_label("Your e-mail address").fill(address)
    guest.get_by_role("button", name="Go on: check your answers").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(guest.get_by_role("definition").filter(has_text="Nobody phones back.")).to_be_visible()
    guest.get_by_role("button", name="Send it").click()
    expect(guest.get_by_text(f"{code}-0001").first).to_be_visible()

    stage.work()
    guest.goto(stage.postbox.link_in(address, "/submissions/"))
    guest.get_by_role("link", name="Change the words").click()
    guest.get_by_label("What is missing, and whom").fill("Nobody phones back for weeks.")
    guest.get_by_role("button", name="Save the changes").click()
    expect(guest.get_by_role("figure")).to_have_text("Nobody phones back for weeks.")
    guest.get_by_role("link", name="Withdraw it").click()
    guest.get_by_role("button", name="Withdraw it").click()
    guest.get_by_role("button", name="Undo the withdrawal").click()
    expect(guest.get_by_role("figure")).to_have_text("Nobody phones back for weeks.")


def test_good_practice_needs_its_setting_and_keeps_what_was_typed(guest: Page, stage: Stage) -> None:
    place = stage.programme()
    with stage.setting():
        call = make.call(db.session.get_one(Programme, place.id), public_at=clock.now() - timedelta(days=1))
        where = f"/calls/{call.slug}"
    guest.goto(where)
    guest.get_by_role("link", name="Something works").click()
    guest.get_by_label("What was done?").fill("A weekly hour with an adviser.")
    guest.get_by_label("Without any name").check()
    guest.get_by_role("button", name="Go on: check your answers").click()
    expect(guest.get_by_role("alert")).to_contain_text("Say where this was done, and for whom.")
    expect(guest.get_by_label("What was done?")).to_have_value("A weekly hour with an adviser.")
    guest.get_by_label("Where, and for whom?").fill("A surgery in a town; people off sick.")
    guest.get_by_label("What came of it?").fill("Eleven of twenty went back.")
    guest.get_by_role("button", name="Go on: check your answers").click()
    guest.get_by_role("button", name="Send it").click()
    expect(guest.get_by_text("You gave no address, so we cannot send you a receipt.")).to_be_visible()


def test_submissions_come_in_from_a_file_once(sign_in: Callable[..., Page], stage: Stage) -> None:
    place = stage.programme()
    with stage.setting():
        call = make.call(db.session.get_one(Programme, place.id))
        title = call.title
    file = b"What they said,Sort\r\nNobody phones back.,gap\r\nNobody phones back.,wish\r\n,gap\r\n"
    page = sign_in("ana")
    for added in (True, False):
        page.goto(f"/programmes/{place.slug}/evidence/imports/new")
        page.get_by_label("Call").select_option(title)
        page.get_by_label("File").set_input_files({"name": "s.csv", "mimeType": "text/csv", "buffer": file})
        page.get_by_role("button", name="Upload and look at it").click()
        page.get_by_label("What they said").select_option("Words: each cell becomes a submission")
        page.get_by_label("Sort").select_option("Kind")
        page.get_by_role("button", name="Go on to the kinds").click()
        page.get_by_label("wish").select_option("Recommendation")
        page.get_by_label("Anonymous").or_(page.get_by_label("Without any name")).first.check()
        page.get_by_label("On what basis").fill("agreed in the survey")
        page.get_by_role("button", name="Preview every line").click()
        if added:
            page.get_by_role("button", name="Add 2 submissions").click()
            expect(page.get_by_role("row", name="Nobody phones back.")).to_have_count(2)
        else:
            expect(page.get_by_text("This import would add nothing.")).to_be_visible()
