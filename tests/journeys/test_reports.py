"""A report is built from the corpus, seen, kept as a version, published and taken home; so is the employers' briefing."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from roundtable.db import db
from roundtable.findings import actions as findings
from roundtable.programmes.models import Programme
from roundtable.reports import actions as reports
from roundtable.reports.models import ReportKind
from tests import make
from tests.journeys.conftest import SYSTEM, Place, Stage

WORDS = "Nobody told my manager what to do."
TO_DO = "Tell managers what to do on the first day"


def _found(place: Place) -> str:
    """A gap and a recommendation that rest on a submission; gives its number."""
    programme = db.session.scalars(select(Programme).where(Programme.id == place.id)).one()
    submission = make.submission(make.call(programme), text=WORDS, contributor="Ada Lovage")
    excerpt = make.excerpt(submission)
    gap = findings.draw_gap(programme, "Managers are told nothing", excerpts=[excerpt], by=SYSTEM)
    made = findings.draw_recommendation(programme, TO_DO, gaps=[gap], excerpts=[excerpt], by=SYSTEM)
    employers = next(each for each in programme.audiences if each.name == "Employers")
    findings.ask(made, employers, "Give each manager the page.", by=SYSTEM)
    findings.draw_recommendation(programme, "Fund more advisers", by=SYSTEM)
    return submission.reference


def test_a_report_is_built_seen_kept_published_and_taken_home(
    sign_in: Callable[..., Page], guest: Page, stage: Stage
) -> None:
    place = stage.programme()
    with stage.setting():
        reference = _found(place)
    title = f"What the table of {place.title} said"
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/reports")
    page.get_by_role("link", name="Make the first report").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name="Summary", exact=True).click()
    page.get_by_label("Words").fill("Help comes **too late**: see [R1] and [G1].")
    page.get_by_role("button", name="See it without saving").click()
    expect(
        page.get_by_role("region", name="The section as the report prints it").get_by_text("too late")
    ).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name="See it as it stands").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("heading", name=TO_DO).first).to_be_visible()
    expect(page.get_by_text(WORDS).first).to_be_visible()

    page.get_by_role("link", name=title).first.click()
    page.get_by_role("button", name="Make a version").click()
    expect(page.get_by_role("row", name="PDF")).to_contain_text("Waiting")
    stage.work()
    page.get_by_role("link", name="Look again").click()
    for name in ("HTML", "PDF", "Word", "Markdown"):
        expect(page.get_by_role("row", name=name)).to_contain_text("Made")
    guest.goto("/")
    expect(guest.get_by_role("link", name=title)).to_have_count(0)
    page.get_by_role("link", name="Publish it").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Published").first).to_be_visible()

    guest.goto("/")
    guest.get_by_role("link", name=title).click()
    expect(guest.get_by_role("heading", level=1)).to_have_text(title)
    expect(guest.get_by_role("heading", name=TO_DO).first).to_be_visible()
    guest.get_by_role("link", name=reference).first.click()  # the way back to the words, on the same page
    expect(guest.get_by_text(WORDS).last).to_be_in_viewport()
    with guest.expect_download() as taken:
        guest.get_by_role("link", name="PDF").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


def test_the_employers_briefing_holds_only_what_is_asked_of_them(
    sign_in: Callable[..., Page], stage: Stage
) -> None:
    place = stage.programme()
    with stage.setting():
        _found(place)
    page = sign_in("ana")
    page.goto(f"/programmes/{place.slug}/reports")
    page.get_by_role("button", name="Make the briefing for Employers").or_(
        page.get_by_title("Make the briefing for Employers")
    ).first.click()
    page.get_by_role("link", name="See it as it stands").click()
    expect(page.get_by_role("heading", name=TO_DO).first).to_be_visible()
    expect(page.get_by_text("Give each manager the page.").first).to_be_visible()
    expect(page.get_by_text("Fund more advisers")).to_have_count(0)


def test_a_publication_is_withdrawn_and_its_address_says_so(
    sign_in: Callable[..., Page], guest: Page, stage: Stage
) -> None:
    place = stage.programme()
    title = f"Too early, from {place.title}"
    with stage.setting():
        programme = db.session.get_one(Programme, place.id)
        made = reports.make_report(programme, title, kind=ReportKind.ROUND_TABLE, by=SYSTEM)
        db.session.flush()
        reports.publish(reports.freeze(made, by=SYSTEM), by=SYSTEM)
        slug = made.slug
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/reports")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name="Version 1").first.click()
    page.get_by_role("link", name="Withdraw it").click()
    expect(page.get_by_text("This cannot be undone")).to_be_visible()
    guest.goto(f"/publications/{slug}")
    expect(guest.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Withdraw version 1").click()
    expect(page.get_by_role("status")).to_contain_text("Version 1 is withdrawn.")
    expect(page.get_by_role("link", name="Publish it")).to_have_count(0)

    guest.reload()
    expect(guest.get_by_role("heading", level=1)).to_have_text("This publication was withdrawn")
    expect(guest.get_by_text(title)).to_be_visible()
    guest.get_by_role("link", name="To the front page").click()
    expect(guest.get_by_role("link", name=title)).to_have_count(0)
