"""The attendees of an event as CSV, line by line: memory does not grow with their number."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, case, cast, func, select, type_coerce

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
WORDS = {"ACCEPTED": "yes", "TENTATIVE": "maybe", "DECLINED": "no", "DELEGATED": "somebody else"}
AT_ONCE = 2_000
INVITATION, PERSON = Invitation.__table__.c, Person.__table__.c
SEAT = case(
    (INVITATION.seated_at.is_not(None), "yes"), (INVITATION.waiting_since.is_not(None), "waits"), else_=""
)
DAY, SECOND = len("2027-01-14"), len("2027-01-14 12:00:00")


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
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")  # in which it says moments as text
        last = 0
        while batch := _read(connection, _batch(event_id, last)):
            first, last = batch[0][0], batch[-1][0]
            works_for = _joined(connection, _organisations(first, last, event_id))
            was_at = _joined(connection, _attended(first, last))
            for number, person_id, name, email, *rest in batch:
                yield name, email, works_for.get(person_id), *rest, was_at.get(number)


def _batch(event_id: int, after: int) -> Select[*tuple[Any, ...]]:
    """The next rows, by number, in the order of HEADER: a statement for each two thousand, whatever their total.

    The database words them itself: converting cell by cell takes three times as long as reading them.
    """
    return (
        select(
            INVITATION.id,
            INVITATION.person_id,
            PERSON.name,
            PERSON.email,
            StakeholderGroup.name.label("group_name"),
            INVITATION.source,
            case(WORDS, value=type_coerce(INVITATION.answer, String), else_=""),
            SEAT,
            INVITATION.reason,
            _moment(INVITATION.answered_at),
            _moment(INVITATION.withdrawn_at),
        )
        .join_from(Invitation.__table__, Person.__table__, PERSON.id == INVITATION.person_id)
        .outerjoin(StakeholderGroup, StakeholderGroup.id == INVITATION.group_id)
        .where(INVITATION.event_id == event_id, INVITATION.id > after)
        .order_by(INVITATION.id)
        .limit(AT_ONCE)
    )


def _moment(column: ColumnElement[Any]) -> ColumnElement[str]:
    """An instant as `plain` words it."""
    return func.substr(cast(column, String), 1, SECOND) + "+00:00"


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
        select(Attendance.invitation_id, func.substr(cast(Meeting.starts_local, String), 1, DAY))
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.invitation_id.between(first, last))
        .order_by(Meeting.starts_at)
    )


def _joined(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[int, str]:
    """What belongs to each number, several things with a semicolon between."""
    found: dict[int, str] = {}
    for number, words in _read(connection, query):
        found[number] = f"{found[number]}; {words}" if number in found else words
    return found


def _read(connection: Connection, query: Select[*tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
    """The rows as the driver gives them: to make a Row of each takes as long as to read it."""
    cursor = connection.execute(query).cursor
    return cursor.fetchall() if cursor is not None else ()
