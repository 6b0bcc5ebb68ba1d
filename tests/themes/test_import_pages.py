"""Codings from a file, through the pages."""

import io
import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable.access import Role
from roundtable.db import db
from roundtable.evidence.models import Call, Submission
from roundtable.programmes.models import Programme
from roundtable.themes.importing import runs
from roundtable.themes.models import Coding, CodingImport, Theme
from tests import make
from tests.conftest import Client

HERE = "/programmes/work/themes/codings/imports"
WIDE = b"text,Waiting,Fees\nNobody phones back.,1,0\nIt costs too much.,1,1\nn/a,1,0\n"


@pytest.fixture
def call(app: Flask) -> Call:
    return make.call(make.programme(slug="work"))


@pytest.fixture
def ana(client: Client, call: Call) -> Client:
    return client.sign_in(make.account(role=Role.AUTHOR, programme=call.programme))


def upload(client: Client, call: Call, content: bytes, name: str = "codings.csv", **more: str) -> str:
    form = {"call_id": str(call.id), "kind": "evidence", "attribution": "withheld", **more}
    answer = client.send(f"{HERE}/new", {**form, "file": (io.BytesIO(content), name)})
    assert answer.status_code == 303, unescape(answer.text)
    return str(answer.location)


def seen(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).text).split())


def kept() -> tuple[int, ...]:
    return tuple(
        db.session.scalars(select(func.count()).select_from(kind)).one()
        for kind in (Submission, Theme, Coding)
    )


def test_what_a_file_would_do_is_seen_before_it_is_done_and_done_once(ana: Client, call: Call) -> None:
    address = upload(ana, call, WIDE)
    assert kept() == (0, 0, 0)
    preview = seen(ana, address)
    assert "3 codings of 2 new excerpts, 2 new themes and 2 new submissions" in preview
    assert "<li>Waiting</li>" in preview
    assert "Its cell says nothing." in preview
    assert ana.send(f"{address}/confirmation").status_code == 303
    assert kept() == (2, 2, 3)
    assert "It was imported on" in seen(ana, address)
    assert ana.send(f"{address}/confirmation").status_code == 409
    again = seen(ana, upload(ana, call, WIDE))
    assert "This file would add nothing." in again
    assert "3 codings of it are there already." in again
    assert kept() == (2, 2, 3)


def test_codings_of_submissions_that_are_there_go_to_them(ana: Client, call: Call) -> None:
    there = make.submission(call, text="Nobody phones back.")
    file = f"ref,Waiting\n{there.reference},1\nMHE-999,1\n".encode()
    address = upload(ana, call, file, reference="ref", coder="Ada")
    assert "The submission MHE-999 is not in" in seen(ana, address)
    ana.send(f"{address}/confirmation")
    assert kept() == (1, 1, 1)
    assert db.session.scalars(select(Coding.coder)).one() == "Ada"


def test_lines_that_are_refused_are_shown_with_their_reason(ana: Client, call: Call) -> None:
    preview = seen(
        ana,
        upload(
            ana, call, b"text,email,Waiting\nNobody phones.,ada@people.example,1\nMore.,ada(at)people,1\n"
        ),
    )
    assert "1 coding of 1 new excerpt" in preview
    assert "Lines that are refused" in preview
    table = re.sub(r"<[^>]*>|\s+", " ", preview[preview.index("Lines that are refused") :])
    assert re.search(r"Line +Why +3 +“?ada\(at\)people", table), table[:300]


def test_what_would_be_something_else_by_now_is_not_done(ana: Client, call: Call) -> None:
    address = upload(ana, call, WIDE)
    make.theme(call.programme, name="Fees")
    refused = ana.send(f"{address}/confirmation")
    assert refused.status_code == 409
    assert "has changed since this preview was made" in refused.text
    assert kept() == (0, 1, 0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("codings.pdf", b"%PDF-1.4", "codings.pdf is not read here."),
        ("codings.csv", b"text,words\nA,B\n", "so it names no theme"),
        ("codings.json", b"[3]", "codings.json is no file of codings"),
        ("codings.qdpx", b"PK no zip", "codings.qdpx"),
        ("codings.csv", b"", "codings.csv is empty"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_form(
    ana: Client, call: Call, name: str, content: bytes, said: str
) -> None:
    form = {"call_id": str(call.id), "kind": "evidence", "attribution": "withheld", "coder": "Ada"}
    answer = ana.send(f"{HERE}/new", {**form, "file": (io.BytesIO(content), name)})
    assert answer.status_code == 409, answer.text
    assert said in unescape(answer.text)
    assert 'value="Ada"' in answer.text
    assert kept() == (0, 0, 0)


def test_a_file_for_which_nobody_waits_is_sent_to_the_shell(
    ana: Client, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST", 4)
    form = {"call_id": str(call.id), "kind": "evidence", "attribution": "withheld"}
    answer = ana.send(f"{HERE}/new", {**form, "file": (io.BytesIO(WIDE), "codings.csv")})
    assert answer.status_code == 409
    assert f"roundtable import-codings FILE --call {call.slug}" in answer.text


def test_who_codes_in_another_programme_sees_none_of_it(ana: Client, call: Call, client: Client) -> None:
    address = upload(ana, call, WIDE)
    elsewhere: Programme = make.programme(slug="other")
    client.sign_in(make.account(role=Role.AUTHOR, programme=elsewhere))
    assert client.get(address).status_code == 404
    assert client.get(address.replace("/work/", "/other/")).status_code == 404


def test_a_week_later_the_file_is_gone(ana: Client, call: Call) -> None:
    upload(ana, call, WIDE)
    run = db.session.scalars(select(CodingImport)).one()
    run.started_at -= runs.KEPT_FOR * 2
    db.session.commit()
    runs.forget_old_imports()
    assert db.session.scalars(select(CodingImport)).all() == []
