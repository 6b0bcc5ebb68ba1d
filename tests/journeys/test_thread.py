"""The whole thread: ten submissions coded by keyboard alone, what is drawn from them, two rounds, and the way back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from roundtable.db import db
from roundtable.priorities import actions as voting
from roundtable.priorities import queries
from roundtable.priorities.actions import Said
from roundtable.priorities.links import vote_token
from roundtable.priorities.models import Answer, Criterion, Participant, PriorityRound
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.trail import SYSTEM
from tests import make
from tests.journeys.conftest import Place, Stage

SUBMISSIONS, OF_EACH_GROUP = 10, 5
WORDS = "The line was engaged each time."
THEME, GAP, RECOMMENDATION = "Being reached", "Nobody answers the telephone.", "Answer within a day."


@pytest.fixture(params=[True], ids=["with JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Keys are JavaScript's. The same without it, by boxes, is in test_findings."""
    return bool(request.param)


def _furnish(stage: Stage, place: Place) -> list[str]:
    """Ten submissions of three groups, a codebook long enough to be searched, and fifteen people; the references."""
    with stage.setting():
        programme = db.session.get_one(Programme, place.id)
        call, groups = make.call(programme), list(place.groups.values())
        made = [
            make.submission(
                call, text=f"I rang {n} times. {WORDS}\n\nThen I gave up.", group_id=groups[n % len(groups)]
            )
            for n in range(1, SUBMISSIONS + 1)
        ]
        for name in (THEME, *(f"Another theme {n}" for n in range(8))):
            make.theme(programme, name=name)
        for group in groups:
            for _ in range(OF_EACH_GROUP):
                make.stakeholder(programme, group=db.session.get_one(StakeholderGroup, group))
        return [submission.reference for submission in made]


def _code(page: Page, references: list[str]) -> None:
    """Not one click: sentences by j and Space, the theme by t, its name and Enter, m to mark, n for the next."""
    for _ in references:
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("|".join(references)))
        expect(page.get_by_text("Select words in the text")).to_be_visible()  # the keys are there
        for key in ("j", "j", "Space", "t"):
            page.keyboard.press(key)
        page.keyboard.type("reach")
        for key in ("Enter", "Tab", "m"):
            page.keyboard.press(key)
        expect(page.get_by_role("listitem").filter(has_text=WORDS)).to_contain_text(THEME)
        page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("MHE")


def _draw(page: Page, place: Place, references: list[str]) -> None:
    page.goto(f"/programmes/{place.slug}/themes")
    page.get_by_role("link", name=THEME, exact=True).first.click()
    for reference in references[:6]:
        page.get_by_role("checkbox", name=f"Choose the excerpt from {reference}").check()
    page.get_by_role("button", name="Draw a gap").click()
    page.get_by_label("In one sentence").fill(GAP)
    page.get_by_role("button", name="Draw the gap").click()
    page.get_by_role("button", name="Draw a recommendation from it").click()
    page.get_by_label("In one sentence").fill(RECOMMENDATION)
    page.get_by_label("Who should do it").fill("Every service")
    page.get_by_role("button", name="Draw the recommendation").click()
    expect(page.get_by_text("6 submissions from 3 groups.")).to_be_visible()


def _hold_first_round(page: Page, place: Place) -> None:
    """Made, filled, asked and opened, by the pages."""
    page.goto(f"/programmes/{place.slug}/priorities/rounds/new")
    page.get_by_label("Title").fill("What matters most")
    page.get_by_label("Rate each from 1 to 9").check()
    page.get_by_role("button", name="Save the round").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What is put to the vote")
    here = page.url.removesuffix("/items")
    page.get_by_label(f"R1: {RECOMMENDATION}").check()
    page.get_by_label(f"G1: {GAP}").check()
    page.get_by_role("button", name="Put them to the vote").click()
    expect(page.get_by_role("checkbox", name=f"R1: {RECOMMENDATION}")).to_have_count(0)
    page.goto(f"{here}/invitations")
    page.get_by_role("button", name="Ask everybody on this list").click()
    page.goto(here)
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("link", name="Run it in the room")).to_be_visible()


def _vote(stage: Stage, place: Place, guest: Page, rating: int) -> None:
    """One of each group on the page behind the personal link; the others of their groups say the same."""
    with stage.setting():
        round = db.session.scalars(
            select(PriorityRound)
            .where(PriorityRound.programme_id == place.id)
            .order_by(PriorityRound.id.desc())
        ).first()
        assert round is not None
        items = db.session.scalars(queries.items_of(round)).all()
        by_group: dict[int | None, list[Participant]] = {}
        for each in db.session.scalars(select(Participant).where(Participant.round_id == round.id)):
            by_group.setdefault(each.group_id, []).append(each)
        assert len(by_group) == 3
        tokens = [vote_token(members.pop()) for members in by_group.values()]
        for each in (one for members in by_group.values() for one in members):
            said = [Said(item.id, by, Answer.RATED, rating) for item in items for by in round.criteria]
            voting.cast(each, said, by=SYSTEM)
        assert Criterion.IMPORTANCE in round.criteria
    for token in tokens:
        guest.goto(f"/v/{token}/all")
        for answer in guest.get_by_role("radio", name=str(rating), exact=True).all():
            answer.check()
        guest.get_by_role("button", name="Save my votes").click()


def _close(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="Close it now").click()
    stage.work()
    page.get_by_role("link", name="Results").first.click()
    expect(page.get_by_role("heading", name="What unites")).to_be_visible()


def test_from_ten_submissions_to_a_second_round_and_along_the_thread_both_ways(
    sign_in: Callable[..., Page], guest: Page, stage: Stage
) -> None:
    place = stage.programme()
    references = _furnish(stage, place)
    page = sign_in("olive")
    page.goto(f"/programmes/{place.slug}/themes")
    page.get_by_role("link", name="next").first.focus()
    page.keyboard.press("Enter")
    _code(page, references)
    _draw(page, place, references)
    _hold_first_round(page, place)
    _vote(stage, place, guest, 7)
    page.reload()
    _close(stage, page)

    page.get_by_role("link", name="What matters most").first.click()
    page.get_by_role("link", name="Make a second round").click()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Open the round").click()
    _vote(stage, place, guest, 9)
    expect(guest.get_by_text("In the first round you said").first).to_be_visible()
    page.reload()
    _close(stage, page)
    united = page.get_by_role("listitem").filter(has_text=RECOMMENDATION).first
    expect(united).to_contain_text("All: 9 (9–9) Academics: 9")

    page.goto(f"/programmes/{place.slug}/findings")
    page.get_by_role("link", name=RECOMMENDATION).click()
    expect(page.get_by_role("link", name=GAP)).to_be_visible()
    expect(page.get_by_text("Academics: 5, median 9")).to_be_visible()
    page.get_by_role("link", name="paragraph 1", exact=True).first.click()  # down to the words
    expect(page.locator("#p1")).to_contain_text(WORDS)
    page.get_by_role("link", name="What became of it").click()  # and up again
    words = page.locator("#p1")
    expect(words.get_by_role("link", name=GAP)).to_be_visible()
    words.get_by_role("link", name=RECOMMENDATION).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(RECOMMENDATION)
