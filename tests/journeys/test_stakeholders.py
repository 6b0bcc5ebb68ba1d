"""A list comes in: its columns are chosen, every line is looked at, and the same file again changes nothing."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage

FILE = {
    "name": "our list.csv",
    "mimeType": "text/csv",
    "buffer": (
        "Full name;Mail;Where they work;Sector\r\n"
        "Zoë Quillfeather;zoe@quill{n}.example;Quill & Söhne {n};Firms\r\n"
        "Dafydd Brynmor;dafydd@bryn{n}.example;Bryn Trust {n};GPs\r\n"
        "Nobody Reachable;not-an-address;Nowhere;GPs\r\n"
    ),
}


def _upload(page: Page, n: int) -> None:
    text = str(FILE["buffer"]).replace("{n}", str(n)).encode("cp1252")
    page.get_by_label("File").set_input_files({**FILE, "buffer": text})  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload and look at it").click()


def test_a_list_is_imported_after_a_preview_and_the_same_again_changes_nothing(
    sign_in: Callable[..., Page], stage: Stage
) -> None:
    place = stage.programme()
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/stakeholders")
    page.get_by_role("link", name="Import a list").click()
    _upload(page, place.id)

    expect(page.get_by_label("Name", exact=True)).to_have_value("Full name")
    page.get_by_label("E-mail address").select_option("Mail")
    page.get_by_label("Organisation").select_option("Where they work")
    page.get_by_label("“Firms”").select_option("Employers")
    page.get_by_role("button", name="Preview every line").click()

    expect(page.get_by_role("row", name="Zoë Quillfeather")).to_contain_text("New")
    expect(page.get_by_role("row", name="Nobody Reachable")).to_contain_text("Refused")
    page.get_by_role("link", name="Stakeholders").first.click()
    expect(
        page.get_by_role("heading", name="No stakeholders yet")
    ).to_be_visible()  # nothing is written so far
    page.go_back()
    page.get_by_role("button", name="Import 2 lines").click()

    person = page.get_by_role("row", name="Zoë Quillfeather")
    expect(person).to_contain_text("Quill & Söhne")
    expect(person).to_contain_text("Employers")
    expect(page.get_by_role("row", name="Nobody Reachable")).to_have_count(0)

    page.get_by_role("link", name="Import a list").click()
    _upload(page, place.id)
    page.get_by_label("E-mail address").select_option("Mail")
    page.get_by_label("Organisation").select_option("Where they work")
    page.get_by_label("“Firms”").select_option("Employers")
    page.get_by_role("button", name="Preview every line").click()
    expect(page.get_by_text("This import would change nothing.")).to_be_visible()
    expect(page.get_by_role("row", name="Zoë Quillfeather")).to_contain_text("Unchanged")


def test_somebody_is_found_changed_and_their_story_told(sign_in: Callable[..., Page], stage: Stage) -> None:
    place = stage.programme()
    stage.stakeholder(place, f"Wilhelmina Oxbow-{place.id}", group="GPs")
    stage.stakeholder(place, f"Percival Thistle-{place.id}", group="Employers")
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/stakeholders")
    page.get_by_label("Search names, organisations and addresses").fill("oxb")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("link", name="Take away").or_(page.get_by_role("link", name="oxb")).first.click()
    page.get_by_label("Group").select_option("Employers")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Percival Thistle").click()

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Organisation").fill("Thistle & Co")
    page.get_by_label("Job title").fill("Head of people")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Head of people, Thistle & Co").first).to_be_visible()
    expect(page.get_by_role("region", name="Their story").get_by_role("listitem")).not_to_have_count(0)
