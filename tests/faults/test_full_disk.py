"""A disk that is full, a database that is gone: a sentence, and what was saved before stays."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder

from roundtable import cli
from roundtable.access.links import Purpose, sign
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events.models import Invitation
from roundtable.evidence.commands import export_submissions
from tests import make
from tests.faults.edges import full_disk


@pytest.fixture
def fail(app: Flask) -> Iterator[Callable[[str], None]]:
    """From now on the database refuses every statement that begins so, as it does on a full disk."""
    app.config["WTF_CSRF_ENABLED"] = False
    beginnings: list[str] = []

    def refuse(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith(tuple(beginnings)):
            raise OperationalError(statement, None, Exception("database or disk is full"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    yield beginnings.append
    event.remove(db.engine, "before_cursor_execute", refuse)


def browser(app: Flask, account_key: str | None = None) -> FlaskClient:
    app.test_client_class = FlaskClient
    client = app.test_client()
    if account_key:
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account_key, True
    return client


@pytest.mark.parametrize("beginning", ["UPDATE", ""])
def test_an_answer_that_cannot_be_saved_says_so(
    app: Flask, fail: Callable[[str], None], beginning: str
) -> None:
    invitation = make.invitation(make.event(make.programme()), make.person())
    link = f"/i/{sign(Purpose.INVITATION, invitation.id)}/answer"
    db.session.commit()
    assert browser(app).post(link, data={"answer": "ACCEPTED"}).status_code == 303
    fail(beginning)
    response = browser(app).post(link, data={"answer": "DECLINED"})
    assert response.status_code == 503
    assert "could not be saved just now" in response.text


@pytest.fixture
def as_it_runs(app: Flask) -> Iterator[Flask]:
    """Errors that no view catches are answered, as in production, and not handed to the test."""
    app.config |= {"WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False}
    yield app
    app.config["PROPAGATE_EXCEPTIONS"] = None


@pytest.mark.one_database  # the disk of PostgreSQL is not this process's to fill
def test_an_answer_that_finds_no_room_on_the_disk_is_not_said_to_be_saved(as_it_runs: Flask) -> None:
    invitation = make.invitation(make.event(make.programme()), make.person())
    link, number = f"/i/{sign(Purpose.INVITATION, invitation.id)}/answer", invitation.id
    db.session.commit()
    guest = browser(as_it_runs)
    assert guest.post(link, data={"answer": "ACCEPTED"}).status_code == 303
    with full_disk():
        refused = guest.post(link, data={"answer": "DECLINED"})
    assert refused.status_code == 503
    assert "Nothing that was saved before is lost" in refused.text
    assert "Content-Security-Policy" in refused.headers
    assert db.session.get_one(Invitation, number).answer == "ACCEPTED"
    db.session.rollback()
    assert guest.post(link, data={"answer": "DECLINED"}).status_code == 303


def test_a_paper_that_finds_no_room_on_the_disk_is_refused_with_the_reason(as_it_runs: Flask) -> None:
    programme = make.programme(slug="p")
    event, key = make.event(programme), make.account(programme=programme).fs_uniquifier
    db.session.commit()
    paper = b"%PDF-1.7\n% which no other test has kept already\n%%EOF\n"
    upload = {"title": "Reading list", "file": (io.BytesIO(paper), "reading.pdf")}
    with full_disk():
        refused = browser(as_it_runs, key).post(f"/programmes/p/events/{event.id}/documents", data=upload)
    assert refused.status_code == 409
    assert "The file could not be kept: File too large." in refused.text
    assert 'value="Reading list"' in refused.text


def test_an_upload_that_finds_no_room_while_it_comes_in_says_so(as_it_runs: Flask) -> None:
    programme = make.programme(slug="p")
    event, key = make.event(programme), make.account(programme=programme).fs_uniquifier
    db.session.commit()
    upload = {"title": "Reading list", "file": (io.BytesIO(b"%PDF-1.7\n" + bytes(1_000_000)), "reading.pdf")}
    address = f"/programmes/p/events/{event.id}/documents"
    sent = EnvironBuilder(
        path=address, method="POST", data=upload
    ).get_environ()  # written while there is room
    client = browser(as_it_runs, key)
    with full_disk():
        refused = client.open(sent)
    assert refused.status_code == 503
    assert "Nothing that was saved before is lost" in refused.text


@pytest.mark.one_database  # the disk of PostgreSQL is not this process's to fill
def test_the_shell_says_in_a_line_that_the_disk_is_full(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make.programme(slug="p")
    db.session.commit()
    command = ["roundtable", "account", "add", "ana@work.example", "--role", "author", "--programme", "p"]
    monkeypatch.setattr(sys, "argv", command)
    monkeypatch.setattr(cli, "make_app", lambda: app)
    with full_disk(), pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 1
    assert capsys.readouterr().err == (
        "The database could not do this: disk I/O error. Nothing of it was kept. Mend that and try again.\n"
    )


def test_an_export_that_finds_no_room_leaves_the_earlier_one(app: Flask, tmp_path: Path) -> None:
    make.submission(make.call(make.programme(), slug="c"))
    db.session.commit()
    place = tmp_path / "all.csv"
    place.write_bytes(b"of last week")
    wanted = ["--call", "c", "--format", "csv", "--output", str(place)]
    with full_disk():
        result = CliRunner().invoke(export_submissions, wanted, obj=lambda: app)
    assert isinstance(result.exception, Refusal)
    assert result.exception.sentence == f"{place} could not be written: File too large."
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"all.csv": b"of last week"}


def test_an_organiser_is_told_though_the_navigation_cannot_be_read(
    app: Flask, fail: Callable[[str], None]
) -> None:
    programme = make.programme()
    key, address = make.account(programme=programme).fs_uniquifier, f"/programmes/{programme.slug}/themes/new"
    db.session.commit()
    client = browser(app, key)
    fail("")
    response = client.post(address, data={"name": "Referral", "parent": "0"})
    assert response.status_code == 503
    assert "Nothing that was saved before is lost" in response.text
