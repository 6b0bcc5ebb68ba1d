"""The search log, screening, appraisal, and the flow that is counted from them."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from roundtable.charts.flow import Step, flow
from roundtable.db import db
from roundtable.literature import judging, queries
from roundtable.literature.flow import Logged, flow_of
from roundtable.literature.models import Design, Search, Stage, Strength
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.literature.test_importing import RIS, take


@pytest.fixture
def programme(app: Flask) -> Programme:
    return make.programme()


def _steps(programme: Programme) -> dict[str, tuple[int, dict[str, int]]]:
    return {step.label: (step.number, dict(step.beside)) for step in flow_of(programme).steps}


def test_an_import_under_a_search_is_counted_in_the_flow(programme: Programme) -> None:
    pubmed, embase = make.search(programme, hits=10), make.search(programme, source="Embase", hits=5)
    make.reference(programme)  # known otherwise, and included
    take(programme, RIS + RIS, search=pubmed)
    take(programme, RIS, search=embase)
    first, second = db.session.scalars(queries.listed(programme, stage=Stage.TO_SCREEN))
    judging.decide(first, Stage.SCREENED_OUT, reason="Wrong setting", account=None, by=SYSTEM)
    judging.decide(second, Stage.TO_ASSESS, account=None, by=SYSTEM)
    assert _steps(programme) == {
        "Identified": (16, {"Database or register": 15, "Known otherwise": 1}),
        "After duplicates were removed": (12, {"Duplicates removed": 4}),
        "Screened on title and abstract": (12, {"Left out when searching": 9, "Wrong setting": 1}),
        "Sought in full text": (2, {"Still to assess": 1}),
        "Assessed in full text": (1, {}),
        "Included": (1, {}),
    }
    assert flow_of(programme).problems == []


def test_what_does_not_add_up_is_said(programme: Programme) -> None:
    make.search(programme, hits=3, duplicates=2, kept=4)
    assert flow_of(programme).problems == [
        "PubMed, Monday 2 November 2026: 3 hits are fewer than 2 duplicates and 4 kept.",
        "PubMed, Monday 2 November 2026: the log says that 4 were kept, and 0 stand in the list.",
    ]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_where_nothing_is_wrong_the_numbers_add_up(rows: list[tuple[int, int, int]]) -> None:
    """What is screened is what is left out, what waits and what is sought, whatever the log says."""
    log = [Logged(Search(hits=h + d + k), duplicates=d, kept=k, listed=k) for h, d, k in rows]
    assert sum(e.search.hits - e.duplicates for e in log) == sum(e.passed_over + e.listed for e in log)


def test_the_figure_says_its_numbers_and_escapes_its_words() -> None:
    drawn = flow([Step("<b>", 1234, (("a & b", 5),)), Step("Last", 0)], "Of <1>")
    assert "&lt;b&gt;: 1,234; Last: 0" in drawn
    assert "a &amp; b: 5" in drawn


def test_screening_leads_from_one_to_the_next_and_asks_why(client: Client) -> None:
    programme = make.programme()
    take(programme, RIS)
    client.sign_in(make.account(programme=programme))
    room = f"/programmes/{programme.slug}/literature"
    first = client.get(f"{room}/screening").location
    assert client.send(f"{first}/stage", {"stage": Stage.SCREENED_OUT.value}).status_code == 409
    assert client.send(f"{first}/stage", {"stage": "no such"}).status_code == 422
    second = client.send(f"{first}/stage", {"stage": Stage.SCREENED_OUT.value, "reason": "Too old"}).location
    assert second not in (first, room)
    assert client.send(f"{second}/stage", {"stage": Stage.INCLUDED.value}).location == second
    assert client.get(f"{room}/screening").location == room
    assert "Too old" in client.get(first).text


def test_two_readers_appraise_apart_and_their_difference_is_shown(client: Client) -> None:
    programme = make.programme()
    made = make.reference(programme)
    one, two = make.account(programme=programme), make.account(programme=programme)
    judging.appraise(
        made, design=Design.COHORT, strength=Strength.LOW, notes="Small.", account=one, by=SYSTEM
    )
    client.sign_in(two)
    page = f"/programmes/{programme.slug}/literature/references/{made.id}"
    for strength in (Strength.LOW, Strength.HIGH):
        form = {"design": Design.TRIAL.value, "strength": strength.value, "notes": ""}
        assert client.send(f"{page}/appraisal", form).status_code == 303
    found = db.session.scalars(judging.appraisals_of(made)).all()
    assert [(each.account_id, each.strength) for each in found] == [
        (one.id, Strength.LOW),
        (two.id, Strength.HIGH),
    ]
    assert "The readers differ on its strength." in client.get(page).text


def test_the_log_is_kept_on_its_pages(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    log = f"/programmes/{programme.slug}/literature/searches"
    form = {"source": "PubMed", "kind": "website", "searched_on": "2026-10-01", "words": "work", "hits": "7"}
    assert client.send(f"{log}/new", form | {"searched_on": "2030-01-01"}).status_code == 409
    assert client.send(f"{log}/new", form).status_code == 303
    assert "Of 7 identified, 0 are included" in client.get(log).text
    assert client.send(f"{log}/1", form | {"hits": "8", "version": "1"}).status_code == 303
    assert client.send(f"{log}/1", form | {"hits": "9", "version": "1"}).status_code == 409
    assert client.send(f"{log}/1/removal").status_code == 303
    assert "No search is logged yet" in client.get(log).text
    assert client.send(f"{log}/1/restoration").status_code == 303
    assert "Of 8 identified" in client.get(log).text
