"""The attendees of an event as CSV, line by line: memory does not grow with their number."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, String, select, type_coerce

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
                yield _line(row, works_for.get(row.person_id, ""), was_at.get(row.id, ""))


def _line(row: Row[Any], organisation: str, attended: str) -> tuple[object, ...]:
    seat = "yes" if row.seated_at else "waits" if row.waiting_since else ""
    return (
        row.name,
        row.email,
        organisation,
        row.group_name,
        row.source,
        WORDS[row.answer],
        seat,
        row.reason,
        row.answered_at,
        row.withdrawn_at,
        attended,
    )


def _batch(event_id: int, after: int) -> Select[*tuple[Any, ...]]:
    """The next rows, by number: a statement for each two thousand, whatever their total."""
    return (
        select(
            INVITATION.id,
            INVITATION.person_id,
            StakeholderGroup.name.label("group_name"),
            INVITATION.source,
            type_coerce(INVITATION.answer, String).label("answer"),
            INVITATION.seated_at,
            INVITATION.waiting_since,
            INVITATION.reason,
            INVITATION.answered_at,
            INVITATION.withdrawn_at,
            PERSON.name,
            PERSON.email,
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
