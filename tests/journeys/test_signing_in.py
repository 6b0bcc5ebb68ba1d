"""Somebody sets a new password by letter, turns on the second step, and comes in with a code."""

from datetime import timedelta

from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from roundtable import clock
from roundtable.access import actions as accounts
from tests.journeys.conftest import SYSTEM, Stage

OLD, NEW = "the old one, long enough", "correct horse battery staple"


def _sign_in(page: Page, address: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_new_password_comes_by_letter_and_a_code_is_asked_for_once_it_is_turned_on(
    page: Page, stage: Stage, javascript: bool
) -> None:
    address = f"pia-{'with' if javascript else 'without'}@roundtable.example"
    with stage.setting():
        accounts.add_account(email=address, name="Pia Forgetful", password=OLD, by=SYSTEM)
    _sign_in(page, address, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_role("link", name="I have forgotten my password").click()
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send the link").click()
    stage.work()
    page.goto(stage.postbox.link_in(address, "/password/"))
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    _sign_in(page, address, OLD)
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    _sign_in(page, address, NEW)

    page.get_by_role("link", name="Your account").first.click()
    page.get_by_role("link", name="Turn it on").click()
    if page.get_by_label("Your password").count():
        page.get_by_label("Your password").fill(NEW)
        page.get_by_role("button").last.click()
    app = TOTP(key=page.get_by_role("strong").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill(app.generate(clock.now()).token)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("code"))).not_to_have_count(0)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out", exact=True).click()

    _sign_in(page, address, NEW)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    page.get_by_label("Code").fill(
        app.generate(clock.now() + timedelta(seconds=30)).token
    )  # each code works once
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programmes")


def test_the_reader_chooses_larger_text_and_it_stays(guest: Page) -> None:
    guest.goto("/")
    guest.get_by_role("group").filter(has_text="Text size and colours").click()
    guest.get_by_label("Largest").check()
    guest.get_by_label("Dark").check()
    guest.get_by_role("button", name="Show pages like this").click()
    guest.goto("/privacy")
    guest.get_by_role("group").filter(has_text="Text size and colours").click()
    expect(guest.get_by_label("Largest")).to_be_checked()
    expect(guest.get_by_label("Dark")).to_be_checked()
