"""Two rounds with three groups: set up, voted in on a phone by keyboard, closed, read, and asked again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from roundtable.db import db
from roundtable.priorities import actions, queries
from roundtable.priorities.links import vote_token
from roundtable.priorities.models import Answer, Criterion, Participant, PriorityRound
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Person
from tests import make
from tests.journeys.conftest import SYSTEM, Stage

SIX_OF_EACH = 6


@pytest.fixture(params=[False], ids=["without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """With it, the journey along the thread votes in two rounds."""
    return bool(request.param)


def _link_of(stage: Stage, name: str, title: str) -> str:
    with stage.setting():
        wanted = select(Participant).join(Participant.person).join(Participant.round)
        found = wanted.where(Person.name == name, PriorityRound.title == title)
        return f"{stage.address}/v/{vote_token(db.session.scalars(found).one())}"


def _others_vote(stage: Stage, title: str, but: str) -> None:
    """Everybody else rates: all want the first, and the groups part over the second."""
    with stage.setting():
        round = db.session.scalars(select(PriorityRound).where(PriorityRound.title == title)).one()
        first, second = db.session.scalars(queries.items_of(round))
        for one in db.session.scalars(queries.taking_part(round)):
            if one.person is not None and one.group is not None and one.person.name != but:
                values = ((first, 9), (second, 1 if one.group.name == "Employers" else 8))
                said = [
                    actions.Said(item.id, Criterion.IMPORTANCE, Answer.RATED, value) for item, value in values
                ]
                actions.cast(one, said, by=SYSTEM)


def test_two_rounds_with_three_groups(
    sign_in: Callable[..., Page], guest: Page, stage: Stage, javascript: bool
) -> None:
    place = stage.programme()
    ada = f"Ada Marchmont {javascript}"
    title = f"What first? {javascript}"
    stage.stakeholder(place, ada)
    with stage.setting():
        programme = db.session.get_one(Programme, place.id)
        make.recommendation(programme, number=1, title="Pay people for their time")
        make.recommendation(programme, number=2, title="Meet once a month")
        for group in programme.groups:
            for _ in range(SIX_OF_EACH - (group.name == "Academics")):
                make.stakeholder(programme, group=group)
    page = sign_in()
    page.goto(f"/programmes/{place.slug}/priorities/")
    page.get_by_role("link", name="Make a round").click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("radio", name="Rate each from 1 to 9").check()
    page.get_by_role("button", name="Save the round").click()
    page.get_by_role("checkbox", name="R1: Pay people for their time").check()
    page.get_by_role("checkbox", name="R2: Meet once a month").check()
    page.get_by_role("button", name="Put them to the vote").click()
    page.get_by_role("link", name="Back to the round").click()
    page.get_by_role("link", name="Choose who votes").click()
    page.get_by_role("button", name="Ask everybody on this list (18)").click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("0 of 18")).to_be_visible()

    guest.goto(_link_of(stage, ada, title))
    guest.get_by_role("link", name="Begin").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Pay people for their time")
    importance = guest.get_by_role("group", name="How important is it?")
    importance.get_by_role("radio", name="1", exact=True).focus()
    for _ in range(6):
        guest.keyboard.press("ArrowRight")
    expect(importance.get_by_role("radio", name="7", exact=True)).to_be_checked()
    guest.get_by_role("group", name="How feasible is it?").get_by_role("radio", name="Not my field").check()
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Meet once a month")
    guest.get_by_role("link", name=title).click()
    expect(guest.get_by_text("1 of 2")).to_be_visible()
    _others_vote(stage, title, ada)

    page.reload()
    page.get_by_role("button", name="Close it now").click()
    stage.work()
    page.get_by_role("link", name="See what came of it").click()
    united = page.get_by_role("listitem").filter(has_text="Pay people for their time").first
    expect(united).to_contain_text("Employers: 9")
    expect(page.get_by_role("listitem").filter(has_text="Meet once a month").first).to_contain_text(
        "Employers: 1"
    )
    page.get_by_role("link", name="Write it down").click()
    page.get_by_label("Minority statement").fill("We have no day to spare in a month.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We have no day to spare in a month.")).to_be_visible()

    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Make a second round").click()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Open the round").click()
    guest.goto(_link_of(stage, ada, f"{title}: second round"))
    guest.get_by_role("link", name="Begin").click()
    expect(guest.get_by_text("In the first round you said 7.").first).to_be_visible()
    expect(guest.get_by_text("Academics (6): median 9").first).to_be_visible()
    guest.get_by_role("group", name="How important is it?").get_by_role("radio", name="9").check()
    guest.get_by_role("button", name="Save and go on").click()
    guest.get_by_role("link", name="Back").click()
    expect(
        guest.get_by_role("group", name="How important is it?").get_by_role("radio", name="9")
    ).to_be_checked()
    page.get_by_role("link", name="R1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pay people for their time")
