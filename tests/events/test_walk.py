"""Whatever is done to an event, a diary that takes every letter in its order shows what is true."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import icalendar
import pytest
from dateutil.rrule import rrulestr
from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.events import actions
from roundtable.events.actions import MeetingFacts, SessionFacts
from roundtable.events.models import Event, Invitation
from roundtable.mail.composing import Composed, compose
from roundtable.trail import SYSTEM
from tests import make
from tests.events.test_inviting import leave, letters
from tests.events.test_moving import invited, of
from tests.events.test_series import FIRST, series

Span = tuple[datetime, datetime]


@dataclass
class Diary:
    """What a calendar program makes of iTIP messages: what is newer by its SEQUENCE takes the place of what is older."""

    held: dict[tuple[str, datetime], tuple[int, Span, str]] = field(default_factory=dict)
    """By UID and the time that the rule has: the SEQUENCE, when it is, and how firm."""

    def take(self, octets: bytes) -> None:
        calendar = icalendar.Calendar.from_ical(octets)
        events = calendar.walk("VEVENT")
        uid = str(events[0]["UID"])
        if "RECURRENCE-ID" not in events[0]:
            self.held = {key: value for key, value in self.held.items() if key[0] != uid}
        for event in events:
            for planned, span in _meetings(event):
                if calendar["METHOD"] == "CANCEL":
                    self.held.pop((uid, planned), None)
                else:
                    sequence = int(event["SEQUENCE"])
                    assert sequence >= self.held.get((uid, planned), (0,))[0], "an older message came later"
                    self.held[uid, planned] = sequence, span, str(event["STATUS"])

    @property
    def shows(self) -> list[tuple[Span, str]]:
        return sorted((span, status) for _, span, status in self.held.values())


def _meetings(event: icalendar.Event) -> list[tuple[datetime, Span]]:
    starts, ends = event["DTSTART"].dt, event["DTEND"].dt
    if "RECURRENCE-ID" in event:
        return [(event["RECURRENCE-ID"].dt.astimezone(UTC), (starts.astimezone(UTC), ends.astimezone(UTC)))]
    if "RRULE" not in event:
        return [(datetime.min.replace(tzinfo=UTC), (starts.astimezone(UTC), ends.astimezone(UTC)))]
    off = event.get("EXDATE", [])
    skipped = {one.dt for each in (off if isinstance(off, list) else [off]) for one in each.dts}
    local = rrulestr(event["RRULE"].to_ical().decode(), dtstart=starts.replace(tzinfo=None))
    pattern = [time.replace(tzinfo=starts.tzinfo) for time in local]
    return [
        (time.astimezone(UTC), (time.astimezone(UTC), (time + (ends - starts)).astimezone(UTC)))
        for time in pattern
        if time not in skipped
    ]


def _move_one(event: Event, by: Random) -> None:
    meeting = by.choice(event.coming)
    later = timedelta(days=by.choice((-1, 1, 2)), hours=by.choice((0, 3)))
    facts = of(meeting, starts=meeting.starts_local + later, ends=meeting.ends_local + later)
    actions.edit_meeting(meeting, facts, by=SYSTEM)


def _call_one_off(event: Event, by: Random) -> None:
    if len(event.coming) > 1:
        actions.call_off(by.choice(event.coming), reason="", by=SYSTEM)


def _add_one(event: Event, by: Random) -> None:
    if event.is_series:
        actions.add_to_series(event, by=SYSTEM)
    else:
        day = timedelta(days=by.randrange(60, 90))
        actions.add_meeting(event, MeetingFacts(FIRST.starts + day, FIRST.ends + day), by=SYSTEM)


def _move_all(event: Event, by: Random) -> None:
    if event.series is not None:
        later = timedelta(days=by.choice((0, 7)), hours=by.choice((1, 2)))
        starts, ends = event.series.starts_local + later, event.series.ends_local + later
        actions.edit_series(event, MeetingFacts(starts, ends, joining_link="https://x.example"), by=SYSTEM)


def _set_an_agenda(event: Event, by: Random) -> None:
    meeting = by.choice(event.coming)
    actions.set_agenda(meeting, [SessionFacts(meeting.starts_local, "Something else")], by=SYSTEM)


def _confirm(event: Event, _by: Random) -> None:
    actions.confirm_date(event, by=SYSTEM)


DEEDS: tuple[Callable[[Event, Random], None], ...] = (
    *(_move_one, _move_one, _call_one_off, _add_one),
    *(_move_all, _set_an_agenda, _confirm),
)


def _deliver(ada: Invitation, diary: Diary, taken: set[int]) -> None:
    """Everything that waits is sent, in its order."""
    leave()
    ours = [one for one in letters() if one.person_id == ada.person_id and one.id not in taken]
    for letter, words in zip(ours, compose(ours), strict=True):
        taken.add(letter.id)
        if isinstance(words, Composed) and words.calendar:
            diary.take(words.calendar)


@pytest.mark.parametrize("seed", range(8))
def test_a_diary_that_takes_every_letter_shows_what_is_true(app: Flask, seed: int) -> None:
    by = Random(seed)
    held = clock.now() if by.random() < 0.5 else None
    if seed % 2:
        event = series()
        event.held_at = held
    else:
        event = make.event(make.programme(), meetings=3, held_at=held)
    (ada,) = invited(event)
    diary, taken = Diary(), set[int]()
    _deliver(ada, diary, taken)
    for _step in range(8):
        for _ in range(by.choice((1, 1, 2))):
            by.choice(DEEDS)(event, by)
        db.session.expire(event, ["meetings"])
        _deliver(ada, diary, taken)
        status = "TENTATIVE" if event.is_held else "CONFIRMED"
        true = sorted(((one.starts_at, one.ends_at), status) for one in event.coming)
        assert diary.shows == true
    actions.withdraw(ada, by=SYSTEM) if by.random() < 0.5 else actions.cancel(event, reason="", by=SYSTEM)
    _deliver(ada, diary, taken)
    assert diary.shows == []
