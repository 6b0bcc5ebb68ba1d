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
    asked.clear()
    yield app
    app.extensions["settings"] = settings
    app.extensions.pop("kept_counts", None)


asked: list[tuple[object, ...]] = []


def times(*about: object) -> int:
    """How often it was asked, this time among them."""
    asked.append(about)
    return len(asked)


def test_a_count_is_kept_until_something_is_done_in_the_programme(outside_tests: Flask) -> None:
    programme, other = make.programme(), make.programme()
    record("made", programme, by=SYSTEM)
    number = programme.id
    db.session.commit()

    def look() -> int:
        with outside_tests.app_context(), outside_tests.test_request_context("/"):
            return counted(number, times)

    assert [look() for _ in range(3)] == [1, 1, 1]
    record("changed", other, by=SYSTEM)
    db.session.commit()
    assert look() == 1
    record("changed", programme, by=SYSTEM)
    db.session.commit()
    assert look() == 2


def test_a_count_is_kept_for_what_it_was_given(outside_tests: Flask) -> None:
    programme, other = make.programme(), make.programme()
    record("made", programme, by=SYSTEM)
    db.session.commit()
    with outside_tests.test_request_context("/"):
        assert [counted(programme.id, times, each) for each in ("a", "b", programme, other, "a")] == [
            1,
            2,
            3,
            4,
            1,
        ]
    assert asked == [("a",), ("b",), (programme,), (other,)]


def test_what_holds_more_than_it_is_given_is_never_kept(outside_tests: Flask) -> None:
    programme = make.programme()
    with outside_tests.test_request_context("/"), pytest.raises(TypeError):
        counted(programme.id, lambda: programme.title)


def test_a_deed_in_the_making_counts_anew(outside_tests: Flask) -> None:
    programme = make.programme()
    record("made", programme, by=SYSTEM)
    with outside_tests.test_request_context("/", method="POST"):
        assert [counted(programme.id, times) for _ in range(2)] == [1, 2]
