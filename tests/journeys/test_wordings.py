"""The words of a kind of letter are written, seen on somebody whom it goes to, saved, and taken back."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.events import actions
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Person
from tests import make
from tests.journeys.conftest import SYSTEM, Stage


def test_an_organiser_puts_own_words_and_sees_them_on_a_real_recipient(
    sign_in: Callable[..., Page], stage: Stage, javascript: bool
) -> None:
    place = stage.programme()
    address = stage.stakeholder(place, "Wilf Larkspur")
    with stage.setting():
        starts = (clock.now() + timedelta(days=60)).replace(hour=10, minute=0, tzinfo=None)
        event = make.event(db.session.get_one(Programme, place.id), title="An evening table", starts=starts)
        person = db.session.scalars(select(Person).where(Person.email == address)).one()
        actions.invite([person], to=event, by=SYSTEM)
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/outbox")
    page.get_by_role("link", name="The words of letters").click()
    page.get_by_role("link", name="Invitation", exact=True).click()
    preview = page.get_by_role("region", name="As it would go to Wilf Larkspur")
    expect(preview).to_contain_text("Dear Wilf Larkspur,")
    words = page.get_by_label("Text", exact=True)
    words.fill("Good evening {{name}},\n\nplease come:\n\n{{dates}}\n\n[Your page]({{link:page}})")
    if not javascript:
        page.get_by_role("button", name="Look at it").click()
    expect(preview).to_contain_text("Good evening Wilf Larkspur,")
    words.fill("Good evening {{nobody}}.")
    page.get_by_role("button", name="Save these words").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no place {{nobody}} in this letter.")
    expect(words).to_have_value("Good evening {{nobody}}.")
    words.fill("Good evening {{name}},\n\nplease come:\n\n{{dates}}\n\n[Your page]({{link:page}})")
    page.get_by_role("button", name="Save these words").click()
    expect(page.get_by_role("row", name="Invitation: {{title}} Your own")).to_be_visible()
    page.goto(f"/programmes/{place.slug}/outbox")
    expect(page.get_by_text("Good evening Wilf Larkspur,")).to_be_visible()
    page.get_by_role("link", name="The words of letters").click()
    page.get_by_role("link", name="Invitation", exact=True).click()
    page.get_by_role("button", name="Go back to the first words").click()
    expect(page.get_by_text("has its first words again")).to_be_visible()
