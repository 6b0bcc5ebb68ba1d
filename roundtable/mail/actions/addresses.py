"""What comes back from an address, and what it gets from then on."""

from datetime import timedelta

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.mail.models import Address, Letter, Outcome
from roundtable.trail import SYSTEM, Actor, record

SOFT_BOUNCES = 3
"""So many letters that came back for a passing reason, each within SOFT_SPAN of the last, put an address on hold."""
SOFT_SPAN = timedelta(days=30)


def bounced(letter: Letter, hard: bool, diagnostic: str, *, by: Actor = SYSTEM) -> None:
    """A letter came back: for good, or for a reason that may pass, in which case the address is tried again.

    A second notice of the same return changes nothing, save that the return may turn out to be for good.
    """
    db.session.refresh(letter, with_for_update=True)
    again = letter.bounced_at is not None
    if letter.handed_over_at is not None:  # it may have been put back into the outbox since
        letter.outcome, letter.error = Outcome.BOUNCED, _line(diagnostic)[:500]
        letter.settled_at, letter.lease = letter.settled_at or clock.now(), None
        letter.bounced_at = letter.bounced_at or clock.now()
    if not again:
        record("came back", letter, by=by, hard=hard)
    address = _address(letter.to_email)
    if hard:
        _hold(address, diagnostic, by)
    elif not again:
        _count_soft(address, by)


def complained(address: str, *, by: Actor = SYSTEM) -> None:
    """Somebody called a letter to this address unwanted: bulk letters to it end, and nothing else does."""
    found = _address(address)
    if found.bulk_ended_at is None:
        found.bulk_ended_at = clock.now()
        record("complained", found, by=by)


def leave_bulk(email: str, *, by: Actor) -> None:
    """Bulk letters to this address end. What concerns a registration, an answer or an account still goes."""
    found = _address(email)
    if found.bulk_ended_at is None:
        found.bulk_ended_at = clock.now()
        record("left bulk letters", found, by=by)


def return_to_bulk(email: str, *, by: Actor) -> None:
    """They begin again."""
    found = _address(email)
    if found.bulk_ended_at is not None:
        found.bulk_ended_at = None
        record("came back to bulk letters", found, by=by)


def hold(email: str, reason: str, *, by: Actor) -> Address:
    """Send nothing to this address until it is released."""
    address = _address(email)
    _hold(address, reason, by)
    return address


def release(address: Address, *, by: Actor) -> None:
    """Send to this address again. What failed meanwhile can be sent again in the outbox."""
    db.session.refresh(address, with_for_update=True)
    if address.held_at is None:
        return
    address.held_at, address.hold_reason, address.soft_bounces = None, "", 0
    record("released", address, by=by)


def _address(email: str) -> Address:
    """The row of a mailbox, made where there is none, under its lock."""
    key = email.lower()
    row = select(Address).where(Address.email_key == key).with_for_update()
    found = db.session.scalars(row).one_or_none()
    if found is None:
        insert_missing(
            Address,
            [{"email": email, "email_key": key, "hold_reason": "", "soft_bounces": 0}],
            unique=["email_key"],
        )
        found = db.session.scalars(row).one()
    return found


def _hold(address: Address, reason: str, by: Actor) -> None:
    if address.held_at is not None:
        return
    address.held_at, address.hold_reason = clock.now(), _line(reason)[:300]
    record("held", address, by=by)


def _count_soft(address: Address, by: Actor) -> None:
    now, last = clock.now(), address.soft_bounced_at
    going_on = last is not None and now - last <= SOFT_SPAN
    address.soft_bounces, address.soft_bounced_at = (address.soft_bounces + 1 if going_on else 1), now
    if address.soft_bounces >= SOFT_BOUNCES:
        _hold(address, f"{address.soft_bounces} letters in a row came back.", by)


def _line(words: str) -> str:
    return " ".join(words.split())
