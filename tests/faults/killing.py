"""Workers that are killed at a point of their run, and the proof that the ledger and the sink agree to the letter.

A worker is a forked child that ends with os._exit where it is told to: nothing is tidied up, as after kill -9.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.mail import claims, posting
from roundtable.mail.models import Letter, State
from tests.faults.sink import CountingSink

KILLED = 99
WATCHED = ("mail/posting.py", "mail/claims.py", "mail/smtp.py", "smtplib.py", "roundtable/db.py")


@dataclass(frozen=True)
class Point:
    """Where a worker dies: when it calls a function, or when it comes back from it, for so many-th time."""

    function: str
    on: str
    time: int = 1

    def __str__(self) -> str:
        return f"{self.on} of {self.function}, {self.time}"


@dataclass(frozen=True)
class Moment:
    """Where a worker dies: at so many-th call or return in what posts letters, smtplib and the database's door."""

    time: int


class Clockwork:
    """The time of the test: it stands until it is put forward, so that leases run out without waiting."""

    def __init__(self) -> None:
        self._now: datetime = clock.now()

    def now(self) -> datetime:
        return self._now

    def past_the_lease(self) -> None:
        self._now += claims.LEASE * 1.01


def worker(dies: Point | Moment | None = None) -> int:
    """Start one; gives its process."""
    db.session.remove()
    child = os.fork()
    if child:
        return child
    try:
        db.engine.dispose(close=False)
        if dies is not None:
            sys.setprofile(_killer(dies))
        posting.post_what_is_due()
        os._exit(0)
    finally:
        os._exit(1)


def ended(process: int) -> bool:
    """Wait for a worker. Whether it was killed, not done; refuses one that failed by itself."""
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in (0, KILLED), f"a worker ended with {code}"
    return code == KILLED


def _killer(dies: Point | Moment) -> Callable[[FrameType, str, Any], None]:
    seen = 0

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal seen
        if isinstance(dies, Moment):
            hit = frame.f_code.co_filename.endswith(WATCHED)
        else:
            hit = event == dies.on and frame.f_code.co_qualname == dies.function
        if hit:
            seen += 1
            if seen == dies.time:
                os._exit(KILLED)

    return profile


def agree(sink: CountingSink, *, kills: int, unknown_at_most: int | None = None) -> list[Letter]:
    """Nothing is lost, nothing went twice, and only what was in the air when a worker died is unknown.

    Gives those that are unknown.
    """
    sink.rest()
    db.session.expire_all()
    letters = list(db.session.scalars(select(Letter).order_by(Letter.id)))
    for letter in letters:
        taken = sink.taken[letter.message_id]
        if letter.state is State.SENT:
            assert taken == 1, f"{letter.key} is called sent; the sink has {taken}"
        elif letter.state is State.UNKNOWN:
            assert taken <= 1, f"{letter.key} is unknown; the sink has {taken}"
        elif letter.state is State.FAILED:
            assert taken == 0 and "nobody" in letter.to_email, f"{letter.key} failed: {letter.error}"
        else:
            raise AssertionError(f"{letter.key} is lost: it is {letter.state}")
    unknown = [letter for letter in letters if letter.state is State.UNKNOWN]
    assert len(unknown) <= (kills if unknown_at_most is None else unknown_at_most)
    assert sum(sink.taken.values()) == len(set(sink.taken))
    return unknown
