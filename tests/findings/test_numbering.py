"""The numbers of findings: never used twice, whatever goes, whoever presses at the same moment."""

import threading

from flask import Flask
from sqlalchemy import delete, select

from roundtable.db import db, transaction
from roundtable.findings import actions
from roundtable.findings.models import Gap
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make


def test_a_number_is_not_given_again_when_the_last_finding_is_gone(app: Flask) -> None:
    place = make.programme()
    actions.draw_gap(place, "One", by=SYSTEM)
    last = actions.draw_gap(place, "Two", by=SYSTEM)
    db.session.execute(delete(Gap).where(Gap.id == last.id))
    assert actions.draw_gap(place, "Three", by=SYSTEM).number == 3
    assert actions.draw_recommendation(place, "Other", by=SYSTEM).number == 1


def test_findings_that_were_there_before_the_count_are_counted(app: Flask) -> None:
    place = make.programme()
    make.gap(place, number=7)
    assert actions.draw_gap(place, "Next", by=SYSTEM).number == 8


def test_twelve_at_once_take_twelve_numbers(app: Flask) -> None:
    with transaction():
        place = make.programme().id
    start = threading.Barrier(4)

    def draw() -> None:
        with app.app_context():
            start.wait()
            for _ in range(3):
                with transaction():
                    actions.draw_gap(db.session.get_one(Programme, place), "At once", by=SYSTEM)

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = db.session.scalars(select(Gap.number).where(Gap.programme_id == place).order_by(Gap.number))
    assert list(numbers) == list(range(1, 13))
