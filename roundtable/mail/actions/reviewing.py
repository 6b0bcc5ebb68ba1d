"""Decide what becomes of letters before they go, and of those that did not arrive for certain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from roundtable import clock
from roundtable.db import UNWATCHED, db
from roundtable.errors import Refusal
from roundtable.jobs import later
from roundtable.mail import bodies
from roundtable.mail.models import Letter, Outcome
from roundtable.mail.posting import post_due
from roundtable.trail import Actor, record, record_many


def edit(letter: Letter, *, subject: str, text: str, by: Actor) -> None:
    """Put an organiser's words in place of the composer's, in this one letter."""
    _hold(letter)
    _refuse_unless_waiting(letter)
    subject = " ".join(subject.split())
    if not subject:
        raise Refusal("Give the letter a subject.", field="subject")
    if not text.strip():
        raise Refusal("The letter is empty. Write something, or drop it.", field="text")
    if len(text) > bodies.LONGEST:
        raise Refusal(f"A letter can have {bodies.LONGEST:,} characters.", field="text")
    letter.edited_subject, letter.edited_text, letter.edited_at = subject[:300], text, clock.now()
    record("edited", letter, by=by)


def undo_edit(letter: Letter, *, by: Actor) -> None:
    """Go back to what the composer writes."""
    _hold(letter)
    _refuse_unless_waiting(letter)
    letter.edited_subject = letter.edited_text = letter.edited_at = None
    record("undid the edits of", letter, by=by)


def drop(letter: Letter, *, by: Actor) -> None:
    """This letter is not to go. It stays in the outbox and can be taken back."""
    _hold(letter)
    if letter.dropped_at is not None:
        return
    if letter.handed_over_at is not None or letter.settled_at is not None:
        raise Refusal("This letter has left already; it cannot be dropped any more.")
    letter.dropped_at, letter.approved_at = clock.now(), None
    letter.lease = letter.lease_until = None
    record("dropped", letter, by=by)


def take_back(letter: Letter, *, by: Actor) -> None:
    """A dropped letter waits again."""
    _hold(letter)
    if letter.dropped_at is None:
        return
    letter.dropped_at, letter.error = None, ""
    record("took back", letter, by=by)


def approve(shown: Select[Letter], *, seen_at: datetime, up_to: int, by: Actor) -> int:
    """Send what was seen: the waiting letters of the list up to that number, as they were at that moment.

    One that was written or edited since waits on. Gives how many were approved.
    """
    seen = shown.where(
        Letter.id <= up_to,
        Letter.approved_at.is_(None),
        Letter.dropped_at.is_(None),
        Letter.settled_at.is_(None),
        Letter.secret.is_(False),
        Letter.edited_at.is_(None) | (Letter.edited_at <= seen_at),
        Letter.reworded_at.is_(None) | (Letter.reworded_at <= seen_at),
        Letter.written_at <= seen_at,
    )
    approved = _change(seen, by, "approved", approved_at=clock.now(), stopped_at=None, error="")
    if approved:
        later(post_due)
    return approved


def stop(shown: Select[Letter], *, by: Actor) -> int:
    """Stop what is on its way and has not been handed over, between one letter and the next, whoever posts them.

    It stays until it goes on or is approved anew. What goes by itself is not stopped. Gives how many were.
    """
    on_the_way = shown.where(
        Letter.approved_at.is_not(None),
        Letter.handed_over_at.is_(None),
        Letter.settled_at.is_(None),
        Letter.automatic.is_(False),
    )
    stopped = {"stopped_at": clock.now(), "approved_at": None, "lease": None, "lease_until": None}
    return _change(on_the_way, by, "stopped", **stopped)


def go_on(shown: Select[Letter], *, by: Actor) -> int:
    """Send what was stopped, as it was approved; what was edited since waits to be seen. Gives how many go."""
    as_approved = shown.where(
        Letter.stopped_at.is_not(None),
        Letter.approved_at.is_(None),
        Letter.dropped_at.is_(None),
        Letter.settled_at.is_(None),
        Letter.edited_at.is_(None) | (Letter.edited_at <= Letter.stopped_at),
        Letter.reworded_at.is_(None) | (Letter.reworded_at <= Letter.stopped_at),
    )
    going = _change(as_approved, by, "let go on", approved_at=clock.now(), stopped_at=None)
    if going:
        later(post_due)
    return going


def send_again(letter: Letter, *, by: Actor) -> None:
    """Try once more what failed, came back, was kept here or is unknown, under the same Message-ID."""
    _hold(letter)
    if letter.outcome not in (Outcome.FAILED, Outcome.BOUNCED, Outcome.UNKNOWN, Outcome.KEPT):
        raise Refusal("Only a letter that failed, came back, was kept here or is unknown can be sent again.")
    now = clock.now()
    letter.handed_over_at = letter.settled_at = letter.outcome = letter.lease = letter.lease_until = None
    letter.bounced_at = None
    letter.approved_at, letter.due_at, letter.attempts, letter.error = now, now, 0, ""
    record("sent again", letter, by=by)
    later(post_due)


def _change(which: Select[Letter], by: Actor, verb: str, **values: Any) -> int:
    """Change many letters in one statement, and note it for each.

    On PostgreSQL each is locked as it is found, so that one which another changes meanwhile is looked at anew.
    """
    numbers = which.order_by(None).with_only_columns(Letter.id)
    if db.session.scalar(numbers.limit(1)) is None:
        return 0
    found = numbers.with_for_update(of=Letter).cte("found")
    changed = db.session.execute(
        update(Letter)
        .where(Letter.id.in_(select(found.c.id)), Letter.handed_over_at.is_(None))
        .values(values)
        .returning(Letter.id, Letter.person_id, Letter.programme_id),
        execution_options=UNWATCHED,
    ).all()
    _note(verb, changed, by)
    return len(changed)


def _note(verb: str, rows: Sequence[Any], by: Actor) -> None:
    by_programme: dict[int | None, list[Any]] = {}
    for row in rows:
        by_programme.setdefault(row.programme_id, []).append(row)
    for programme_id, found in by_programme.items():
        people = {row.id: row.person_id for row in found if row.person_id is not None}
        record_many(verb, Letter, [row.id for row in found], by=by, programme_id=programme_id, people=people)


def _hold(letter: Letter) -> None:
    """See the letter as it is now; nobody claims it or hands it over before this transaction ends."""
    db.session.refresh(letter, with_for_update=True)


def _refuse_unless_waiting(letter: Letter) -> None:
    if letter.settled_at is not None or letter.handed_over_at is not None:
        raise Refusal("This letter has left already; it cannot be changed any more.")
    if letter.approved_at is not None:
        raise Refusal("This letter is approved and on its way. Stop it before you change it.")
