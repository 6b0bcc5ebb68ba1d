"""Which letters a worker has in hand, and what it notes of each.

Letters are claimed in groups, and a claim is on disk before the first letter of the group is handed over. Of each
letter the worker then notes that it is handed over now, just before DATA, and what became of it. The first note is
what stops a letter in the middle of a run. After a worker was killed they say which letters left and which did not:
one letter at most is unknown, the one that was being handed over.

On SQLite, notes are not pushed to the disk one by one (the claim was): the death of a worker cannot lose them, only
that of the machine. So a claim names the boot of its machine, and where that is not the present one, all that is
left of the group is unknown: some of it may have gone with its note. PostgreSQL pushes each note to the disk.
"""

import os
import socket
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import ColumnElement, Dialect, and_, bindparam, or_, select, true, update
from sqlalchemy.sql.dml import ReturningUpdate

from roundtable import clock
from roundtable.db import BUSY_TIMEOUT, UNWATCHED, Prepared, db, insert_missing, transaction
from roundtable.mail.models import Letter, Outcome, Pace
from roundtable.mail.quiet import quiet_programmes

SHORT_WAITS = 200
LEASE = timedelta(minutes=10)
GROUP = 100
"""So many letters are claimed at once."""

_DUE = and_(
    Letter.approved_at.is_not(None),
    Letter.dropped_at.is_(None),
    Letter.handed_over_at.is_(None),
    Letter.settled_at.is_(None),
)


def new_worker() -> str:
    """A name of its own for each run: the boot of the machine, and who works there."""
    return f"{boot()}-{socket.gethostname()[:20]}-{os.getpid()}-{uuid4().hex[:8]}"


@cache
def boot() -> str:
    """What is another each time that this machine starts; empty where the system does not say."""
    place = Path("/proc/sys/kernel/random/boot_id")
    return place.read_text().strip().replace("-", "")[:12] if place.exists() else ""


def claim(worker: str, number: int, *, per_minute: int = 0, heed_quiet: bool = False) -> list[int]:
    """Take letters that are due, for as long as the lease; no two workers get the same.

    `per_minute` is how many all workers together take in a minute; 0 for as many as they can.
    """
    now = clock.now()
    with transaction() as session:
        pace = _pace(now) if per_minute else None
        if pace is not None:
            number = min(number, per_minute - pace.claimed)
        claimed: list[int] = []
        for automatic in (True, False):  # what goes by itself does not queue behind a run of many
            statement = _claiming(worker, number - len(claimed), now, automatic, heed_quiet)
            claimed += [row.id for row in session.execute(statement, execution_options=UNWATCHED)]
        if pace is not None:
            pace.claimed += len(claimed)
    return sorted(claimed)


def _pace(now: datetime) -> Pace:
    """The row of this minute, under its lock."""
    minute = now.replace(second=0, microsecond=0)
    insert_missing(Pace, [{"id": 1, "minute": minute, "claimed": 0}], unique=["id"])
    pace = db.session.get_one(Pace, 1, with_for_update=True, populate_existing=True)
    if pace.minute != minute:
        pace.minute, pace.claimed = minute, 0
    return pace


def _claiming(
    worker: str, number: int, now: datetime, automatic: bool, heed_quiet: bool
) -> ReturningUpdate[tuple[int]]:
    quiet = quiet_programmes(now) if heed_quiet and not automatic else []
    wanted = or_(Letter.programme_id.is_(None), Letter.programme_id.not_in(quiet)) if quiet else true()
    free = Letter.lease_until.is_(None) | (Letter.lease_until < now)
    due = (
        select(Letter.id)
        .where(_DUE, Letter.automatic.is_(automatic), Letter.due_at <= now, free, wanted)
        .order_by(Letter.due_at, Letter.id)
        .limit(max(0, number))
        .with_for_update(skip_locked=True)  # PostgreSQL; SQLite has one writer and leaves it out
        .cte("due")  # runs once, so that no more is locked than is claimed
    )
    return (
        update(Letter)
        .where(Letter.id.in_(select(due.c.id)))
        .values(lease=worker, lease_until=now + LEASE, attempts=Letter.attempts + 1)
        .returning(Letter.id)
    )


def recover() -> int:
    """Say "unknown" of what dead workers were handing over; gives how many. What else they had is due again."""
    now = clock.now()
    doubtful: ColumnElement[bool] = Letter.handed_over_at.is_not(None)
    if db.engine.dialect.name == "sqlite":
        here = Letter.lease.startswith(f"{boot()}-", autoescape=True) if boot() else Letter.lease.is_(None)
        doubtful = or_(doubtful, and_(_DUE, ~here))
    with transaction() as session:
        found = session.scalars(
            update(Letter)
            .where(Letter.settled_at.is_(None), Letter.lease_until < now, doubtful)
            .values(
                handed_over_at=db.func.coalesce(Letter.handed_over_at, now),
                settled_at=now,
                outcome=Outcome.UNKNOWN,
                lease=None,
                error="The program ended while the letter was being handed over.",
            )
            .returning(Letter.id),
            execution_options=UNWATCHED,
        ).all()
    return len(found)


_HANDED_OVER = (
    update(Letter)
    .where(
        Letter.id == bindparam("number"),
        Letter.lease == bindparam("worker"),
        Letter.approved_at.is_not(None),
        Letter.dropped_at.is_(None),
        Letter.handed_over_at.is_(None),
    )
    .values(
        handed_over_at=bindparam("now"),
        lease_until=bindparam("until"),
        calendar_sequence=bindparam("sequence"),
        calendar_stamp=bindparam("stamp"),
    )
)
_SETTLED = (
    update(Letter)
    .where(
        Letter.id == bindparam("number"),
        Letter.lease == bindparam("worker"),
        Letter.outcome.is_(None),  # it may have come back already
    )
    .values(settled_at=bindparam("now"), outcome=bindparam("became"), error=bindparam("said"), lease=None)
)
_FORGOTTEN = (
    update(Letter).where(Letter.id == bindparam("number"), Letter.outcome.is_not(None)).values(detail={})
)


@dataclass(frozen=True)
class _Prepared:
    handed_over: Prepared
    settled: Prepared
    forgotten: Prepared


@cache
def _prepared(dialect: Dialect) -> _Prepared:
    return _Prepared(*[Prepared(statement, dialect) for statement in (_HANDED_OVER, _SETTLED, _FORGOTTEN)])


class Notes:
    """What one worker writes down, on a connection of its own."""

    def __init__(self, worker: str) -> None:
        self._worker = worker

    def __enter__(self) -> Self:
        self._on_sqlite = db.engine.dialect.name == "sqlite"
        self._prepared = _prepared(db.engine.dialect)
        self._connection: Any = db.engine.raw_connection()
        self._cursor = self._connection.cursor()
        self._push_each(False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._push_each(True)
        self._connection.close()

    def hand_over(self, number: int, sequence: int | None = None, stamp: datetime | None = None) -> bool:
        """This letter is handed over now, with that SEQUENCE and DTSTAMP for a diary where it has a calendar part.

        False where it was stopped, dropped or taken by another meanwhile.
        """
        now = clock.now()
        with self._written():
            marked = self._prepared.handed_over.run(
                self._cursor,
                number=number,
                worker=self._worker,
                now=now,
                until=now + LEASE,
                sequence=sequence,
                stamp=stamp,
            )
        return marked == 1

    def settle(self, number: int, outcome: Outcome, said: str = "", *, secret: bool = False) -> str:
        """This became of it."""
        with self._written():
            self._prepared.settled.run(
                self._cursor,
                number=number,
                worker=self._worker,
                now=clock.now(),
                became=outcome,
                said=said[:500],
            )
            if secret:  # an account letter's text goes once it is settled
                self._prepared.forgotten.run(self._cursor, number=number)
        return outcome.value

    @contextmanager
    def _written(self) -> Iterator[None]:
        if self._on_sqlite:
            self._take_lock()
        try:
            yield
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise

    def _take_lock(self) -> None:
        """Take SQLite's lock. Notes are short and many, and SQLite's own waiting begins with a millisecond and grows."""
        self._cursor.execute("PRAGMA busy_timeout=0")
        try:
            for _ in range(SHORT_WAITS):
                try:
                    self._cursor.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                        raise
                    time.sleep(0.0002)
                else:
                    return
        finally:
            self._cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        self._cursor.execute("BEGIN IMMEDIATE")

    def _push_each(self, whether: bool) -> None:
        """Whether SQLite waits for the disk after each note."""
        if self._on_sqlite:
            self._cursor.execute(f"PRAGMA synchronous={'FULL' if whether else 'NORMAL'}")


def put_off(numbers: Iterable[int], worker: str, reason: str, *, patience: int) -> None:
    """Try these again later, and later each time; after `patience` tries they have failed."""
    now = clock.now()
    with transaction() as session:
        letters = session.scalars(
            select(Letter).where(
                Letter.id.in_(list(numbers)), Letter.lease == worker, Letter.outcome.is_(None)
            )
        ).all()
        for letter in letters:
            letter.lease = letter.lease_until = letter.handed_over_at = None
            letter.error = reason[:500]
            letter.due_at = now + delay_after(letter.attempts)
            if letter.attempts >= patience:
                letter.settled_at, letter.outcome = now, Outcome.FAILED
                letter.detail = {} if letter.secret else letter.detail


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: two minutes, doubled each time, six hours at most."""
    return min(timedelta(minutes=2 ** min(attempts, 10)), timedelta(hours=6))
