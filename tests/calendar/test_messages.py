"""What goes to a person's diary and into a feed, as other programs read it."""

from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.calendar import (
    Appointment,
    Attendee,
    Participation,
    Status,
    cancel,
    decline_counter,
    publish,
    request,
    withdraw,
)
from roundtable.calendar.lines import clean
from roundtable.calendar.reading import read
from roundtable.clock import WallTime
from roundtable.errors import Refusal
from tests.calendar.libical import restrictions
from tests.calendar.readers import READERS, by_icalendar, by_vobject

STAMP = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OLIVE = Attendee("Olive Organiser", "olive@roundtable.example")
ADA = Attendee("Ada O'Neill, PhD", "ada@people.example", page="https://roundtable.example/i/secret-of-ada")
ROUND_TABLE = Appointment(
    uid="meeting-1@roundtable.example",
    sequence=2,
    title="Work, health; and \\ the rest",
    description="First line\nSecond: a comma, a semicolon; a backslash \\n",
    agenda=("10:00 Welcome", "10:15 What employers need"),
    starts=WallTime(datetime(2027, 1, 14, 10)),
    ends=WallTime(datetime(2027, 1, 14, 12, 30)),
    organiser=OLIVE,
    last_modified=datetime(2026, 11, 20, tzinfo=UTC),
    place="Friends House, 173 Euston Road, London",
    url="https://roundtable.example/events/work-and-health",
)

anything = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
breaking_out = st.lists(
    st.sampled_from(
        ["\r\n", "\n", "\r", "\u2028", "\x85", '"', ";", ":", ",", "\\", "\\n", "^n", "^'", "\x00", "\x0b"]
    )
    | st.sampled_from(
        ["ATTENDEE:mailto:mallory@evil.example", "END:VEVENT", "BEGIN:VALARM", " ", "é", "圓桌", "🪑"]
    ),
    max_size=30,
).map("".join)


def logical_lines(octets: bytes) -> list[str]:
    return octets.replace(b"\r\n ", b"").decode().split("\r\n")


@pytest.mark.parametrize("reader", READERS)
def test_what_goes_to_one_person_is_valid_and_names_nobody_else(reader: str) -> None:
    later = replace(ROUND_TABLE, sequence=3)
    asked, off, let_go = READERS[reader](
        [
            request(ROUND_TABLE, ADA, stamp=STAMP),
            cancel(later, ADA, stamp=STAMP),
            withdraw(later, ADA, stamp=STAMP),
        ]
    )
    assert [one.method for one in (asked, off, let_go)] == ["REQUEST", "CANCEL", "CANCEL"]
    assert {one.uid for one in (asked, off, let_go)} == {ROUND_TABLE.uid}
    assert {one.attendees for one in (asked, off, let_go)} == {("mailto:ada@people.example",)}
    assert (off.status, let_go.status) == ("CANCELLED", "")
    assert asked.title == ROUND_TABLE.title
    assert asked.meetings == ((ROUND_TABLE.starts.instant, ROUND_TABLE.ends.instant),)
    assert asked.description == (
        "First line\nSecond: a comma, a semicolon; a backslash \\n\n\n"
        "Agenda\n10:00 Welcome\n10:15 What employers need\n\n"
        "Your own page, to answer and for how to join: https://roundtable.example/i/secret-of-ada"
    )


def test_the_attendee_is_asked_and_named() -> None:
    (line,) = [
        one for one in logical_lines(request(ROUND_TABLE, ADA, stamp=STAMP)) if one.startswith("ATTENDEE")
    ]
    assert line == (
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        ';CN="Ada O\'Neill, PhD":mailto:ada@people.example'
    )


def test_who_has_answered_already_is_not_asked_again() -> None:
    yes = replace(ADA, answer=Participation.ACCEPTED)
    (line,) = [
        one for one in logical_lines(request(ROUND_TABLE, yes, stamp=STAMP)) if one.startswith("ATTENDEE")
    ]
    assert "PARTSTAT=ACCEPTED;RSVP=FALSE" in line


def test_a_date_that_is_only_held_asks_for_no_answer_yet() -> None:
    held = replace(ROUND_TABLE, status=Status.TENTATIVE)
    written = logical_lines(request(held, ADA, stamp=STAMP))
    assert "STATUS:TENTATIVE" in written
    assert ";PARTSTAT=NEEDS-ACTION;RSVP=FALSE;" in next(one for one in written if one.startswith("ATTENDEE"))


def test_the_stamp_is_fresh_and_in_utc() -> None:
    later = datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert "DTSTAMP:20261121T093000Z" in logical_lines(request(ROUND_TABLE, ADA, stamp=STAMP))
    assert "DTSTAMP:20261201T080000Z" in logical_lines(request(ROUND_TABLE, ADA, stamp=later))


def test_a_feed_has_no_attendee_no_personal_page_and_keeps_what_is_cancelled() -> None:
    off = replace(ROUND_TABLE, uid="meeting-2@roundtable.example", status=Status.CANCELLED)
    feed = publish([ROUND_TABLE, off], name="Work and health")
    assert feed == publish([ROUND_TABLE, off], name="Work and health")
    assert b"ATTENDEE" not in feed
    assert b"secret-of-ada" not in feed
    assert feed.count(b"BEGIN:VTIMEZONE") == 1
    first, second = read(feed)
    assert (first.method, first.title, first.status) == ("PUBLISH", ROUND_TABLE.title, "CONFIRMED")
    assert (second.title, second.status) == (f"Cancelled: {ROUND_TABLE.title}", "CANCELLED")
    assert first.url == ROUND_TABLE.url


def test_an_empty_feed_can_be_read() -> None:
    assert read(publish([], name="Nothing yet")) == []


def test_what_is_no_calendar_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refusal, match="not a calendar file"):
        read(b"<html>")


def test_an_appointment_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refusal, match="ends before it begins"):
        replace(ROUND_TABLE, ends=WallTime(datetime(2027, 1, 14, 9)))


@pytest.mark.parametrize(
    "address", ["", "ada", "a da@people.example", "ada@people.example\r\nX:1", "<a@b.example>"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Refusal):
        request(ROUND_TABLE, Attendee("Ada", address), stamp=STAMP)


def test_an_address_keeps_its_meaning_where_a_uri_needs_escapes() -> None:
    odd = Attendee("Ada", 'ada?b%"c@people.example')
    assert "mailto:ada?b" not in request(ROUND_TABLE, odd, stamp=STAMP).decode()


@given(title=anything | breaking_out, description=anything | breaking_out, name=anything | breaking_out)
def test_no_text_can_break_out_of_its_place(title: str, description: str, name: str) -> None:
    appointment = replace(ROUND_TABLE, title=title, description=description, place=title, agenda=())
    plain = request(replace(ROUND_TABLE, agenda=()), ADA, stamp=STAMP)
    octets = request(appointment, replace(ADA, name=name), stamp=STAMP)
    names = [line.partition(":")[0].partition(";")[0] for line in logical_lines(octets)]
    expected = [line.partition(":")[0].partition(";")[0] for line in logical_lines(plain)]
    assert names == [one for one in expected if one != "LOCATION" or title]
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    seen = by_icalendar(octets)
    assert seen.title == clean(title)
    assert seen.attendees == ("mailto:ada@people.example",)
    assert seen.description.startswith(clean(description).strip())
    other = by_vobject(octets)
    assert (other.title, other.attendees) == (seen.title, seen.attendees)


@given(name=anything | breaking_out)
def test_a_name_stays_in_its_parameter(name: str) -> None:
    calendar = icalendar.Calendar.from_ical(request(ROUND_TABLE, replace(ADA, name=name), stamp=STAMP))
    (event,) = calendar.walk("VEVENT")
    assert set(event["ATTENDEE"].params) == {"CUTYPE", "ROLE", "PARTSTAT", "RSVP", "CN"}


def test_a_declined_proposal_names_what_it_is_about_and_nothing_else() -> None:
    """RFC 5546, 3.2.8: no time, no zone, no attendee. libical alone wants no SEQUENCE, which must stand above 0."""
    named = ["DTSTAMP", "ORGANIZER", "SEQUENCE", "UID"]
    for appointment in (ROUND_TABLE, replace(ROUND_TABLE, instance_of=ROUND_TABLE.starts)):
        (event,) = icalendar.Calendar.from_ical(decline_counter(appointment, stamp=STAMP)).walk("VEVENT")
        assert sorted(event) == sorted([*named, *(["RECURRENCE-ID"] if appointment.instance_of else [])])
        assert (event["UID"], event["SEQUENCE"]) == (ROUND_TABLE.uid, ROUND_TABLE.sequence)
    objections = restrictions(decline_counter(ROUND_TABLE, stamp=STAMP))
    assert ["SEQUENCE property" in one for one in objections] == [True], objections
