"""A worker is killed, here or there, and no letter is lost or sent twice.

ROUNDTABLE_KILLS says how many kills at random there are, ROUNDTABLE_SEED with which they begin: `make faults`.
"""

import os
import random
from collections.abc import Iterator

import pytest
from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.mail import actions, claims, posting
from roundtable.mail.models import Letter, State
from roundtable.trail import SYSTEM
from tests import make
from tests.faults.killing import Clockwork, Moment, Point, agree, ended, worker
from tests.faults.sink import CountingSink, counting
from tests.mail.conftest import posting_to
from tests.mail.notes import approve, write

KILLS = int(os.environ.get("ROUNDTABLE_KILLS", "4"))
SEED = int(os.environ.get("ROUNDTABLE_SEED", "1"))
MOMENTS = 1_500
"""About as many calls and returns as a run over NAMES has; a worker that is to die later gets done."""
NAMES = ("Ada", "Bob", "Cy", "Nobody", "Di", "Eve")


@pytest.fixture
def sink(app: Flask) -> Iterator[CountingSink]:
    with counting() as found, posting_to(app, found.url):
        yield found


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clockwork = Clockwork()
    monkeypatch.setattr(clock, "now", clockwork.now)
    return clockwork


def due(*names: str) -> None:
    programme = make.programme()
    write(programme, *names)
    approve(programme)


def send_again(unknown: list[Letter]) -> None:
    for letter in unknown:
        actions.send_again(letter, by=SYSTEM)
    db.session.commit()


# Where a worker dies, what is unknown then, and whether the sink has that.
POINTS = [
    (Point("claim", "return"), 0, 0),
    (Point("_prepare", "return"), 0, 0),
    (Point("Connection._open", "call"), 0, 0),
    (Point("Connection._open", "return"), 0, 0),
    (Point("Connection._named", "return", 3), 0, 0),
    (Point("Notes.hand_over", "call", 3), 0, 0),
    (Point("Notes.hand_over", "return", 3), 1, 0),
    (Point("SMTP.docmd", "return", 3), 1, 0),
    (Point("SMTP.send", "call", 10), 1, 0),
    (Point("SMTP.send", "return", 10), 1, 1),
    (Point("Connection.hand_over", "return", 3), 1, 1),
    (Point("Notes.settle", "call", 3), 1, 1),
    (Point("Notes.settle", "return", 3), 0, 0),
]


@pytest.mark.parametrize(("point", "unknown", "taken"), POINTS, ids=[str(point) for point, *_ in POINTS])
def test_a_worker_that_dies_loses_nothing_and_sends_nothing_twice(
    sink: CountingSink, time: Clockwork, point: Point, unknown: int, taken: int
) -> None:
    due(*NAMES)
    assert ended(worker(point))
    time.past_the_lease()
    assert not ended(worker())
    found = agree(sink, kills=1)
    assert (len(found), sum(sink.taken[letter.message_id] for letter in found)) == (unknown, taken)
    send_again(found)
    assert not ended(worker())
    sink.rest()
    assert {letter.state for letter in db.session.query(Letter)} == {State.SENT, State.FAILED}
    assert len(sink.taken) == len(NAMES) - 1
    assert sum(sink.taken.values()) == len(NAMES) - 1 + taken  # the same Message-ID twice, by choice


@pytest.mark.parametrize("seed", range(SEED, SEED + KILLS))
def test_kills_at_random(sink: CountingSink, time: Clockwork, seed: int) -> None:
    chance = random.Random(seed)
    due(*NAMES)
    kills = 0
    for _ in range(chance.randint(1, 3)):
        kills += ended(worker(Moment(chance.randint(1, MOMENTS))))
        time.past_the_lease()
    assert not ended(worker())
    agree(sink, kills=kills)


def test_of_several_workers_one_dies(
    sink: CountingSink, time: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "GROUP", 6)
    due(*[f"Guest{number}" for number in range(24)])
    workers = [worker(Point("SMTP.docmd", "return", 5)), worker(), worker()]
    assert [ended(each) for each in workers] == [True, False, False]
    time.past_the_lease()
    assert not ended(worker())
    agree(sink, kills=1)


def test_after_a_power_cut_the_rest_of_the_group_is_unknown(
    sink: CountingSink, time: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(*NAMES)
    assert ended(worker(Point("Notes.hand_over", "return", 3)))
    monkeypatch.setattr(claims, "boot", lambda: "another")
    time.past_the_lease()
    assert not ended(worker())
    on_sqlite = db.engine.dialect.name == "sqlite"  # PostgreSQL pushes each note to the disk
    found = agree(sink, kills=1, unknown_at_most=4)
    assert len(found) == (4 if on_sqlite else 1)
