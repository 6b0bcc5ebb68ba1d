"""From a sentence to what should be done about it: excerpt, theme, gap, recommendation, audience."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from roundtable.db import db
from roundtable.programmes.models import Programme
from tests import make
from tests.journeys.conftest import Stage

TEXT = "I waited for months. Nobody told my manager what to do. Then I left."
MISSING = "Nobody told my manager what to do."


def _mark(page: Page, javascript: bool) -> None:
    """With a script by keys, without it by the boxes before the sentences."""
    box = page.get_by_role("checkbox", name=MISSING)
    if javascript:
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(box).to_be_focused()
        page.keyboard.press("Space")
        expect(page.get_by_role("status").filter(has_text=MISSING)).to_be_visible()
    else:
        box.check()


def test_an_author_codes_a_submission_and_draws_what_is_missing_and_what_to_do(
    sign_in: Callable[..., Page], stage: Stage, javascript: bool
) -> None:
    place = stage.programme()
    with stage.setting():
        programme = db.session.get_one(Programme, place.id)
        submission = make.submission(make.call(programme), text=TEXT)
        reference = submission.reference
        make.theme(programme, name="What managers know")
    page = sign_in("ana")
    page.goto(f"/programmes/{place.slug}/themes")
    page.get_by_role("link", name="next").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    _mark(page, javascript)
    page.get_by_role("checkbox", name="What managers know").check()
    page.get_by_role("button", name="Mark and code").click()
    expect(page.get_by_role("listitem").filter(has_text=MISSING)).to_contain_text("What managers know")

    page.get_by_role("link", name="What managers know").first.click()
    page.get_by_role("checkbox", name=f"Choose the excerpt from {reference}").check()
    page.get_by_role("button", name="Draw a gap").click()
    page.get_by_label("In one sentence").fill("Managers are told nothing.")
    page.get_by_role("button", name="Draw the gap").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Managers are told nothing.")
    expect(page.get_by_text("No recommendation answers it yet.")).to_be_visible()

    page.get_by_role("button", name="Draw a recommendation from it").click()
    page.get_by_label("In one sentence").fill("Tell managers what to do on the first day.")
    page.get_by_label("Who should do it").fill("Employers’ federations")
    page.get_by_label("By when").fill("Within a year")
    page.get_by_label("Strength of evidence").select_option("Emerging: First signs, from few")
    page.get_by_label("Why it is called that").fill("One submission says so.")
    page.get_by_role("checkbox", name="Employers").check()
    page.get_by_label("What this asks of Employers").fill("Give each manager the page.")
    page.get_by_role("button", name="Draw the recommendation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tell managers what to do on the first day.")
    expect(page.get_by_text("Give each manager the page.")).to_be_visible()
    expect(page.get_by_role("link", name="Managers are told nothing.")).to_be_visible()
    page.get_by_role("link", name=reference).first.click()  # the thread leads back to the words
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
