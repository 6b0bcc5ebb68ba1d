"""10,000 personal invitations, composed with their calendar part and queued, against two libraries one by one."""

import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText
from icalendar import Event as CalendarEvent
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.events import actions
from roundtable.events.models import Event
from roundtable.mail.composing import Filled, compose, filled
from roundtable.mail.mime import message
from roundtable.mail.models import Letter
from roundtable.stakeholders.models import Person
from roundtable.trail import SYSTEM
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.table import note

COUNT, TURNS = 10_000, 5
LONDON = ZoneInfo("Europe/London")


def measure() -> None:
    """Both sides take turns: two thousand of ours, four hundred of theirs, the same letters."""
    with installation() as place, place.app.app_context():
        made = sowing.programme()
        sowing.event(made)
        sowing.people(made, COUNT)
        db.session.commit()
        queued, written, theirs = 0.0, 0.0, 0.0
        for turn in range(TURNS):
            each = COUNT // TURNS
            queued += _queue(turn * each, each)
            spent, some = _compose(turn * each, each)
            written += spent
            theirs += _one_by_one(some[: each // 5]) * 5
        ours = queued + written
        said = f"queued at {COUNT / queued:,.0f}, composed at {COUNT / written:,.0f}, the libraries {COUNT / theirs:,.0f} a second"
        note(
            "10,000 invitations composed and queued, against EmailMessage and icalendar",
            theirs / ours,
            "≥ 2",
            unit="×",
            at_least=2,
            said=said,
        )


def _queue(after: int, count: int) -> float:
    """Invite people in one transaction: rows, trail and letters."""
    before = time.process_time()
    with transaction():
        event = db.session.scalars(select(Event)).one()
        people = db.session.scalars(select(Person).where(Person.id > after, Person.id <= after + count)).all()
        actions.invite(people, to=event, by=SYSTEM)
    db.session.remove()
    return time.process_time() - before


def _compose(after: int, count: int) -> tuple[float, list[tuple[Letter, Filled]]]:
    """The letters as they are handed over, octets and all, a hundred at a time."""
    before, made, now = time.process_time(), [], clock.now()
    letters = db.session.scalars(select(Letter).where(Letter.id > after, Letter.id <= after + count)).all()
    for start in range(0, len(letters), 100):
        some = letters[start : start + 100]
        for letter, words in zip(some, compose(some), strict=True):
            whole = filled(words, live=True)
            if not isinstance(whole, Filled):
                raise RuntimeError(f"{letter.key} was not composed")
            message(letter, whole, mail_from="bench@roundtable.example", sent_at=now)
            made.append((letter, whole))
    spent = time.process_time() - before
    db.session.rollback()
    return spent, made


def _one_by_one(letters: list[tuple[Letter, Filled]]) -> float:
    """The same letters as the two libraries build them; their words are given to them ready."""
    before = time.process_time()
    for letter, words in letters:
        built = EmailMessage()
        built["Subject"] = words.subject
        built["From"] = "Bench <bench@roundtable.example>"
        built["To"] = f"{letter.to_name} <{letter.to_email}>"
        built["Message-ID"] = letter.message_id
        built.set_content(words.text)
        built.add_alternative(words.html, subtype="html")
        built.add_alternative(_calendar(letter).decode(), subtype="calendar", params={"method": "REQUEST"})
        built.as_bytes()
    return time.process_time() - before


@cache
def _london() -> Timezone:
    """Its two yearly rules, as our letters have them, made once for all; those of `from_tzid` take five times as long."""
    made = Timezone()
    made.add("tzid", "Europe/London")
    for kind, name, month, before, after in (
        (TimezoneDaylight, "BST", 3, 0, 1),
        (TimezoneStandard, "GMT", 10, 1, 0),
    ):
        rule = kind()
        rule.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, 1 + before))
        rule.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        rule.add("tzoffsetfrom", timedelta(hours=before))
        rule.add("tzoffsetto", timedelta(hours=after))
        rule.add("tzname", name)
        made.add_component(rule)
    return made


def _calendar(letter: Letter) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Bench//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    event = CalendarEvent()
    event.add("uid", "1@bench.example")
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", datetime(2027, 1, 20, 9, tzinfo=LONDON))
    event.add("dtend", datetime(2027, 1, 20, 17, tzinfo=LONDON))
    event.add("summary", "Bench Conference")
    event.add("location", "Hall 1, London")
    event.add("sequence", 0)
    event.add("description", "\n".join([sowing.WORDS, *(f"Session {n}" for n in range(35))]))
    event.add("organizer", vCalAddress("mailto:bench@roundtable.example"))
    attendee = vCalAddress(f"mailto:{letter.to_email}")
    attendee.params["CN"] = vText(letter.to_name)
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee)
    calendar.add_component(event)
    calendar.add_component(_london())
    octets: bytes = calendar.to_ical()
    return octets
