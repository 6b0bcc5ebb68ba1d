"""Every page: axe finds nothing, one heading of the first level, a title, its language, nothing beside the screen."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from roundtable.demonstration.loading import PASSWORD
from tests.journeys.conftest import Stage
from tests.journeys.pages import Opened, pages

SHARES = 4
RUN = """only => axe.run(document, {
  resultTypes: ['violations'],
  preload: false,
  rules: {'target-size': {enabled: true}, 'color-contrast': {enabled: false}},
  ...(only ? {runOnly: {type: 'rule', values: only}} : {}),
}).then(found => found.violations)"""
BY_WIDTH = ["target-size", "scrollable-region-focusable", "link-in-text-block"]
"""What another width can change: the rest was looked at once."""
CONTRAST = """async () => {
  const known = new Set(JSON.parse(sessionStorage.getItem('known'))), fresh = new Map();
  for (const one of document.querySelectorAll('body *')) {
    const says = [...one.childNodes].some(each => each.nodeType === 3 && each.data.trim());
    if (!(says || one.matches('input, select, textarea, button')) || !one.checkVisibility()) continue;
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(one);
    let combination = [color, fontSize, fontWeight, textShadow].join(), opaque = false;
    for (let around = one; around; around = around.parentElement) {
      const {backgroundColor, backgroundImage, opacity, filter, position} = getComputedStyle(around);
      combination += [' in', opacity, filter].join();
      if (!opaque) combination += [' on', backgroundColor, backgroundImage].join();
      opaque ||= backgroundColor.startsWith('rgb(');  // nothing shines through
      if (!opaque && /absolute|fixed/.test(position)) combination = null;  // may stand on anything
      if (combination === null) break;
    }
    if (!known.has(combination)) fresh.set(one, combination);
  }
  if (!fresh.size) return [];
  const {violations, passes} = await axe.run({include: [...fresh.keys()]}, {
    resultTypes: ['violations', 'passes'],
    elementRef: true,
    preload: false,
    runOnly: {type: 'rule', values: ['color-contrast']},
  });
  for (const {nodes} of passes) for (const {element} of nodes) if (fresh.get(element)) known.add(fresh.get(element));
  sessionStorage.setItem('known', JSON.stringify([...known]));
  for (const {nodes} of violations) for (const node of nodes) delete node.element;
  return violations;
}"""
"""Text that passed is not looked at again in the same colour, size and weight on the same ground: axe takes longest
over this rule.
"""
FRAME = """() => ({
  headings: document.querySelectorAll('h1').length,
  title: document.title,
  language: document.documentElement.lang,
})"""
BESIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(one => {
    if (!one.checkVisibility() || one.getBoundingClientRect().right <= innerWidth + 1) return false;
    for (let around = one.parentElement; around; around = around.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(around).overflowX)) return false;
    return true;
  }).slice(0, 3).map(one => one.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="session")
def every_page(stage: Stage) -> list[Opened]:
    with stage.setting():
        return pages(stage.app)


class Looker:
    """Somebody who looks at pages, as one account or as nobody."""

    def __init__(self, browser: Browser, stage: Stage, axe: Axe) -> None:
        self._browser, self._stage, self._axe = browser, stage, axe
        self._pages: dict[str | None, Page] = {}

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()

    def _page_of(self, who: str | None) -> Page:
        if who not in self._pages:
            context = self._browser.new_context(base_url=self._stage.address, reduced_motion="reduce")
            context.add_init_script(self._axe.axe_script)
            self._pages[who] = page = context.new_page()
            if who is not None:
                page.goto("/sign-in")
                page.get_by_label("E-mail address").fill(f"{who}@roundtable.example")
                page.get_by_label("Password").fill(PASSWORD)
                page.get_by_role("button", name="Sign in").click()
                page.get_by_role("heading", name="Programmes").wait_for()
        return self._pages[who]

    def open(self, opened: Opened, *, width: int, display: str = "") -> Page:
        page = self._page_of(opened.who)
        page.set_viewport_size({"width": width, "height": 900})
        page.context.clear_cookies(name="display")
        if display:
            page.context.add_cookies([{"name": "display", "value": display, "url": self._stage.address}])
        answer = page.goto(opened.address)
        assert answer is not None
        assert answer.status == 200, f"{opened.endpoint} {opened.address}: {answer.status}"
        return page

    def violations(self, page: Page, only: list[str] | None = None) -> list[str]:
        """What axe finds here, a line each; contrast only where text stands as it has not stood before."""
        found: list[dict[str, Any]] = page.evaluate(RUN, only)
        found += page.evaluate(CONTRAST)
        return [
            f"{each['id']}: {node['html'][:200]} ({node['failureSummary'].splitlines()[-1].strip()[:160]})"
            for each in found
            for node in each["nodes"][:3]
        ]


@pytest.fixture(scope="module")
def looker(browser: Browser, stage: Stage, axe: Axe) -> Iterator[Looker]:
    made = Looker(browser, stage, axe)
    yield made
    made.close()


def _at(opened: Opened, width: int, found: list[str]) -> list[str]:
    return [f"{opened.endpoint} {opened.address} at {width}: {each}" for each in found]


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page_at_a_desk_and_on_a_phone(
    looker: Looker, every_page: list[Opened], share: int
) -> None:
    wrong: list[str] = []
    for opened in every_page[share::SHARES]:
        page = looker.open(opened, width=1280)
        wrong += _at(opened, 1280, looker.violations(page))
        frame = page.evaluate(FRAME)
        title, _, name = frame["title"].rpartition(" – ")
        if (frame["headings"], frame["language"], name) != (1, "en-GB", "Roundtable") or not title.strip():
            wrong += _at(opened, 1280, [str(frame)])
        page.set_viewport_size({"width": 390, "height": 844})
        wrong += _at(opened, 390, looker.violations(page, BY_WIDTH))
        page.set_viewport_size({"width": 320, "height": 640})
        wrong += _at(opened, 320, [f"stands beside the screen: {each}" for each in page.evaluate(BESIDE)])
    assert wrong == [], "\n" + "\n".join(wrong)


IN_OTHER_COLOURS = (
    "patterns.show",
    "programmes.show",
    "stakeholders.preview",
    "events.show",
    "themes.code",
    "findings.recommendation",
    "events_guest.invitation",
    "reports_public.show",
)


@pytest.mark.parametrize("display", ["dark-normal-100", "light-high-150", "dark-high-100"])
def test_axe_finds_nothing_in_the_reader_s_own_colours(
    looker: Looker, every_page: list[Opened], display: str
) -> None:
    wrong: list[str] = []
    for opened in every_page:
        if opened.endpoint in IN_OTHER_COLOURS:
            page = looker.open(opened, width=1280, display=display)
            wrong += _at(opened, 1280, looker.violations(page))
    assert wrong == [], "\n" + "\n".join(wrong)


def test_a_page_that_does_not_exist_is_a_page_too(looker: Looker, stage: Stage) -> None:
    page = looker.open(Opened("public.front", "/", None), width=390)
    answer = page.goto("/nowhere")
    assert answer is not None
    assert answer.status == 404
    assert looker.violations(page) == []


def test_a_form_that_needs_mending_says_so_where_it_is_read(looker: Looker, every_page: list[Opened]) -> None:
    new = next(opened for opened in every_page if opened.endpoint == "events.new")
    page = looker.open(new, width=390)
    page.get_by_role("button", name="Make the event").click()
    page.get_by_role("alert").wait_for()
    assert looker.violations(page) == []
