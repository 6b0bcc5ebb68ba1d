"""An administrator makes an account, gives it a role and takes it away; a lost password comes back by letter."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage

PASSWORD = "three words apart"


def test_an_account_is_made_given_a_role_and_closed(
    sign_in: Callable[..., Page], guest: Page, stage: Stage
) -> None:
    place = stage.programme()
    address = f"una@{place.slug}.example"
    page = sign_in("alex")
    page.get_by_role("link", name="Accounts").first.click()
    page.get_by_role("link", name="Add an account").click()
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Name").fill("Una Newcomer")
    page.get_by_role("button", name="Add the account").click()
    expect(page.get_by_role("alert")).to_contain_text("needs a programme")
    page.get_by_label("Programme").select_option(label=place.title)
    page.get_by_role("button", name="Add the account").click()
    expect(page.get_by_role("row", name="Organiser")).to_contain_text(place.title)

    stage.work()
    guest.goto(stage.postbox.link_in(address, "/password/"))
    guest.get_by_label("New password").fill(PASSWORD)
    guest.get_by_label("The same again").fill(PASSWORD)
    guest.get_by_role("button", name="Set the password").click()
    guest.get_by_label("E-mail address").fill(address)
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Sign in").click()
    expect(guest.get_by_role("link", name=place.title)).to_be_visible()

    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_text("this account sees no programme")).to_be_visible()
    page.get_by_label("Role", exact=True).select_option(label="Scribe")
    page.get_by_label("Programme").select_option(label=place.title)
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("row", name="Scribe")).to_contain_text(place.title)
    page.get_by_role("button", name="Write a letter with a link to set the password").click()
    stage.work()
    guest.goto(stage.postbox.link_in(address, "/password/"))
    expect(guest.get_by_text(address)).to_be_visible()
    page.get_by_role("button", name="Close the account").click()
    guest.goto("/programmes")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Sign in")
