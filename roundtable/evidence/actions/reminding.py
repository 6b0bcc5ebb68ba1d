"""Remind those who have a draft that its call closes soon: once each, by letters that wait in the outbox."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.evidence.draft_letters import draft_reminder
from roundtable.evidence.models import Call, Draft
from roundtable.jobs import sweep
from roundtable.stakeholders.models import Person
from roundtable.trail import SYSTEM, record

log = logging.getLogger(__name__)

_at_once = 500
_longest = timedelta(days=31)
# More than any call may remind ahead, and than zones are apart.


@sweep
def remind_of_drafts() -> None:
    """Write to everybody whose draft was not sent, for the calls that close within their days."""
    now = clock.now()
    wall = now.replace(tzinfo=None)
    closing = select(Call).where(
        Call.closed_at.is_(None),
        Call.remind_days.is_not(None),
        Call.closes_local.between(wall - timedelta(days=1), wall + _longest + timedelta(days=1)),
    )
    due = [call.id for call in db.session.scalars(closing) if is_due(call, now)]
    for number in due:
        try:
            with transaction():
                remind(number)
        except Exception:
            log.exception("Those with a draft for call %d were not reminded; the others are", number)


def is_due(call: Call, now: datetime) -> bool:
    """Whether it closes within the days that were set, and takes submissions still."""
    if call.closes is None or call.remind_days is None or not call.is_open(now):
        return False
    return now >= clock.days_before(call.closes, call.remind_days).instant


def remind(call_id: int) -> int:
    """One letter for each draft that has an address and that nobody was reminded of. Gives how many."""
    waiting = db.session.execute(
        select(Draft, Person.email)
        .outerjoin(Person, Person.id == Draft.person_id)
        .where(Draft.call_id == call_id, Draft.submission_id.is_(None), Draft.reminded_at.is_(None))
        .order_by(Draft.id)
        .limit(_at_once)
        .with_for_update(of=Draft, skip_locked=True)
    ).all()
    written = 0
    for draft, address in waiting:
        draft.reminded_at = clock.now()
        written += draft_reminder(draft, address)
    db.session.flush()
    if written:
        record("reminded", db.session.get_one(Call, call_id), by=SYSTEM, number=written)
    return written
