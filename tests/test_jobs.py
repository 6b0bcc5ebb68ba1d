"""What runs later runs after the commit, never after a rollback, on Redis as on SQLite."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask

from roundtable import clock, jobs
from roundtable.config import Settings, for_tests
from roundtable.db import after_commit, db, transaction
from roundtable.jobs import job, later
from roundtable.programmes.models import Programme

SLOW = {"alembic", "huey", "icalendar", "openpyxl", "psycopg", "python_calamine", "redis", "segno", "typst"}
done: list[int] = []


@job
def note_programme(number: int) -> None:
    """Notes the programme if it can be read, that is, once it is on disk."""
    if db.session.get(Programme, number) is not None:
        done.append(number)


@pytest.fixture
def work(app: Flask) -> Iterator[None]:
    done.clear()
    app.extensions["queue"].huey.flush()  # what other tests left for later
    yield
    app.extensions["queue"].huey.flush()


def _run_all(app: Flask) -> None:
    huey = app.extensions["queue"].huey
    while (task := huey.dequeue()) is not None:
        huey.execute(task)


def _programme() -> Programme:
    made = Programme(slug="work", title="Work", code="WRK", created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made


@pytest.mark.usefixtures("work")
def test_a_job_runs_once_the_transaction_is_on_disk(app: Flask) -> None:
    with transaction():
        number = _programme().id
        later(note_programme, number)
        assert app.extensions["queue"].huey.pending_count() == 0
    _run_all(app)
    assert done == [number]


@pytest.mark.usefixtures("work")
def test_without_a_queue_what_was_done_is_done_and_the_next_deed_follows(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = jobs.Queue(app, for_tests(redis_url="redis://127.0.0.1:1"))
    with transaction():
        number = _programme().id
        after_commit(lambda: nowhere.put("tests.test_jobs.note_programme", number))
        later(note_programme, number)
    assert "did not" in caplog.text
    _run_all(app)
    assert done == [number]


@pytest.mark.usefixtures("work")
def test_a_job_of_a_rolled_back_transaction_never_runs(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        later(note_programme, _programme().id)
        raise ZeroDivisionError
    _run_all(app)
    assert done == []


def test_the_queue_stands_beside_the_database_or_on_redis(tmp_path: Path) -> None:
    embedded = jobs.make_queue(Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}"))
    assert embedded.storage.filename == str(tmp_path / "x-queue.db")
    assert embedded.storage.sql("PRAGMA synchronous", results=True) == [(1,)]  # it does not wait for the disk
    queue = jobs.make_queue(Settings(redis_url="redis://127.0.0.1:6379/15"))
    assert type(queue.storage).__name__ == "RedisStorage"


def test_an_application_loads_what_is_slow_when_it_is_first_used(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from sqlalchemy import event\n"
        "from sqlalchemy.orm import Mapper\n"
        "event.listen(Mapper, 'before_configured', lambda: print('every model is set up'))\n"
        "from roundtable import jobs\n"
        "from roundtable.app import create_app\n"
        "from roundtable.config import Settings\n"
        f"create_app(Settings(database_url='sqlite:///{tmp_path}/x.db'))\n"
        f"print(*({SLOW} & sys.modules.keys()))\n"
        "queue = jobs.make_queue(Settings(redis_url='redis://127.0.0.1:6379/15'))\n"
        "print(type(queue.storage).__name__)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("\nRedisStorage\n", "")


def test_redis_carries_a_job_from_one_process_to_another(app: Flask, database_url: str) -> None:
    address = os.environ.get("ROUNDTABLE_REDIS", "redis://127.0.0.1:6379/15")
    try:
        redis.Redis.from_url(address).ping()
    except redis.ConnectionError:
        pytest.skip("there is no Redis on this machine")
    from roundtable.app import create_app  # a second application, as a worker process has one

    settings = for_tests(database_url=database_url, redis_url=address)
    web, worker = create_app(settings), create_app(settings)
    queue = worker.extensions["queue"].huey
    queue.flush()
    done.clear()
    with web.app_context():
        with transaction():
            number = _programme().id
            later(note_programme, number)
        db.session.remove()
    task = queue.dequeue()
    queue.execute(task)
    assert done == [number]
