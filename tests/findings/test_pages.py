"""Gaps and recommendations, as pages."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.findings import actions
from roundtable.findings.models import Recommendation, Strength
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


def _text(client: Client, address: str) -> str:
    response = client.get(f"/programmes/work/{address}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_lists_are_narrowed_by_audience_theme_strength_evidence_and_answer(
    place: Programme, ana: Client
) -> None:
    theme, audience = make.theme(place), make.audience(place)
    excerpt = make.excerpt(make.submission(make.call(place)))
    open_gap = actions.draw_gap(place, "Nobody answers this", by=SYSTEM)
    gap = actions.draw_gap(place, "This is answered", excerpts=[excerpt], theme=theme, by=SYSTEM)
    full = actions.draw_recommendation(
        place,
        "Full",
        strength=Strength.STRONG,
        strength_reason="Three trials say so.",
        theme=theme,
        gaps=[gap],
        excerpts=[excerpt],
        by=SYSTEM,
    )
    actions.ask(full, audience, "Read.", by=SYSTEM)
    actions.draw_recommendation(place, "Bare", gaps=[open_gap], by=SYSTEM)
    actions.withdraw(actions.draw_recommendation(place, "Gone", gaps=[open_gap], by=SYSTEM), by=SYSTEM)
    actions.withdraw(db.session.scalars(select(Recommendation).filter_by(title="Bare")).one(), by=SYSTEM)
    actions.draw_recommendation(place, "Plain", by=SYSTEM)
    asked = {
        "": {"Full", "Plain"},
        f"audience={audience.id}": {"Full"},
        f"theme={theme.id}": {"Full"},
        "strength=strong": {"Full"},
        "strength=emerging": set(),
        "evidence=none": {"Plain"},
        "evidence=yes": {"Full"},
        "withdrawn=yes": {"Bare", "Gone"},
        "kind=gaps&answered=no": {"Nobody answers this"},
        "kind=gaps&answered=yes": {"This is answered"},
        "kind=gaps&evidence=none": {"Nobody answers this"},
        "q=ful": {"Full"},
    }
    titles = {"Full", "Plain", "Bare", "Gone", "Nobody answers this", "This is answered"}
    for query, wanted in asked.items():
        page = _text(ana, f"findings?{query}")
        assert {title for title in titles if f"</span>{title}</a>" in page} == wanted, query


def test_what_has_no_evidence_says_so(place: Programme, ana: Client) -> None:
    actions.draw_recommendation(place, "Bare", by=SYSTEM)
    assert "No evidence" in _text(ana, "findings")
    assert "No evidence." in _text(ana, "recommendations/1")


def test_a_recommendation_is_edited_with_its_audiences_and_gaps(place: Programme, ana: Client) -> None:
    employers, others = make.audience(place), make.audience(place)
    one, two = (actions.draw_gap(place, title, by=SYSTEM) for title in ("One", "Two"))
    made = actions.draw_recommendation(place, "Do it", gaps=[one], by=SYSTEM)
    actions.ask(made, others, "Read.", by=SYSTEM)
    form: dict[str, Any] = {
        "title": "Do it soon",
        "version": made.version,
        "strength": "moderate",
        "strength_reason": "Two tables said so",
        "gaps": [two.id],
        f"ask_{employers.id}": "Name one person.",
    }
    assert ana.send("/programmes/work/recommendations/1/edit", form).status_code == 303
    saved = db.session.scalars(select(Recommendation)).one()
    assert (saved.title, saved.strength) == ("Do it soon", Strength.MODERATE)
    assert [answered.gap.mark for answered in saved.gaps] == ["G2"]
    assert [(ask.audience_id, ask.text) for ask in saved.audiences] == [(employers.id, "Name one person.")]


def test_a_stale_edit_is_refused_and_shows_both_texts(place: Programme, ana: Client) -> None:
    made = actions.draw_recommendation(place, "As it was", by=SYSTEM)
    form = {"title": "As Olive saved it", "version": made.version}
    ana.send("/programmes/work/recommendations/1/edit", form)
    response = ana.send("/programmes/work/recommendations/1/edit", form | {"title": "As Ana typed it"})
    assert response.status_code == 409
    page = response.get_data(as_text=True)
    assert "As Ana typed it" in page
    assert "As Olive saved it" in page
    assert db.session.scalars(select(Recommendation)).one().title == "As Olive saved it"


def test_a_finding_is_withdrawn_and_stands_again_under_its_number(place: Programme, ana: Client) -> None:
    actions.draw_gap(place, "A gap", by=SYSTEM)
    ana.send("/programmes/work/gaps/1/withdrawal")
    assert "Let it stand again" in _text(ana, "gaps/1")
    assert ana.send("/programmes/work/gaps/new", {"title": "Next"}).headers["Location"].endswith("/gaps/2")
    ana.send("/programmes/work/gaps/1/return")
    assert "Let it stand again" not in _text(ana, "gaps/1")


def test_excerpts_are_added_to_a_finding_that_is_there_and_taken_off(place: Programme, ana: Client) -> None:
    excerpt = make.excerpt(make.submission(make.call(place), text="Nobody rings back."))
    number = excerpt.id
    actions.draw_gap(place, "A gap", by=SYSTEM)
    assert "A gap" in _text(ana, f"findings/choice?excerpts={number}")
    assert "None with these words" in _text(ana, f"findings/choice?excerpts={number}&q=elsewhere")
    ana.send("/programmes/work/gaps/1/evidence", {"excerpts": [number]})
    assert "Nobody rings back." in _text(ana, "gaps/1")
    refused = ana.send(f"/programmes/work/excerpts/{number}/removal")
    assert refused.status_code == 409
    assert "G1 rests on these words" in refused.get_data(as_text=True)
    ana.send(f"/programmes/work/gaps/1/evidence/{number}/removal")
    assert "No evidence." in _text(ana, "gaps/1")


def test_a_person_is_named_only_to_those_who_may_see_people(place: Programme, client: Client) -> None:
    person = make.person(name="Ada Secret")
    excerpt = make.excerpt(make.submission(make.call(place), person_id=person.id))
    actions.draw_recommendation(place, "Do it", excerpts=[excerpt], by=SYSTEM)
    scribe = make.account(role=Role.SCRIBE, programme=place)
    author = make.account(role=Role.AUTHOR, programme=place)
    db.session.commit()
    assert "Ada Secret" not in _text(client.sign_in(scribe), "recommendations/1")
    assert "Ada Secret" in _text(client.sign_in(author), "recommendations/1")


def test_a_submission_shows_what_became_of_it(place: Programme, ana: Client) -> None:
    call = make.call(place)
    submission = make.submission(call, text="Nobody rings back.")
    number = submission.id
    assert "Nothing is marked in it yet" in _text(ana, f"evidence/{number}/thread")
    excerpt = make.excerpt(db.session.merge(submission))
    actions.draw_recommendation(db.session.merge(place), "Ring back", excerpts=[excerpt], by=SYSTEM)
    db.session.commit()
    page = _text(ana, f"evidence/{number}/thread")
    assert "Nobody rings back." in page
    assert "R1</span>Ring back</a>" in page
    assert f"/evidence/{number}/thread" in _text(ana, f"evidence/{number}")


def test_a_scribe_draws_nothing(place: Programme, client: Client) -> None:
    client.sign_in(make.account(role=Role.SCRIBE, programme=place))
    assert client.send("/programmes/work/gaps/new", {"title": "A gap"}).status_code == 404


@pytest.mark.parametrize("page", ["findings", "findings?kind=gaps", "recommendations/1", "gaps/1"])
def test_a_page_asks_the_database_the_same_number_of_questions_whatever_it_holds(
    place: Programme, ana: Client, queries: list[str], page: str
) -> None:
    call, audience = make.call(place), make.audience(place)
    gap = actions.draw_gap(place, "A gap", by=SYSTEM)
    counts = []
    for _ in range(2):
        for _ in range(3):
            excerpt = make.excerpt(make.submission(call, person_id=make.person().id))
            made = actions.draw_recommendation(
                place, "Do it", theme=make.theme(place), gaps=[gap], excerpts=[excerpt], by=SYSTEM
            )
            actions.ask(made, audience, "Read.", by=SYSTEM)
            actions.support(gap, [excerpt], by=SYSTEM)
            actions.support(db.session.scalars(select(Recommendation)).first() or made, [excerpt], by=SYSTEM)
        db.session.commit()
        queries.clear()
        assert ana.get(f"/programmes/work/{page}").status_code == 200
        counts.append(len(queries))
        db.session.add_all([call, audience, gap])
        db.session.add(place)
    assert counts[0] == counts[1]
