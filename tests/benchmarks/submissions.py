"""Searching 100,000 submissions with filters, and near-duplicates among 10,000; on PostgreSQL too where there is one."""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, func, select, text

from roundtable.access import Account
from roundtable.app import create_app
from roundtable.config import Settings
from roundtable.db import db
from roundtable.evidence import likeness
from roundtable.evidence.models import Likeness, Submission, SubmissionVersion
from roundtable.evidence.queries import WORDS
from roundtable.trail import SYSTEM, record
from tests.benchmarks import sowing
from tests.benchmarks.installation import KEY, installation
from tests.benchmarks.table import note
from tests.on_postgresql import find_server

MANY, SEARCHES, ALIKE = 100_000, 120, 10_000
PAGE = f"/programmes/{sowing.SLUG}/evidence"
VOCABULARY = 20_000


def measure() -> None:
    with installation() as place:
        _both(place.app, "SQLite")
    server = find_server()
    if server is not None:
        with _on_postgresql(server) as app:
            _both(app, "PostgreSQL")


def _both(app: Flask, database: str) -> None:
    with app.app_context():
        chance = random.Random(7)
        texts = _Texts(chance)
        place = sowing.programme()
        sowing.submissions(place, MANY, of_people=False)
        _say(texts)
        record("made", place, by=SYSTEM)
        db.session.commit()
        if database == "PostgreSQL":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
        db.session.remove()
    _search(app, texts, chance, database)
    with app.app_context():
        _compare(texts, chance, database)


class _Texts:
    """Texts whose words are as unequal as people's: the commonest stands in most of them, most in few (Zipf)."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = [_word(n) for n in range(VOCABULARY)]
        self.weights = [1 / (n + 5) for n in range(VOCABULARY)]

    def some(self, count: int) -> list[str]:
        return self.chance.choices(self.words, self.weights, k=count)


def _word(number: int) -> str:
    """A word of its own for each number: syllables, so that beginnings are shared."""
    syllables = ("ba", "ke", "li", "mo", "nu", "pra", "sto", "tri", "we", "zan", "chi", "dor")
    made, rest = "", number + 12
    while rest:
        rest, digit = divmod(rest, len(syllables))
        made = syllables[digit] + made
    return made


def _say(texts: _Texts) -> None:
    """Give each submission sixty words, and let the search know them."""
    last = 0
    while rows := db.session.execute(
        select(SubmissionVersion.id, SubmissionVersion.submission_id)
        .where(SubmissionVersion.id > last)
        .order_by(SubmissionVersion.id)
        .limit(5_000)
    ).all():
        last = rows[-1].id
        said = [(version, submission, " ".join(texts.some(60))) for version, submission in rows]
        db.session.execute(
            text("UPDATE submission_version SET text = :words WHERE id = :id"),
            [{"id": version, "words": words} for version, _, words in said],
        )
        WORDS.put((submission, words) for _, submission, words in said)


def _search(app: Flask, texts: _Texts, chance: random.Random, database: str) -> None:
    """Milliseconds from the request to its answer, each search another one: what is kept helps none.

    On SQLite, where the database runs in this thread, of CPU: then a busy machine counts for nothing.
    """
    watch = time.thread_time if database == "SQLite" else time.perf_counter
    client = app.test_client()
    with app.app_context():
        account = db.session.scalars(select(Account).order_by(Account.id)).one()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account.fs_uniquifier, True
        db.session.rollback()
    client.get(PAGE)
    spent: list[tuple[float, str]] = []
    for turn in range(SEARCHES):
        words = (
            texts.words[turn % 40],  # a common one
            texts.words[chance.randrange(500, VOCABULARY)],
            f"{texts.words[turn % 60]} {texts.words[100 + turn]}",
            texts.words[60 + turn][:4],  # the beginning of many
        )[turn % 4]
        address = f"{PAGE}?q={words}{_filters(turn)}"
        before = watch()
        answer = client.get(address)
        spent.append(((watch() - before) * 1000, address))
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
    spent.sort()
    worst = spent[int(len(spent) * 0.95)][0]
    said = f"median {spent[len(spent) // 2][0]:.0f} ms, slowest {spent[-1][0]:.0f} ms: {spent[-1][1].partition('?')[2]}"
    note(
        f"search over {MANY:,} submissions, with filters, p95 ({database})",
        worst,
        "≤ 100 ms",
        unit=" ms",
        at_most=100,
        said=said,
    )


def _filters(turn: int) -> str:
    return ("", "&kind=gap", "&group=2", "&attribution=named", "&kind=evidence&group=3")[turn % 5]


def _compare(texts: _Texts, chance: random.Random, database: str) -> None:
    """9,000 texts of their own, and 1,000 that fifty campaigns' supporters changed a little."""
    letters = [texts.some(120) for _ in range(50)]
    ids = list(db.session.scalars(select(Submission.id).order_by(Submission.id).limit(ALIKE)))
    rows = []
    for place, number in enumerate(ids):
        said = list(letters[place % 50]) if place % 10 == 0 else texts.some(chance.randrange(20, 200))
        for _ in range(4 if place % 10 == 0 else 0):
            said[chance.randrange(len(said))] = chance.choice(texts.words)
        rows.append({"id": number, "words": " ".join(said)})
    db.session.execute(text("UPDATE submission_version SET text = :words WHERE submission_id = :id"), rows)
    db.session.execute(text("UPDATE submission SET compared_version = 1 WHERE id > :last"), {"last": ids[-1]})
    place = db.session.scalars(select(sowing.Programme)).one()
    db.session.commit()
    watch = time.process_time if database == "SQLite" else time.perf_counter
    before = watch()
    likeness.begin(place, by=SYSTEM)
    number = place.id
    db.session.commit()
    likeness.run(number)
    spent = watch() - before
    found = db.session.scalar(select(func.count(Likeness.id))) or 0
    said = f"{found} of the 995 that are like an earlier one found"
    note(
        f"near-duplicates among {ALIKE:,} submissions ({database})",
        spent,
        "≤ 30 s",
        unit=" s",
        at_most=30,
        said=said,
    )


@contextmanager
def _on_postgresql(server: str) -> Iterator[Flask]:
    """An application on a database of its own, which goes afterwards."""
    address = Settings.from_environment({"DATABASE_URL": server}).database_url
    name = f"roundtable_bench_{os.getpid()}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder, engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            app = create_app(
                Settings.from_environment(
                    {
                        "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}")),
                        "FILES_FOLDER": str(Path(folder) / "files"),
                        "SECRET_KEY": KEY,
                        "BASE_URL": "http://127.0.0.1:5000",
                    }
                )
            )
            app.extensions["worker_pid"] = os.getpid()  # no worker interferes
            with app.app_context():
                flask_migrate.upgrade()
            yield app
            with app.app_context():
                db.engine.dispose()
        finally:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()
