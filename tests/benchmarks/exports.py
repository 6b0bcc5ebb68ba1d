"""100,000 attendees with their answers as CSV, streamed."""

import time
import tracemalloc

from roundtable.db import db
from roundtable.events.exporting import attendee_lines
from roundtable.events.models import Event
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.table import note

ROUNDS = 3


def measure() -> None:
    with installation() as place, place.app.app_context():
        sowing.public_event(registrations=100_000)
        number = db.session.scalars(db.select(Event.id)).one()
        db.session.rollback()
        rate = max(_rate(number) for _ in range(ROUNDS))
        peak = _peak(number)
        note("CSV export of 100,000 attendees: lines a second of CPU", rate, "≥ 50,000", at_least=50_000)
        note("its memory, from the first tenth to the end", peak, "flat: ≤ 1.1×", unit="×", at_most=1.1)


def _rate(number: int) -> float:
    before = time.process_time()
    lines = sum(piece.count(b"\r\n") for piece in attendee_lines(number))
    return lines / (time.process_time() - before)


def _peak(number: int) -> float:
    """The peak of the whole stream against the peak of its first tenth."""
    tracemalloc.start()
    lines = early = 0
    for piece in attendee_lines(number):
        lines += piece.count(b"\r\n")
        if not early and lines >= 10_000:
            early = tracemalloc.get_traced_memory()[1]
    whole = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return whole / early
