"""A call for evidence is made, opened to the public, closed by hand and opened again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage


def test_an_organiser_makes_a_call_opens_it_and_closes_it(
    sign_in: Callable[..., Page], guest: Page, stage: Stage
) -> None:
    place = stage.programme()
    title = f"What is missing in {place.title}"
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/evidence")
    page.get_by_role("link", name="Make the first call").click()
    page.get_by_label("What you ask, and why").fill("Tell us **what is missing**.")
    page.get_by_label("Closes (optional)").fill("2099-03-29T01:30")
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the call a title.")
    expect(page.get_by_label("What you ask, and why")).to_have_value("Tell us **what is missing**.")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_role("alert")).to_contain_text("does not exist")  # that hour is skipped in March
    page.get_by_label("Closes (optional)").fill("2099-03-31T23:59")
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.get_by_role("button", name="Publish it").click()
    guest.goto("/")
    guest.get_by_role("link", name=title).click()
    expect(guest.get_by_role("strong").filter(has_text="what is missing")).to_be_visible()
    expect(guest.get_by_text("23:59 on 31 March 2099")).to_be_visible()
    page.get_by_role("button", name="Close it now").click()
    guest.reload()
    expect(guest.get_by_text("It takes nothing more.")).to_be_visible()
    page.get_by_role("button", name="Open it again").click()
    guest.reload()
    expect(guest.get_by_role("heading", name="What do you want to tell us?")).to_be_visible()
