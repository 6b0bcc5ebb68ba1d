"""A disk that is full, a database that is gone: a sentence, and what was saved before stays."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from roundtable.access.links import Purpose, sign
from roundtable.db import db
from tests import make


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
