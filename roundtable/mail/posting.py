"""Post letters: each is claimed, handed over and settled in three short transactions, none open during SMTP.

A worker may be killed anywhere. Before the mark "handed over" the letter's lease runs out and another worker
takes it; after the mark nobody takes it again, and the sweep shows it as unknown.
"""

import os
import socket
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import select, update

from roundtable import clock
from roundtable.config import Settings
from roundtable.db import db, transaction, writing
from roundtable.errors import Refusal
from roundtable.jobs import job, sweep
from roundtable.mail import mime
from roundtable.mail.composing import Broken, Filled, compose, filled
from roundtable.mail.models import Address, Letter, Outcome
from roundtable.mail.returns import return_path
from roundtable.mail.smtp import Connection, Lost, Rejected, Server, TryLater, Unreachable

LEASE = timedelta(minutes=10)
BATCH = 25
PATIENCE = 14
"""After so many tries over about two days a letter that is put off each time has failed."""


@dataclass(frozen=True)
class Outgoing:
    """A letter that is ready to go."""

    id: int
    sender: str
    recipient: str
    octets: bytes


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: two minutes, doubled each time, six hours at most."""
    return min(timedelta(minutes=2 ** min(attempts, 10)), timedelta(hours=6))


@job
def post_due() -> None:
    """Post what is due."""
    post()


@sweep
def post_what_is_due() -> None:
    """Bring back what a lost job or a dead worker left."""
    mark_unknown()
    post()


def post(*, limit: int | None = None) -> Counter[str]:
    """Post every letter that is due (or so many), and count what became of them."""
    settings: Settings = current_app.extensions["settings"]
    tally: Counter[str] = Counter()
    worker = f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:8]}"
    if not settings.smtp_url:
        return _keep_here(worker, tally)
    with Connection(Server.from_url(settings.smtp_url)) as connection:
        while limit is None or sum(tally.values()) < limit:
            claimed = claim(worker, BATCH if limit is None else min(BATCH, limit - sum(tally.values())))
            if not claimed:
                break
            ready = _prepare(claimed, settings, tally)
            for place, outgoing in enumerate(ready):
                try:
                    tally[_post_one(outgoing, connection, worker)] += 1
                except Unreachable as trouble:
                    _put_off([one.id for one in ready[place:]], worker, str(trouble))
                    tally["put off"] += len(ready) - place
                    return tally
    return tally


def claim(worker: str, number: int) -> list[int]:
    """Take letters that are due, for as long as the lease; no two workers get the same."""
    now = clock.now()
    due = (
        select(Letter.id)
        .where(
            Letter.approved_at.is_not(None),
            Letter.dropped_at.is_(None),
            Letter.handed_over_at.is_(None),
            Letter.settled_at.is_(None),
            Letter.due_at <= now,
            Letter.lease_until.is_(None) | (Letter.lease_until < now),
        )
        .order_by(Letter.due_at, Letter.id)
        .limit(number)
        .with_for_update(skip_locked=True)  # PostgreSQL; SQLite has one writer and leaves it out
        .cte("due")  # runs once, so that no more is locked than is claimed
    )
    with transaction() as session:
        claimed = session.scalars(
            update(Letter)
            .where(Letter.id.in_(select(due.c.id)))
            .values(lease=worker, lease_until=now + LEASE, attempts=Letter.attempts + 1)
            .returning(Letter.id),
            execution_options={"synchronize_session": False},
        ).all()
    return sorted(claimed)


def mark_unknown() -> int:
    """Say so of letters that were being handed over by a worker that is no more."""
    with transaction() as session:
        found = session.scalars(
            update(Letter)
            .where(
                Letter.handed_over_at.is_not(None),
                Letter.settled_at.is_(None),
                Letter.lease_until < clock.now(),
            )
            .values(
                settled_at=clock.now(),
                outcome=Outcome.UNKNOWN,
                error="The program ended while the letter was being handed over.",
            )
            .returning(Letter.id),
            execution_options={"synchronize_session": False},
        ).all()
    return len(found)


def _prepare(claimed: Iterable[int], settings: Settings, tally: Counter[str]) -> list[Outgoing]:
    """Compose what was claimed, in one reading; settle what cannot or need not go."""
    ready: list[Outgoing] = []
    refused: list[tuple[int, dict[str, Any]]] = []
    token = writing.set(False)
    try:
        letters = db.session.scalars(select(Letter).where(Letter.id.in_(claimed)).order_by(Letter.id)).all()
        held = _held([letter.to_email for letter in letters])
        for letter, composed in zip(letters, compose(letters), strict=True):
            made = filled(composed, live=True)
            if made is None or isinstance(made, Broken) or letter.to_email.lower() in held:
                refused.append((letter.id, _why_not(letter, made, held)))
                continue
            try:
                octets = mime.message(letter, made, mail_from=settings.mail_from, sent_at=clock.now())
                ready.append(
                    Outgoing(letter.id, return_path(letter), mime.address_of(letter.to_email), octets)
                )
            except Refusal as refusal:
                refused.append((letter.id, _failed(refusal.sentence)))
    finally:
        db.session.rollback()
        writing.reset(token)
    for letter_id, values in refused:
        _set(letter_id, values)
        tally["dropped" if "dropped_at" in values else "failed"] += 1
    return ready


def _why_not(letter: Letter, made: Filled | Broken | None, held: dict[str, str]) -> dict[str, Any]:
    """What to write down of a letter that is not to go."""
    if made is None:
        return {"dropped_at": clock.now(), "lease": None, "error": "What it was about is there no more."}
    if isinstance(made, Broken):
        return _failed(made.reason)
    return _failed(f"The address is on hold: {held[letter.to_email.lower()]}")


def _failed(sentence: str) -> dict[str, Any]:
    return {"settled_at": clock.now(), "outcome": Outcome.FAILED, "error": sentence[:500]}


def _held(emails: Iterable[str]) -> dict[str, str]:
    keys = {email.lower() for email in emails}
    found = select(Address).where(Address.email_key.in_(keys), Address.held_at.is_not(None))
    return {address.email_key: address.hold_reason for address in db.session.scalars(found)}


def _post_one(outgoing: Outgoing, connection: Connection, worker: str) -> str:
    """Hand one letter over, and write down what the server said. Raises Unreachable before anything was sent."""
    try:
        connection.begin(outgoing.sender, outgoing.recipient)
        if not _mark_handed_over(outgoing.id, worker):
            connection.abandon()
            return "stopped"
        connection.hand_over(outgoing.octets)
    except TryLater as trouble:
        return _put_off([outgoing.id], worker, str(trouble))
    except Rejected as trouble:
        return _settle(outgoing.id, Outcome.FAILED, str(trouble))
    except Lost as trouble:
        return _settle(outgoing.id, Outcome.UNKNOWN, str(trouble))
    return _settle(outgoing.id, Outcome.SENT)


def _mark_handed_over(letter_id: int, worker: str) -> bool:
    """Committed just before DATA. False where it was stopped, dropped or taken by another meanwhile."""
    with transaction() as session:
        marked = session.scalars(
            update(Letter)
            .where(
                Letter.id == letter_id,
                Letter.lease == worker,
                Letter.approved_at.is_not(None),
                Letter.dropped_at.is_(None),
                Letter.handed_over_at.is_(None),
            )
            .values(handed_over_at=clock.now(), lease_until=clock.now() + LEASE)
            .returning(Letter.id),
            execution_options={"synchronize_session": False},
        ).all()
    return bool(marked)


def _settle(letter_id: int, outcome: Outcome, error: str = "") -> str:
    values = {"settled_at": clock.now(), "outcome": outcome, "error": error[:500], "lease": None}
    _set(letter_id, values)
    return outcome.value


def _set(letter_id: int, values: dict[str, Any]) -> None:
    with transaction() as session:
        secret = session.scalar(
            update(Letter).where(Letter.id == letter_id).values(values).returning(Letter.secret),
            execution_options={"synchronize_session": False},
        )
        if secret and "settled_at" in values:  # an account letter's text goes once it is settled
            session.execute(
                update(Letter).where(Letter.id == letter_id).values(detail={}),
                execution_options={"synchronize_session": False},
            )


def _put_off(letter_ids: Iterable[int], worker: str, reason: str) -> str:
    """Try again later, and later each time; after too many tries it has failed."""
    now = clock.now()
    with transaction() as session:
        letters = session.scalars(
            select(Letter).where(Letter.id.in_(list(letter_ids)), Letter.lease == worker)
        ).all()
        for letter in letters:
            letter.lease = letter.lease_until = letter.handed_over_at = None
            letter.error = reason[:500]
            letter.due_at = now + delay_after(letter.attempts)
            if letter.attempts >= PATIENCE:
                letter.settled_at, letter.outcome = now, Outcome.FAILED
                letter.detail = {} if letter.secret else letter.detail
    return "put off"


def _keep_here(worker: str, tally: Counter[str]) -> Counter[str]:
    """Without SMTP settings nothing leaves: what is due is settled as kept here, and can be read."""
    while claimed := claim(worker, 500):
        with transaction() as session:
            session.execute(
                update(Letter)
                .where(Letter.id.in_(claimed))
                .values(settled_at=clock.now(), outcome=Outcome.KEPT, lease=None),
                execution_options={"synchronize_session": False},
            )
        tally[Outcome.KEPT.value] += len(claimed)
    return tally
