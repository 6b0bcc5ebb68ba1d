"""Post letters: each is claimed, handed over and settled in three short transactions, none open during SMTP.

A worker may be killed anywhere. Before the mark "handed over" the letter's lease runs out and another worker
takes it; after the mark nobody takes it again, and the sweep shows it as unknown. See `claims`.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from roundtable import clock
from roundtable.calendar import sequence_and_stamp
from roundtable.config import Settings
from roundtable.db import UNWATCHED, db, transaction, writing
from roundtable.errors import Refusal
from roundtable.jobs import job, sweep
from roundtable.mail import mime
from roundtable.mail.claims import GROUP, Notes, claim, new_worker, put_off, recover
from roundtable.mail.composing import Broken, Filled, compose, filled, is_bulk
from roundtable.mail.models import Address, Letter, Outcome
from roundtable.mail.queries import addresses
from roundtable.mail.returns import return_path
from roundtable.mail.signing import signed
from roundtable.mail.smtp import Connection, Lost, Rejected, Server, TryLater, Unreachable

PATIENCE = 14
"""After so many tries over about two days a letter that is put off each time has failed."""
UNMADE = "It could not be made into a message; the server's log says why."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """A letter that is ready to go."""

    id: int
    sender: str
    recipient: str
    octets: bytes
    secret: bool
    said: tuple[int | None, datetime | None]
    """SEQUENCE and DTSTAMP of its calendar part."""


@job
def post_due() -> None:
    """Post what is due."""
    post()


@sweep
def post_what_is_due() -> None:
    """Bring back what a lost job or a dead worker left."""
    recover()
    post()


def post(*, limit: int | None = None) -> Counter[str]:
    """Post every letter that is due (or so many), and count what became of them."""
    settings: Settings = current_app.extensions["settings"]
    tally: Counter[str] = Counter()
    worker = new_worker()
    if not settings.smtp_url:
        return _keep_here(worker, tally)
    with Connection(Server.from_url(settings.smtp_url)) as connection:
        while limit is None or sum(tally.values()) < limit:
            number = GROUP if limit is None else min(GROUP, limit - sum(tally.values()))
            claimed = claim(worker, number, per_minute=settings.mail_per_minute, heed_quiet=True)
            if not claimed:
                break
            with Notes(worker) as notes:
                ready = _prepare(claimed, worker, notes, tally)
                if not _post_group(ready, connection, worker, notes, tally):
                    break
    return tally


def _post_group(
    ready: list[Outgoing], connection: Connection, worker: str, notes: Notes, tally: Counter[str]
) -> bool:
    """Hand letters over, one after the other. False where the server cannot be reached: the rest waits."""
    for place, outgoing in enumerate(ready):
        try:
            tally[_post_one(outgoing, connection, worker, notes)] += 1
        except Unreachable as trouble:
            put_off([one.id for one in ready[place:]], worker, str(trouble), patience=PATIENCE)
            tally["put off"] += len(ready) - place
            return False
    return True


def _post_one(outgoing: Outgoing, connection: Connection, worker: str, notes: Notes) -> str:
    """Hand one letter over, and note what the server said. Raises Unreachable before anything was sent."""
    try:
        connection.begin(outgoing.sender, outgoing.recipient)
        if not notes.hand_over(outgoing.id, *outgoing.said):
            connection.abandon()
            return "stopped"
        connection.hand_over(outgoing.octets)
    except TryLater as trouble:
        put_off([outgoing.id], worker, str(trouble), patience=PATIENCE)
        return "put off"
    except Rejected as trouble:
        return notes.settle(outgoing.id, Outcome.FAILED, str(trouble), secret=outgoing.secret)
    except Lost as trouble:
        return notes.settle(outgoing.id, Outcome.UNKNOWN, str(trouble), secret=outgoing.secret)
    return notes.settle(outgoing.id, Outcome.SENT, secret=outgoing.secret)


def _prepare(claimed: Iterable[int], worker: str, notes: Notes, tally: Counter[str]) -> list[Outgoing]:
    """Compose what was claimed, in one reading; settle what cannot or need not go."""
    ready: list[Outgoing] = []
    gone: dict[str, list[int]] = {}
    token = writing.set(False)
    try:
        wanted = select(Letter).where(Letter.id.in_(claimed)).order_by(Letter.automatic.desc(), Letter.id)
        letters = db.session.scalars(wanted).all()
        known = addresses(letter.to_email for letter in letters)
        for letter, composed in zip(letters, compose(letters), strict=True):
            address = known.get(letter.to_email.lower())
            try:
                made = filled(composed, live=True)
                if why := not_wanted(letter, made, address):
                    gone.setdefault(why, []).append(letter.id)
                else:
                    ready.append(outgoing(letter, made, address))
            except Refusal as refusal:
                tally[notes.settle(letter.id, Outcome.FAILED, refusal.sentence, secret=letter.secret)] += 1
            except Exception:  # whatever is odd about one letter does not hold up the others
                log.exception("The letter %s could not be made", letter.key)
                tally[notes.settle(letter.id, Outcome.FAILED, UNMADE, secret=letter.secret)] += 1
    finally:
        db.session.expunge_all()
        db.session.rollback()
        writing.reset(token)
    for why, numbers in gone.items():
        _drop(numbers, worker, why, tally)
    return ready


def not_wanted(letter: Letter, made: Filled | Broken | None, address: Address | None) -> str:
    """Why nobody waits for it; empty for what somebody does."""
    if made is None:
        return "What it was about is there no more."
    if is_bulk(letter.kind) and address is not None and address.bulk_ended_at is not None:
        return "This address gets no bulk letters: its owner left them, or complained."
    return ""


def octets_of(letter: Letter, made: Filled) -> bytes:
    """The message as it goes out now."""
    settings: Settings = current_app.extensions["settings"]
    return signed(mime.message(letter, made, mail_from=settings.mail_from, sent_at=clock.now()), settings)


def outgoing(letter: Letter, made: Filled | Broken | None, address: Address | None) -> Outgoing:
    """The letter as it goes out. Refuses what cannot go."""
    if not isinstance(made, Filled):
        raise Refusal(made.reason if made else "It has no words.")
    if address is not None and address.held_at is not None:
        raise Refusal(f"The address is on hold: {address.hold_reason}")
    recipient = mime.address_of(letter.to_email)
    said = sequence_and_stamp(made.calendar) if made.calendar else (None, None)
    return Outgoing(letter.id, return_path(letter), recipient, octets_of(letter, made), letter.secret, said)


def _drop(numbers: list[int], worker: str, reason: str, tally: Counter[str]) -> None:
    """Whoever takes one back has to approve it anew."""
    dropped = {"dropped_at": clock.now(), "approved_at": None, "lease": None, "lease_until": None}
    with transaction() as session:
        found = session.scalars(
            update(Letter)
            .where(Letter.id.in_(numbers), Letter.lease == worker)
            .values(dropped | {"error": reason})
            .returning(Letter.id),
            execution_options=UNWATCHED,
        ).all()
    tally["dropped"] += len(found)


def _keep_here(worker: str, tally: Counter[str]) -> Counter[str]:
    """Without SMTP settings nothing leaves: what is due is settled as kept here, and can be read."""
    while claimed := claim(worker, 500):
        with transaction() as session:
            kept = session.scalars(
                update(Letter)
                .where(Letter.id.in_(claimed), Letter.lease == worker)
                .values(settled_at=clock.now(), outcome=Outcome.KEPT, lease=None)
                .returning(Letter.id),
                execution_options=UNWATCHED,
            ).all()
        tally[Outcome.KEPT.value] += len(kept)
    return tally
