"""Counts that hold until something is done."""

from collections.abc import Iterator

import pytest
from flask import Flask

from roundtable.config import Settings
from roundtable.db import db
from roundtable.trail import SYSTEM, record
from roundtable.trail.counting import counted
from tests import make


@pytest.fixture
def outside_tests(app: Flask) -> Iterator[Flask]:
    """The application as it is when nobody tests it: counts are kept."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = Settings(database_url=settings.database_url)
    yield app
    app.extensions["settings"] = settings
    app.extensions.pop("kept_counts", None)


def test_a_count_is_kept_until_something_is_done_in_the_programme(outside_tests: Flask) -> None:
    programme, other = make.programme(), make.programme()
    record("made", programme, by=SYSTEM)
    db.session.commit()
    answers = iter(range(10))

    def count() -> int:
        return next(answers)

    with outside_tests.test_request_context("/"):
        assert [counted(programme.id, "gaps", count) for _ in range(3)] == [0, 0, 0]
        record("changed", other, by=SYSTEM)
        db.session.commit()
        assert counted(programme.id, "gaps", count) == 0
        record("changed", programme, by=SYSTEM)
        db.session.commit()
        assert counted(programme.id, "gaps", count) == 1
        assert counted(programme.id, "recommendations", count) == 2


def test_a_deed_in_the_making_counts_anew(outside_tests: Flask) -> None:
    programme = make.programme()
    record("made", programme, by=SYSTEM)
    answers = iter(range(10))
    with outside_tests.test_request_context("/", method="POST"):
        assert [counted(programme.id, "gaps", lambda: next(answers)) for _ in range(2)] == [0, 1]
