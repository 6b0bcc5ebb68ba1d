"""Merging and splitting: parents kept, everything undone, and nobody lost on the way."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roundtable.access import Role
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.findings import actions, lineage, queries
from roundtable.findings.models import Gap, GapAnswered, Recommendation
from roundtable.findings.resting import evidence_lines
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


@pytest.fixture
def place(app: Flask) -> Programme:
    return make.programme(slug="work")


@pytest.fixture
def ana(client: Client, place: Programme) -> Client:
    return client.sign_in(make.account(role=Role.AUTHOR, programme=place))


def _gap(place: Programme, title: str = "A gap") -> Gap:
    excerpt = make.excerpt(make.submission(make.call(place)))
    return actions.draw_gap(place, title, excerpts=[excerpt], by=SYSTEM)


def _standing(place: Programme) -> list[str]:
    return [gap.mark for gap in db.session.scalars(queries.gaps(place)) if gap.withdrawn_at is None]


def test_a_merged_gap_has_the_evidence_of_both_and_the_next_number(place: Programme) -> None:
    one, two = _gap(place), _gap(place)
    answer = actions.draw_recommendation(place, "Do it", gaps=[one], by=SYSTEM)
    reference = make.reference(place)
    actions.build_on(two, [reference], by=SYSTEM)
    child = actions.merge([one, two], "Both", by=SYSTEM)
    assert (child.mark, _standing(place)) == ("G3", ["G3"])
    assert len(evidence_lines(child)) == 2
    assert [source.reference for source in child.sources] == [reference]
    assert [row.gap_id for row in db.session.query(GapAnswered).filter_by(recommendation_id=answer.id)] == [
        one.id,
        child.id,
    ]
    assert lineage.parents(child) == [one, two]
    assert lineage.became(Gap, place.id) == {"G1": ["G3"], "G2": ["G3"]}


def test_a_merged_recommendation_asks_what_both_asked(place: Programme) -> None:
    audience = make.audience(place)
    both = [actions.draw_recommendation(place, title, by=SYSTEM) for title in ("One", "Two")]
    for each in both:
        actions.ask(each, audience, f"Do {each.title}.", by=SYSTEM)
        actions.serve(each, aims=["Share good practice"], indicators=place.indicators, by=SYSTEM)
        actions.agree(each, "All of us.", origin="round:1", by=SYSTEM)
    child = actions.merge(both, "Both", by=SYSTEM)
    assert isinstance(child, Recommendation)
    assert [ask.text for ask in child.audiences] == ["Do One.\nDo Two."]
    assert [served.aim for served in child.aims] == ["Share good practice"]
    assert child.agreements == []  # people agreed on other words


def test_a_split_undone_brings_the_whole_back(place: Programme) -> None:
    whole = _gap(place)
    parts = actions.split(whole, ["This", "That", " "], by=SYSTEM)
    assert _standing(place) == ["G2", "G3"]
    assert [len(evidence_lines(part)) for part in parts] == [1, 1]
    assert lineage.last_successor(whole) is None
    assert actions.undo(parts[1], by=SYSTEM) == [whole]
    assert _standing(place) == ["G1"]
    assert lineage.became(Gap, place.id) == {}


def test_what_cannot_be_joined_is_refused_with_its_reason(place: Programme) -> None:
    one, two = _gap(place), _gap(place)
    with pytest.raises(Refusal, match="two or more"):
        actions.merge([one, one], "One", by=SYSTEM)
    with pytest.raises(Refusal, match="of one programme"):
        actions.merge([one, make.gap(make.programme())], "Both", by=SYSTEM)
    with pytest.raises(Refusal, match="from two to"):
        actions.split(one, ["Only one"], by=SYSTEM)
    child = actions.merge([one, two], "Both", by=SYSTEM)
    with pytest.raises(Refusal, match="G1 does not stand"):
        actions.split(one, ["This", "That"], by=SYSTEM)
    with pytest.raises(Refusal, match="G1 became G3"):
        actions.reinstate(one, by=SYSTEM)
    with pytest.raises(Refusal, match="came from no other"):
        actions.undo(one, by=SYSTEM)
    final = actions.merge([child, _gap(place)], "All", by=SYSTEM)
    assert lineage.last_successor(one) == final
    with pytest.raises(Refusal, match="Undo that first"):
        actions.undo(child, by=SYSTEM)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["merge", "split", "undo"]), max_size=8), st.randoms(use_true_random=False))
def test_whatever_is_joined_and_undone_no_number_comes_twice_and_no_words_are_lost(
    app: Flask, deeds: list[str], chance: object
) -> None:
    place = make.programme()
    first = [_gap(place) for _ in range(3)]
    words = {excerpt.id for gap in first for excerpt in evidence_lines(gap)}
    undoable: list[Gap | Recommendation] = []
    for deed in deeds:
        standing = [g for g in db.session.scalars(queries.gaps(place)) if g.withdrawn_at is None]
        if deed == "merge" and len(standing) > 1:
            undoable.append(actions.merge(chance.sample(standing, 2), "M", by=SYSTEM))  # type: ignore[attr-defined]
        elif deed == "split":
            undoable.append(actions.split(standing[0], ["A", "B"], by=SYSTEM)[0])
        elif deed == "undo" and undoable and undoable[-1].withdrawn_at is None:
            actions.undo(undoable.pop(), by=SYSTEM)
    everything = list(db.session.scalars(queries.gaps(place)))
    assert len({gap.number for gap in everything}) == len(everything)
    held = {e.id for gap in everything if gap.withdrawn_at is None for e in evidence_lines(gap)}
    assert held == words


def test_whoever_opens_a_merged_one_is_led_to_its_successor(place: Programme, ana: Client) -> None:
    _gap(place, "First"), _gap(place, "Second")
    sent = {"others": "2", "more": "", "title": "Both of them", "text": "", "once": "k"}
    made = ana.post("/programmes/work/gaps/1/merger", data=sent)
    assert made.status_code == 303 and made.location.endswith("/gaps/3")
    assert ana.post("/programmes/work/gaps/1/merger", data=sent).location.endswith("/gaps/3")
    assert _standing(place) == ["G3"]
    led = ana.get("/programmes/work/gaps/1")
    assert led.status_code == 302 and led.location.endswith("/gaps/3")
    page = ana.get("/programmes/work/gaps/3").get_data(as_text=True)
    assert "G1 was merged; this is G3" in page and "Where it came from" in page
    kept = ana.get("/programmes/work/gaps/1?kept=yes").get_data(as_text=True)
    assert "Merged</strong>" in kept and "G3: Both of them" in kept
    assert ana.post("/programmes/work/gaps/3/parting").status_code == 303
    assert _standing(place) == ["G1", "G2"]


def test_a_number_that_is_none_of_ours_is_refused_with_what_was_typed(place: Programme, ana: Client) -> None:
    _gap(place)
    answer = ana.post("/programmes/work/gaps/1/merger", data={"more": "G44", "title": "Both", "text": "kept"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "There is no G44" in page and "kept" in page


def test_splitting_by_the_page(place: Programme, ana: Client) -> None:
    _gap(place)
    assert ana.post("/programmes/work/gaps/1/division", data={"titles": "One\n"}).status_code == 409
    assert ana.post("/programmes/work/gaps/1/division", data={"titles": "One\nTwo"}).status_code == 303
    assert _standing(place) == ["G2", "G3"]
    assert "Split</strong>" in ana.get("/programmes/work/gaps/1").get_data(as_text=True)
