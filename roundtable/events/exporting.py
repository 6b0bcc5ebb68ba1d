"""The attendees of an event as CSV, line by line: memory does not grow with their number."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, String, case, select, type_coerce

from roundtable.db import db, writing
from roundtable.events.models import Attendance, Invitation, Meeting
from roundtable.programmes.models import StakeholderGroup
from roundtable.sheets.writing import csv_chunks
from roundtable.stakeholders.models import Organisation, Person, Post

HEADER = (
    "Name",
    "Address",
    "Organisation",
    "Group",
    "How they came",
    "Answer",
    "Seat",
    "Reason",
    "Answered at",
    "Withdrawn at",
    "Meetings attended",
)
WORDS = {"ACCEPTED": "yes", "TENTATIVE": "maybe", "DECLINED": "no", "DELEGATED": "somebody else", None: ""}
AT_ONCE = 2_000
INVITATION, PERSON = Invitation.__table__.c, Person.__table__.c
SEAT = case(
    (INVITATION.seated_at.is_not(None), "yes"), (INVITATION.waiting_since.is_not(None), "waits"), else_=""
)


def attendee_lines(event_id: int) -> Iterator[bytes]:
    """A CSV file of everybody who was asked to an event or registered for it, in the order in which they came."""
    return csv_chunks(HEADER, _rows(event_id))


def _rows(event_id: int) -> Iterator[tuple[object, ...]]:
    """Read on a connection of its own that only reads, so that nobody who writes waits for a slow download."""
    token = writing.set(False)
    try:
        connection = db.engine.connect()
        connection.begin()
    finally:
        writing.reset(token)
    with connection:
        last = 0
        while batch := connection.execute(_batch(event_id, last)).all():
            last = batch[-1].id
            works_for = _joined(connection, _organisations(batch[0].id, last, event_id))
            was_at = _joined(connection, _attended(batch[0].id, last))
            for row in batch:
                number, person_id, name, email, group, source, answer, *rest = row
                works = works_for.get(person_id, "")
                yield name, email, works, group, source, WORDS[answer], *rest, was_at.get(number, "")


def _batch(event_id: int, after: int) -> Select[*tuple[Any, ...]]:
    """The next rows, by number, their columns in the order of HEADER: a statement for each two thousand, whatever their total."""
    return (
        select(
            INVITATION.id,
            INVITATION.person_id,
            PERSON.name,
            PERSON.email,
            StakeholderGroup.name.label("group_name"),
            INVITATION.source,
            type_coerce(INVITATION.answer, String).label("answer"),
            SEAT,
            INVITATION.reason,
            INVITATION.answered_at,
            INVITATION.withdrawn_at,
        )
        .join_from(Invitation.__table__, Person.__table__, PERSON.id == INVITATION.person_id)
        .outerjoin(StakeholderGroup, StakeholderGroup.id == INVITATION.group_id)
        .where(INVITATION.event_id == event_id, INVITATION.id > after)
        .order_by(INVITATION.id)
        .limit(AT_ONCE)
    )


def _organisations(first: int, last: int, event_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(INVITATION.person_id, Organisation.name)
        .join_from(Invitation.__table__, Post, Post.person_id == INVITATION.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(INVITATION.event_id == event_id, INVITATION.id.between(first, last), Post.ended_at.is_(None))
        .order_by(Post.id)
    )


def _attended(first: int, last: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Attendance.invitation_id, Meeting.starts_local)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.invitation_id.between(first, last))
        .order_by(Meeting.starts_at)
    )


def _joined(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[int, str]:
    """What belongs to each number, several things with a semicolon between."""
    found: dict[int, str] = {}
    for number, thing in connection.execute(query):
        words = f"{thing:%Y-%m-%d}" if isinstance(thing, datetime) else thing
        found[number] = f"{found[number]}; {words}" if number in found else words
    return found
