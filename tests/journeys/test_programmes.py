"""A programme is made, described, shared and copied."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_an_organiser_makes_a_programme_and_says_what_it_is_for(
    sign_in: Callable[..., Page], javascript: bool
) -> None:
    page = sign_in()
    title = f"Work after illness, {'with' if javascript else 'without'} script"
    page.goto("/programmes")
    page.get_by_role("link", name="Make a programme").click()
    page.get_by_role("button", name="Make the programme").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a title.")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Make the programme").click()

    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_label("Aims").fill("- Fewer people out of work\n- **More** of them back")
    page.get_by_role("button", name="Save the aims").click()
    page.get_by_role("link", name="Settings", exact=True).click()
    expect(page.get_by_label("Aims")).to_have_value("- Fewer people out of work\n- **More** of them back")

    tabs = page.get_by_role("navigation", name="Settings")
    tabs.get_by_role("link", name="Groups").click()
    page.get_by_role("link", name="Add the first group").click()
    page.get_by_label("Name").fill("Employers")
    page.get_by_label("Letter").fill("E")
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Add a group").click()
    expect(page.get_by_role("rowheader")).to_contain_text("Employers")

    tabs.get_by_role("link", name="Audiences").click()
    page.get_by_role("link", name="Add the first audience").click()
    page.get_by_label("Name").fill("Line managers")
    page.get_by_role("button", name="Add an audience").click()
    expect(page.get_by_role("rowheader")).to_have_text("Line managers")

    tabs.get_by_role("link", name="Indicators").click()
    page.get_by_role("link", name="Add the first indicator").click()
    page.get_by_label("Outcomes framework").fill("Public Health Outcomes Framework")
    page.get_by_label("Indicator", exact=True).fill("Gap in the employment rate")
    page.get_by_role("button", name="Add an indicator").click()
    expect(page.get_by_role("rowheader")).to_have_text("Gap in the employment rate")

    tabs.get_by_role("link", name="Look").click()
    page.get_by_label("Organiser").fill("The Example Forum")
    page.get_by_role("button", name="Save the look").click()

    page.get_by_role("link", name="Settings", exact=True).click()
    tabs.get_by_role("link", name="Members").click()
    page.get_by_label("E-mail address").fill("ana@roundtable.example")
    page.get_by_label("Author").check()
    page.get_by_role("button", name="Add the member").click()
    expect(page.get_by_role("row", name="Ana Author")).to_contain_text("Author")

    tabs.get_by_role("link", name="Aims").click()
    page.get_by_role("link", name="Copy this programme").click()
    page.get_by_label("Title").fill(f"{title}, again")
    page.get_by_role("button", name="Make the copy").click()
    page.goto("/programmes")
    page.get_by_role("link", name=f"{title}, again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{title}, again")
    expect(page.get_by_role("listitem").filter(has_text="Line managers")).to_be_visible()
    expect(page.get_by_role("heading", name="Gap in the employment rate")).to_be_visible()


def test_a_scribe_sees_no_settings_and_no_other_programme(
    sign_in: Callable[..., Page], stage: object
) -> None:
    page = sign_in("sam")
    page.goto("/programmes")
    expect(page.get_by_role("link", name="Make a programme")).to_have_count(0)
    page.get_by_role("link", name="mental health and employment").first.click()
    expect(page.get_by_role("link", name="Settings", exact=True)).to_have_count(0)
