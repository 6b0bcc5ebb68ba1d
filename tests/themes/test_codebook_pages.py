"""The codebook, as pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.programmes.models import Programme
from roundtable.themes.models import Theme
from tests import make
from tests.conftest import Client


@pytest.fixture
def place(app: Flask) -> Programme:
    return make.programme(slug="work")


@pytest.fixture
def ana(client: Client, place: Programme) -> Client:
    return client.sign_in(make.account(role=Role.AUTHOR, programme=place))


def test_an_empty_codebook_says_what_to_do_first(ana: Client) -> None:
    assert "Add the first theme" in ana.get("/programmes/work/themes").get_data(as_text=True)


def test_a_theme_is_added_below_another_renamed_moved_retired_and_brought_back(
    place: Programme, ana: Client
) -> None:
    ana.send("/programmes/work/themes/new", {"name": "Fit notes", "parent": 0})
    first = db.session.scalars(select(Theme)).one().id
    ana.send("/programmes/work/themes/new", {"name": "What they say", "parent": first})
    second = db.session.scalars(select(Theme).where(Theme.parent_id == first)).one()
    number = second.id
    form = {"name": "Their words", "parent": 0, "description": "Only the words", "version": second.version}
    assert ana.send(f"/programmes/work/themes/{number}/edit", form).status_code == 303
    assert ana.send(f"/programmes/work/themes/{number}/position/up").status_code == 303
    page = ana.get("/programmes/work/themes").get_data(as_text=True)
    assert page.index(f'id="theme-{number}"') < page.index(f'id="theme-{first}"')
    ana.send(f"/programmes/work/themes/{number}/retirement")
    assert "Retired themes (1)" in ana.get("/programmes/work/themes").get_data(as_text=True)
    ana.send(f"/programmes/work/themes/{number}/return")
    assert "Retired themes" not in ana.get("/programmes/work/themes").get_data(as_text=True)


def test_a_stale_edit_is_refused_and_shows_both_texts(place: Programme, ana: Client) -> None:
    theme = make.theme(place, name="As it was")
    number, version = theme.id, theme.version
    form = {"name": "As Olive saved it", "parent": 0, "version": version}
    ana.send(f"/programmes/work/themes/{number}/edit", form)
    response = ana.send(f"/programmes/work/themes/{number}/edit", form | {"name": "As Ana typed it"})
    assert response.status_code == 409
    page = response.get_data(as_text=True)
    assert "As Ana typed it" in page
    assert "As Olive saved it" in page


def test_a_name_that_is_taken_is_refused_with_what_was_typed(place: Programme, ana: Client) -> None:
    make.theme(place, name="Fit notes")
    form = {"name": "fit notes", "parent": 0, "description": "When they speak of notes"}
    response = ana.send("/programmes/work/themes/new", form)
    assert response.status_code == 409
    assert "When they speak of notes" in response.get_data(as_text=True)


def test_a_theme_of_another_programme_does_not_exist(place: Programme, ana: Client) -> None:
    foreign = make.theme(make.programme(), name="Secret theme")
    excerpt = make.excerpt(make.submission(make.call(make.programme()), text="Secret words"))
    db.session.commit()
    for address in (f"themes/{foreign.id}", f"themes/{foreign.id}/edit", f"excerpts/{excerpt.id}"):
        assert ana.get(f"/programmes/work/{address}").status_code == 404
    page = ana.get(f"/programmes/work/gaps/new?excerpts={excerpt.id}").get_data(as_text=True)
    assert "Secret words" not in page
