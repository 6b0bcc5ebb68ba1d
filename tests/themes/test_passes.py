"""Several coders who read apart, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable.access import Account, Role
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.models import Change
from roundtable.overview.keeping import take_out
from roundtable.programmes.models import Programme
from roundtable.themes import actions, blind, comparing, queries
from roundtable.themes.agreement import TwoByTwo
from roundtable.themes.models import Coding, CodingPass, Excerpt, PassMark, PassSettlement, Theme
from roundtable.trail import SYSTEM, Actor, ActorKind
from tests import make
from tests.conftest import Client

TEXT = "Nobody phones back.\n\nThe fit note says nothing.\n\nWe closed the café."


@dataclass
class Scene:
    place: Programme
    ana: Account
    sam: Account
    theme: Theme
    made: CodingPass

    def mark(self, who: Account, starts: int, ends: int, theme: Theme | None = None, number: int = 0) -> None:
        version = self.made.submissions[number].version
        coder = next(each for each in self.made.coders if each.account_id == who.id)
        actions.mark_in_pass(
            coder, version, starts, ends, themes=[theme or self.theme], by=Actor(ActorKind.ACCOUNT, who.id)
        )

    def finish(self, *who: Account) -> None:
        for account in who:
            coder = next(each for each in self.made.coders if each.account_id == account.id)
            for each in self.made.submissions:
                if each.submission.stands:
                    actions.finish_reading(coder, each.submission, by=SYSTEM)


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    place = make.programme(slug="work")
    call = make.call(place)
    for _ in range(2):
        make.submission(call, text=TEXT)
    ana, sam = (make.account(role=Role.AUTHOR, programme=place, name=name) for name in ("Ana", "Sam"))
    made = actions.start_pass(place, "First pass", coders=[ana, sam], count=9, spread=False, by=SYSTEM)
    yield Scene(place, ana, sam, make.theme(place, name="Access"), made)


def test_agreement_is_told_by_paragraphs_that_both_have_read(scene: Scene) -> None:
    scene.mark(scene.ana, 0, 6)
    scene.mark(scene.sam, 7, 19)  # other words of the same paragraph
    scene.mark(scene.ana, 21, 24)
    scene.mark(scene.sam, 0, 6, number=1)
    scene.finish(scene.ana, scene.sam)
    assert scene.made.opened_at is not None
    compared = comparing.compare(scene.made)
    (found,) = compared.agreements
    assert (found.theme, found.n, found.table) == (scene.theme, 6, TwoByTwo(1, 1, 1, 3))
    assert found.kappa == pytest.approx(0.25)
    assert [(each.paragraph.number, each.settled) for each in compared.differences] == [(2, None), (1, None)]
    scene.made.submissions[1].submission.withdrawn_at = scene.made.created_at
    db.session.flush()
    (found,) = comparing.compare(scene.made).agreements
    assert (found.n, found.table) == (3, TwoByTwo(1, 1, 0, 1)), "what is withdrawn is compared no longer"


def test_a_pass_that_is_opened_early_compares_only_what_both_have_read(scene: Scene) -> None:
    scene.mark(scene.ana, 0, 6)
    scene.finish(scene.ana)
    assert scene.made.opened_at is None
    actions.open_pass(scene.made, by=SYSTEM)
    compared = comparing.compare(scene.made)
    assert (compared.paragraphs, compared.agreements, compared.differences) == ([], [], [])


def test_nothing_of_a_pass_counts_before_it_is_taken_over_and_then_what_holds_counts_once(
    scene: Scene,
) -> None:
    other = make.theme(scene.place)
    scene.mark(scene.ana, 0, 6)
    scene.mark(scene.sam, 0, 19)
    scene.mark(scene.ana, 21, 24)
    scene.mark(scene.sam, 49, 51, other)
    assert queries.counts(scene.place) == {}
    for deed in (lambda: actions.take_over(scene.made, by=SYSTEM), lambda: _settle(scene, 1, True)):
        with pytest.raises(Refusal, match="not finished"):
            deed()
    scene.finish(scene.ana, scene.sam)
    assert actions.take_over(scene.made, by=SYSTEM) == 1
    coding = db.session.scalars(select(Coding)).one()
    assert (coding.excerpt.words, coding.account_id) == ("Nobody", scene.ana.id)
    _settle(scene, 2, False)
    for _ in range(2):
        _settle(scene, 2, True)
    assert db.session.scalar(select(func.count(PassSettlement.id))) == 2, "each decision is kept, none twice"
    assert actions.take_over(scene.made, by=SYSTEM) == 1
    assert actions.take_over(scene.made, by=SYSTEM) == 0
    assert sorted(db.session.scalars(select(Excerpt.words))) == ["Nobody", "The"]
    with pytest.raises(Refusal, match="is open"):
        scene.mark(scene.ana, 0, 6)


def _settle(scene: Scene, paragraph: int, holds: bool) -> None:
    version = scene.made.submissions[0].version
    actions.settle(scene.made, version, paragraph, scene.theme, holds=holds, by=SYSTEM)


def test_a_theme_that_was_merged_counts_as_what_it_became(scene: Scene) -> None:
    into = make.theme(scene.place)
    scene.mark(scene.ana, 0, 6)
    scene.mark(scene.sam, 0, 6, into)
    actions.merge_themes(scene.theme, into=into, by=SYSTEM)
    scene.finish(scene.ana, scene.sam)
    assert [each.theme for each in comparing.compare(scene.made).agreements] == [into]
    assert comparing.compare(scene.made).differences == []


def test_a_pass_needs_two_coders_and_something_to_read(scene: Scene) -> None:
    for coders, spread in (([scene.ana], True), ([scene.ana, scene.ana], True)):
        with pytest.raises(Refusal, match="two coders"):
            actions.start_pass(scene.place, "No", coders=coders, count=1, spread=spread, by=SYSTEM)
    empty = make.programme()
    with pytest.raises(Refusal, match="nothing to read"):
        actions.start_pass(empty, "No", coders=[scene.ana, scene.sam], count=1, spread=True, by=SYSTEM)
    drawn = actions.start_pass(
        scene.place, "Drawn", coders=[scene.ana, scene.sam], count=1, spread=True, by=SYSTEM
    )
    assert len(drawn.submissions) == 1


def test_two_coders_read_blind_by_page_and_settle_where_they_differ(scene: Scene, client: Client) -> None:
    pages = f"/programmes/work/themes/passes/{scene.made.id}"
    first, second = (f"{pages}/submissions/{each.submission_id}" for each in scene.made.submissions)
    version = scene.made.submissions[0].version_id
    client.sign_in(scene.ana)
    assert client.get(f"{pages}/next").headers["Location"] == first
    form = {"version": version, "sentences": ["text-0-19"], "themes": [scene.theme.id], "memo": "Her memo"}
    for _ in range(2):
        assert client.send(first, form).status_code == 303
    assert client.send(first, form | {"themes": []}).status_code == 409
    assert "Nobody phones back." in client.get(first).text.split("Your excerpts")[1]
    assert client.send(f"{first}/reading").headers["Location"] == second
    assert client.send(f"{second}/reading").headers["Location"] == pages
    assert client.get(f"{pages}/differences").headers["Location"] == pages

    client.sign_in(scene.sam)
    hers = client.get(first).text + client.get(pages).text + client.get("/programmes/work/themes").text
    assert "Her memo" not in hers
    assert 'Your excerpts <span class="muted">0</span>' in hers
    mark = db.session.scalars(select(PassMark)).one()
    assert client.send(f"{pages}/marks/{mark.id}/removal").status_code == 404
    for each in (first, second):
        client.send(f"{each}/reading")
    shown = client.get(pages).text
    for part in ("How far they agree", "0.00", "Settle 1 difference"):
        assert part in shown
    differences = client.get(f"{pages}/differences").text
    assert "Her memo" in differences
    at = f"{version}-1-{scene.theme.id}"
    assert client.send(f"{pages}/differences", {"place": at}).status_code == 422
    settled = client.send(f"{pages}/differences", {"place": at, "holds": "yes", "reason": "She is right"})
    assert settled.status_code == 303
    assert "She is right" in client.get(f"{pages}/differences").text
    client.send(f"{pages}/adoption")
    assert db.session.scalars(select(Coding)).one().excerpt.words == "Nobody phones back."


def test_who_is_no_coder_of_a_pass_sees_how_far_it_is_and_marks_nothing(scene: Scene, client: Client) -> None:
    client.sign_in(make.account(role=Role.AUTHOR, programme=scene.place))
    pages = f"/programmes/work/themes/passes/{scene.made.id}"
    assert "0 of 2" in client.get(pages).text
    submission = f"{pages}/submissions/{scene.made.submissions[0].submission_id}"
    assert client.get(submission).headers["Location"] == pages
    made = {"title": "Second", "coders": [scene.ana.id, scene.sam.id], "which": "spread", "count": 1}
    assert client.send("/programmes/work/themes/passes/new", made).status_code == 303
    assert client.send("/programmes/work/themes/passes/new", made | {"count": 0}).status_code == 422
    client.send(f"{pages}/opening")
    assert "Nothing was marked in what all have read." in client.get(pages).text


def test_comparing_costs_the_same_however_much_was_marked(scene: Scene, queries: list[str]) -> None:
    counts = []
    for lot in range(3):
        for starts in range(lot * 4, lot * 4 + 4):
            scene.mark(scene.ana, 0, starts + 1)
        db.session.commit()
        db.session.expire_all()
        scene.made.coders  # noqa: B018
        queries.clear()
        comparing.compare(scene.made)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_what_is_redacted_is_gone_from_the_marks_of_a_pass_which_move_with_the_text(scene: Scene) -> None:
    scene.mark(scene.ana, 0, 6)  # Nobody
    scene.mark(scene.ana, 21, 47)
    scene.mark(scene.sam, 25, 33)  # fit note
    scene.mark(scene.sam, 29, 33)
    submission = scene.made.submissions[0].submission
    take_out(submission, ["Nobody", "fit note"], change=Change.REDACTED, reason="Why", by=SYSTEM)
    said = [mark.words for mark in db.session.scalars(select(PassMark).order_by(PassMark.id))]
    assert said == ["", "The [redacted] says nothing.", "", ""]
    scene.finish(scene.ana, scene.sam)
    (found,) = comparing.compare(scene.made).agreements
    assert (found.marked, found.n) == ((1, 0), 6)
    coder = scene.made.coders[0]
    version = scene.made.submissions[0].version
    assert [own.words for own in blind.marked(version, coder).here] == [said[1]]
