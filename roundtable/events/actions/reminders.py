"""Rules by which people are reminded. Whom one reaches is found out when it runs, not when it is made."""

import logging

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.events import chasing, letters
from roundtable.events.models import Anchor, Concerned, Event, ReminderRule
from roundtable.jobs import sweep
from roundtable.trail import SYSTEM, Actor, record

log = logging.getLogger(__name__)

MOST = 10


def add_reminder(event: Event, *, days: int, anchor: Anchor, concerned: Concerned, by: Actor) -> ReminderRule:
    """Remind people so many days before; the same rule twice is one."""
    if event.cancelled_at is not None:
        raise Refusal(f"{event.title} was cancelled; nobody is reminded of it.")
    if anchor is Anchor.REPLY and event.reply_by is None:
        raise Refusal("This event has no reply date to count from. Give it one first.", field="anchor")
    rules = list(db.session.scalars(chasing.reminders_of(event)))
    for rule in rules:
        if (rule.days, rule.anchor, rule.concerned) == (days, anchor, concerned):
            return rule
    if len(rules) >= MOST:
        raise Refusal(f"An event can have {MOST} reminders; this one has them.")
    rule = ReminderRule(event_id=event.id, days=days, anchor=anchor, concerned=concerned, made_at=clock.now())
    db.session.add(rule)
    db.session.flush()
    record("added a reminder", event, by=by)
    return rule


def remove_reminder(rule: ReminderRule, *, by: Actor) -> None:
    """It does not run any more; letters that it wrote stay."""
    record("removed a reminder", rule.event, by=by)
    db.session.delete(rule)


@sweep
def remind() -> None:
    """Run every rule that is due."""
    due = [
        rule.id
        for rule in db.session.scalars(chasing.reminders_to_run())
        if rule.is_due(clock.today(rule.event.programme.zone))
    ]
    for number in due:
        try:
            with transaction():
                run_reminder(number)
        except Exception:
            log.exception("Reminder %d did not run; the others do", number)


def run_reminder(number: int) -> int:
    """Write its letters, to whomever it concerns now. Nothing where it is gone or has run. Gives how many."""
    rule = db.session.scalar(select(ReminderRule).where(ReminderRule.id == number).with_for_update())
    if rule is None or not rule.is_due(clock.today(rule.event.programme.zone)):
        return 0
    rule.ran_for, rule.ran_at = rule.counted_from, clock.now()
    rule.written = letters.reminded(rule, db.session.scalars(chasing.concerned_by(rule)).all())
    record("reminded", rule.event, by=SYSTEM, number=rule.written)
    return rule.written
