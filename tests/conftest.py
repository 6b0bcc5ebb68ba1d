"""The stage: one application per worker, an empty database for each test, a client that watches."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import flask_migrate
import html5lib
import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, func, select, text
from werkzeug.test import TestResponse

from roundtable import clock
from roundtable.access import Account
from roundtable.app import create_app
from roundtable.config import Settings, for_tests
from roundtable.db import Base, db
from roundtable.trail import Entry
from roundtable.web.limits import limiter

BEGINS = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
_started = datetime.now(UTC)


class _TestTime(datetime):
    """The tests begin at this noon whenever they run, and their time goes on from there: dates in them stay ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return (BEGINS + (datetime.now(UTC) - _started)).astimezone(tz)


clock.datetime = _TestTime  # type: ignore[misc]

# A busy machine is no failing test.
hypothesis.settings.register_profile("roundtable", deadline=None, max_examples=50)
hypothesis.settings.load_profile("roundtable")


def fresh_database(name: str, folder: Path) -> str:
    """An empty database of this name: a file, or, where DATABASE_URL names PostgreSQL, one made beside it."""
    named = os.environ.get("DATABASE_URL", "")
    if not named.startswith("postgres"):
        return f"sqlite:///{folder / name}.db"
    settings = Settings.from_environment({"DATABASE_URL": named})
    name = f"roundtable_test_{name}"
    with create_engine(settings.database_url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        # Nobody needs it after a power cut.
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    return urlunsplit(urlsplit(settings.database_url)._replace(path=f"/{name}"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for no application says nothing about the database: it runs on one of them only. Journeys take longest
    and come first, so that no worker is left with one when the others are done.
    """
    items.sort(key=lambda item: "journeys" not in item.path.parts)
    for item in items:
        if not {"app", "whole_app", "stage"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.one_database)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return fresh_database(os.environ.get("PYTEST_XDIST_WORKER", "main"), tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def whole_app(database_url: str) -> Flask:
    app = create_app(for_tests(database_url=database_url))
    with app.app_context():
        flask_migrate.upgrade()
    return app


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The application on an empty database, with an application context open."""
    limiter.enabled = False  # another application of this process may have turned it on
    with whole_app.app_context():
        yield whole_app
        db.session.rollback()
        db.session.remove()
        _empty()


def _empty() -> None:
    """Delete every row, and begin to count anew."""
    names = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        if db.engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("BEGIN IMMEDIATE")
            for name in [*names, *_search_tables(cursor), "sqlite_sequence"]:
                cursor.execute(f"DELETE FROM {name}")
            cursor.execute("COMMIT")
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            _empty_postgresql(cursor, names)
            raw.commit()
    finally:
        raw.close()


def _empty_postgresql(cursor: Any, names: list[str]) -> None:
    """Only what holds something, in one statement, so that the order does not matter: a TRUNCATE of every table takes
    longer than most tests.
    """
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names))
    deletions = [f"d{n} AS (DELETE FROM {name})" for n, (name,) in enumerate(cursor.fetchall())]
    if deletions:
        cursor.execute(f"WITH {', '.join(deletions)} SELECT")
    cursor.execute(
        "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences WHERE last_value > 0"
    )


def _search_tables(cursor: Any) -> list[str]:
    rows = cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall()
    return [row[0] for row in rows]


class Client(FlaskClient):
    """A client that watches: GETs write nothing, deeds leave a trail, pages are well-formed."""

    _well_formed: ClassVar[set[int]] = set()  # hashes of pages: what was parsed once need not be again

    def open(self, *args: Any, **keywords: Any) -> TestResponse:
        looks = str(keywords.get("method", "GET")).upper() in ("GET", "HEAD")
        keywords.setdefault("buffered", True)  # what is streamed is read to its end, as a server does
        db.session.commit()  # what the test has made so far
        written: list[str] = []

        def watch(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
            if re.match(r"\s*(INSERT|UPDATE|DELETE)\b", statement, re.IGNORECASE):
                written.append(statement)

        before = 0 if looks else self._trail_length()
        event.listen(db.engine, "before_cursor_execute", watch)
        try:
            # A context of its own, as a server gives each request: nothing that one notes in `g` meets the next.
            with self.application.app_context():
                response = super().open(*args, **keywords)
        finally:
            event.remove(db.engine, "before_cursor_execute", watch)
            db.session.expire_all()
        if looks:
            assert not written, f"a GET wrote: {written[0]}"
            if response.mimetype == "text/html" and hash(response.text) not in self._well_formed:
                html5lib.HTMLParser(strict=True).parse(response.text)
                self._well_formed.add(hash(response.text))
        elif response.status_code < 400 and written:
            assert self._trail_length() > before, (
                f"{keywords.get('method')} {args} changed something and left no trail"
            )
        return response

    @staticmethod
    def _trail_length() -> int:
        found = db.session.scalar(select(func.count(Entry.id))) or 0
        db.session.rollback()
        return found

    def sign_in(self, account: Account) -> "Client":
        """Be this account from now on."""
        with self.session_transaction() as session:
            session["_user_id"] = account.fs_uniquifier
            session["_fresh"] = True
        return self

    def send(self, address: str, form: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """POST a form. Form tokens are off here; tests/web tests them."""
        return self.post(address, data=form or {}, **more)


@pytest.fixture
def client(app: Flask) -> Iterator[Client]:
    """A client that watches; others that the test makes watch as well, those of the next test do not."""
    app.test_client_class = Client
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert isinstance(client, Client)
    yield client
    app.test_client_class = None
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def queries(app: Flask) -> Iterator[list[str]]:
    """A list that grows with each statement that goes to the database."""
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real files; a test that needs it says that it was skipped where it is absent."""
    place = os.environ.get("ROUNDTABLE_SAMPLES", "")
    if not place or not Path(place).is_dir():
        pytest.skip("ROUNDTABLE_SAMPLES does not name the folder of real files")
    return Path(place)
