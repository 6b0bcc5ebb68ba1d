"""An organiser puts a form with a condition together; a contributor answers it; the organiser reads the answers."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from roundtable import clock
from roundtable.db import db
from roundtable.programmes.models import Programme
from tests import make
from tests.journeys.conftest import Stage


def test_a_form_with_a_condition_is_made_answered_and_read(
    sign_in: Callable[..., Page], guest: Page, stage: Stage, javascript: bool
) -> None:
    place = stage.programme()
    with stage.setting():
        call = make.call(db.session.get_one(Programme, place.id), public_at=clock.now() - timedelta(days=1))
        ours, public = f"/programmes/{place.slug}/evidence/calls/{call.id}/questions", f"/calls/{call.slug}"
    page = sign_in()
    page.goto(ours)
    page.get_by_role("link", name="Long text").click()
    page.get_by_label("Question").fill("What would help you?")
    page.get_by_label("It must be answered where it is asked").check()
    page.get_by_role("button", name="Save it").click()
    page.get_by_role("link", name="Choice of one").click()
    page.get_by_label("Question").fill("Do you employ anybody?")
    page.get_by_label("Answers to choose from").fill("Yes, a few\nNo")
    page.get_by_role("button", name="Save it").click()
    page.get_by_role("listitem").filter(
        has=page.get_by_role("link", name="Do you employ anybody?", exact=True)
    ).get_by_role("button", name="Up").click()
    page.get_by_role("link", name="What would help you?").click()
    page.get_by_label("Ask it only after this answer").select_option(
        label="“Yes, a few” to “Do you employ anybody?”"
    )
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Only after “Yes, a few” to “Do you employ anybody?”")).to_be_visible()
    page.get_by_role("listitem").filter(
        has=page.get_by_role("link", name="What would help you?")
    ).get_by_role("button", name="Up").click()
    expect(page.get_by_text("depends on an answer that would then stand below it")).to_be_visible()

    guest.goto(f"{public}/submissions/new/gap")
    depends = guest.get_by_label("What would help you?")
    expect(depends).to_be_visible(visible=not javascript)
    guest.get_by_label("What is missing, and whom").fill("Nobody phones back.")
    guest.get_by_label("Without any name").check()
    guest.get_by_label("Yes, a few").check()
    expect(depends).to_be_visible()
    guest.get_by_role("button", name="Go on: check your answers").click()
    expect(guest.get_by_role("alert")).to_contain_text("Answer “What would help you?”.")
    expect(depends).to_be_visible()
    depends.fill("A number to ring.")
    guest.get_by_role("button", name="Go on: check your answers").click()
    expect(guest.get_by_role("definition").filter(has_text="A number to ring.")).to_be_visible()
    guest.get_by_role("button", name="Send it").click()

    page.goto(f"/programmes/{place.slug}/evidence")
    page.get_by_role("link", name="-0001").click()
    expect(page.get_by_role("listitem").filter(has_text="A number to ring.")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="Yes, a few")).to_be_visible()
