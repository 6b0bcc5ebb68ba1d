"""The verbs of gaps and recommendations."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.findings import actions
from roundtable.findings.models import Ask, Gap, Recommendation, Strength
from roundtable.findings.resting import evidence_lines
from roundtable.trail import SYSTEM
from tests import make


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["gap", "recommendation", "withdraw", "reinstate"]), max_size=12))
def test_numbers_rise_and_are_never_given_twice_whatever_is_withdrawn(app: Flask, deeds: list[str]) -> None:
    place = make.programme()
    drawn: dict[str, list[Gap | Recommendation]] = {"gap": [], "recommendation": []}
    for deed in deeds:
        if deed == "gap":
            drawn[deed].append(actions.draw_gap(place, "A gap", by=SYSTEM))
        elif deed == "recommendation":
            drawn[deed].append(actions.draw_recommendation(place, "Do it", by=SYSTEM))
        for finding in [each[-1] for each in drawn.values() if each]:
            if deed == "withdraw":
                actions.withdraw(finding, by=SYSTEM)
            elif deed == "reinstate":
                actions.reinstate(finding, by=SYSTEM)
    for findings in drawn.values():
        assert [finding.number for finding in findings] == list(range(1, len(findings) + 1))


def test_numbers_begin_anew_in_each_programme(app: Flask) -> None:
    assert [actions.draw_gap(make.programme(), "A gap", by=SYSTEM).mark for _ in range(2)] == ["G1", "G1"]


def test_evidence_is_added_once_and_taken_off(app: Flask) -> None:
    place = make.programme()
    excerpt = make.excerpt(make.submission(make.call(place)))
    gap = actions.draw_gap(place, "A gap", excerpts=[excerpt], by=SYSTEM)
    assert actions.support(gap, [excerpt], by=SYSTEM) == 0
    assert evidence_lines(gap) == [excerpt]
    actions.support_no_longer(gap, excerpt, by=SYSTEM)
    assert evidence_lines(gap) == []


def test_a_finding_refuses_words_and_gaps_of_another_programme(app: Flask) -> None:
    place, other = make.programme(), make.programme()
    recommendation = actions.draw_recommendation(place, "Do it", by=SYSTEM)
    with pytest.raises(Refusal, match="another programme"):
        actions.support(recommendation, [make.excerpt(make.submission(make.call(other)))], by=SYSTEM)
    with pytest.raises(Refusal, match="another programme"):
        actions.answer(recommendation, [make.gap(other)], by=SYSTEM)
    with pytest.raises(Refusal, match="another programme"):
        actions.ask(recommendation, make.audience(other), "Read.", by=SYSTEM)


def test_an_excerpt_stays_marked_while_a_finding_that_stands_rests_on_it(app: Flask) -> None:
    place = make.programme()
    excerpt = make.excerpt(make.submission(make.call(place)))
    recommendation = actions.draw_recommendation(place, "Do it", excerpts=[excerpt], by=SYSTEM)
    with pytest.raises(Refusal, match="R1 rests on these words"):
        actions.remove_excerpt(excerpt, by=SYSTEM)
    actions.withdraw(recommendation, by=SYSTEM)
    actions.remove_excerpt(excerpt, by=SYSTEM)
    assert excerpt.removed_at is not None


def test_asking_an_audience_again_words_it_anew(app: Flask) -> None:
    place = make.programme()
    recommendation, audience = actions.draw_recommendation(place, "Do it", by=SYSTEM), make.audience(place)
    for text in ("Read.", "Read twice."):
        actions.ask(recommendation, audience, text, by=SYSTEM)
    assert [ask.text for ask in db.session.scalars(select(Ask))] == ["Read twice."]
    actions.ask_no_longer(recommendation, audience, by=SYSTEM)
    assert db.session.scalars(select(Ask)).all() == []


def test_a_strength_needs_its_reason(app: Flask) -> None:
    place = make.programme()
    with pytest.raises(Refusal, match="Say why"):
        actions.draw_recommendation(place, "Do it", strength=Strength.STRONG, by=SYSTEM)
    recommendation = actions.draw_recommendation(place, "Do it", by=SYSTEM)
    with pytest.raises(Refusal, match="Say why"):
        actions.revise_recommendation(
            recommendation,
            title="Do it",
            text="",
            owner="",
            timescale="",
            measure="",
            strength=Strength.STRONG,
            strength_reason=" ",
            theme=None,
            by=SYSTEM,
        )
