"""Codebooks and codings through the pages."""

import io
import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.programmes.models import Programme
from roundtable.themes.models import Theme
from roundtable.trail import Entry
from tests import make
from tests.conftest import Client

HERE = "/programmes/work/themes/exchange"
FILE = b"theme,below,description\nAsking,Practice,When they ask\nFit notes,,\n"


@pytest.fixture
def place(app: Flask) -> Programme:
    return make.programme(slug="work")


@pytest.fixture
def ana(client: Client, place: Programme) -> Client:
    return client.sign_in(make.account(role=Role.AUTHOR, programme=place))


def themes() -> list[str]:
    return list(db.session.scalars(select(Theme.name).order_by(Theme.id)))


def upload(client: Client, content: bytes = FILE, name: str = "codes.csv") -> str:
    answer = client.send(HERE, {"file": (io.BytesIO(content), name)})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_themes_are_seen_before_they_are_added_and_once(ana: Client, place: Programme) -> None:
    make.theme(place, name="Fit notes")
    preview = upload(ana)
    assert "2 themes would be added" in preview
    assert "There already" in preview
    assert themes() == ["Fit notes"]
    kept = re.search(r"name=\"entries\" type=\"hidden\" value=\"(.*?)\">", preview, re.DOTALL)
    assert kept is not None
    assert ana.send(f"{HERE}/codebook", {"entries": kept[1]}).status_code == 303
    assert themes() == ["Fit notes", "Practice", "Asking"]
    assert "would add nothing" in upload(ana)
    assert ana.send(f"{HERE}/codebook", {"entries": "[[3"}).status_code == 409


def test_a_theme_that_was_retired_here_is_said_before_anything_is_added(
    ana: Client, place: Programme
) -> None:
    number = make.theme(place, name="Asking").id
    ana.send(f"/programmes/work/themes/{number}/retirement")
    preview = upload(ana)
    assert "1 theme of this file is retired in your codebook" in preview
    assert "Add 1 theme" not in preview


def test_a_file_that_is_no_codebook_is_refused_on_the_page(ana: Client) -> None:
    answer = ana.send(HERE, {"file": (io.BytesIO(b"%PDF-1.4"), "codes.csv")})
    assert answer.status_code == 409
    assert "it is a PDF" in unescape(answer.text)
    assert ana.send(HERE, {}).status_code == 422


def test_the_codebook_and_the_codings_go_out_with_an_entry_in_the_trail(
    ana: Client, place: Programme
) -> None:
    call = make.call(place)
    make.theme(place, name="Fit notes")
    assert ana.send(f"{HERE}/exports", {"format": "qdc"}).data.startswith(b"<?xml")
    assert b"Fit notes" in ana.send(f"{HERE}/exports", {"format": "csv"}).data
    assert ana.send(f"{HERE}/exports", {"format": "exe"}).status_code == 404
    exports = "/programmes/work/themes/codings/exports"
    for form in ("csv", "csv-wide", "xlsx", "xlsx-wide", "json", "qdpx"):
        assert ana.send(exports, {"call": call.id, "format": form}).status_code == 200
    assert ana.send(exports, {"call": call.id, "format": "exe"}).status_code == 404
    foreign = make.call(make.programme())
    assert ana.send(exports, {"call": foreign.id, "format": "csv"}).status_code == 404
    verbs = list(db.session.scalars(select(Entry.verb)))
    assert (verbs.count("exported codings"), verbs.count("exported the codebook of")) == (6, 2)
