"""Case studies: drawn from good practice, falling with it, and added up only where that may be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable import clock
from roundtable.cases import actions, queries
from roundtable.cases.models import CostLine, Per
from roundtable.cases.sums import sums, why_not_together
from roundtable.db import db
from roundtable.evidence.models import Kind
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

FORM = {"title": "An adviser", "setting": "A town", "done": "Saw people", "keys": "@rand2014"}
LINE = {
    "what": "One adviser",
    "cost": "46200",
    "currency": "gbp",
    "price_year": "2025",
    "per": Per.YEAR.value,
}


def _line(case: int, cost: int | None, benefit: int | None, **more: object) -> CostLine:
    money = [None if each is None else Decimal(each) for each in (cost, benefit)]
    plain = {"currency": "GBP", "price_year": 2025, "per": Per.YEAR, "what": "x"}
    return CostLine(case_study_id=case, cost=money[0], benefit=money[1], **(plain | more))


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=8))
def test_what_agrees_is_added(rows: list[tuple[int, int]]) -> None:
    (found,) = sums(_line(n, *row) for n, row in enumerate(rows))
    costs, benefits = (sum(each) for each in zip(*rows, strict=True))
    assert (found.cost, found.benefit, found.net, found.why_not) == (costs, benefits, benefits - costs, "")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"currency": "EUR"}, "currencies"),
        ({"price_year": 2019}, "price years"),
        ({"per": Per.ALL}, "bases (per whom)"),
    ],
)
def test_what_differs_is_not_added(other: dict[str, object], why: str) -> None:
    found = sums([_line(1, 5, 7), _line(2, 5, 7, **other)])
    assert [each.cost for each in found] == [5, 5]
    assert why_not_together(found) == f"There is no one sum: the lines differ in their {why}."


def test_shares_of_different_people_are_not_added_and_what_is_not_known_is_not_nought() -> None:
    (shares,) = sums([_line(1, 5, 7, per=Per.PERSON), _line(2, 5, 7, per=Per.PERSON)])
    assert (shares.cost, shares.benefit, shares.net) == (None, None, None)
    assert "cannot be added" in shares.why_not
    (same,) = sums([_line(1, 5, 7, per=Per.PERSON), _line(1, 1, 1, per=Per.PERSON)])
    assert same.net == 2
    (half,) = sums([_line(1, 5, 7), _line(2, 5, None)])
    assert (half.cost, half.benefit, half.net) == (10, None, None)
    assert "no balance" in half.why_not


def test_a_case_study_is_drawn_from_good_practice_and_falls_with_it(client: Client) -> None:
    programme = make.programme()
    make.reference(programme, key="rand2014", title="The RAND report")
    said = make.submission(make.call(programme), kind=Kind.GOOD_PRACTICE, text="We hired an adviser.")
    said.latest.setting = "A depot"
    client.sign_in(make.account(programme=programme))
    room = f"/programmes/{programme.slug}/case-studies"
    assert "We hired an adviser." in client.get(f"{room}/new?submission={said.id}").text
    assert client.send(f"{room}/new?submission={said.id}", FORM | {"keys": "@nobody"}).status_code == 409
    page = client.send(f"{room}/new?submission={said.id}", FORM).location
    assert client.send(f"{page}/lines", LINE).status_code == 303
    assert client.send(f"{page}/lines", LINE | {"cost": ""}).status_code == 409
    assert client.send(f"{page}/lines", LINE | {"currency": "pounds"}).status_code == 422
    shown = client.get(page).text
    assert "The RAND report" in shown
    assert said.reference in shown
    assert "46,200 GBP" in client.get(room).text
    said.withdrawn_at = clock.now()
    assert "46,200" not in client.get(room).text
    assert "Saw people" not in client.get(page).text
    assert "no longer stands" in client.get(page).text
    assert client.get(f"{page}/edit").status_code == 404


def test_what_is_taken_away_comes_back(client: Client) -> None:
    programme = make.programme()
    case = actions.add_case_study(programme, title="T", setting="S", done="D", by=SYSTEM)
    line = actions.add_line(
        case, what="W", cost=Decimal(5), benefit=None, currency="gbp", price_year=2020, per=Per.ALL, by=SYSTEM
    )
    client.sign_in(make.account(programme=programme))
    page = f"/programmes/{programme.slug}/case-studies/{case.id}"
    for address in (f"{page}/lines/{line.id}", page):
        assert client.send(f"{address}/removal").status_code == 303
        assert db.session.scalars(queries.lines_of(programme)).all() == []
        assert client.send(f"{address}/restoration").status_code == 303
        assert [each.currency for each in db.session.scalars(queries.lines_of(programme))] == ["GBP"]
    db.session.refresh(case)
    form = FORM | {"keys": "", "version": str(case.version)}
    assert client.send(f"{page}/edit", form).status_code == 303
    assert client.send(f"{page}/edit", form).status_code == 409
    assert db.session.scalars(queries.of(programme)).one().title == "An adviser"


def test_a_theme_shows_the_literature_that_speaks_of_it(client: Client) -> None:
    programme = make.programme()
    theme, other = make.theme(programme, name="Stigma"), make.theme(make.programme(), name="Elsewhere")
    reference = make.reference(programme, title="On stigma at work")
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/literature/references/{reference.id}/themes"
    assert client.send(address, {"themes": [str(other.id)]}).status_code == 422
    assert client.send(address, {"themes": [str(theme.id)]}).status_code == 303
    page = f"/programmes/{programme.slug}/themes/{theme.id}"
    assert "On stigma at work" in client.get(page).text
    assert client.send(address, {"none": "chosen"}).status_code == 303
    assert "On stigma at work" not in client.get(page).text
