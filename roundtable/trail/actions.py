"""Write the trail."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.db import Record, db, insert_many
from roundtable.trail.models import Actor, Entry


def record(verb: str, subject: Record, *, by: Actor, **detail: Any) -> Entry:
    """Note that something was done to a record. The subject must have its number (flush first).

    The programme and the person are read from the subject where it has `programme_id` or `person_id`;
    give `programme_id=` or `person_id=` to say otherwise. What else is given is kept as detail.
    """
    entry = Entry(
        at=clock.now(),
        actor_kind=by.kind,
        actor_id=by.id,
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        programme_id=detail.pop("programme_id", _programme_of(subject)),
        person_id=detail.pop("person_id", _person_of(subject)),
        detail=detail,
    )
    db.session.add(entry)
    return entry


def record_many(
    verb: str,
    kind: type[Record],
    ids: Iterable[int],
    *,
    by: Actor,
    programme_id: int | None = None,
    people: dict[int, int] | None = None,
    **detail: Any,
) -> None:
    """The same for many records at once; `people` gives the person of each id that has one."""
    at = clock.now()
    of = people or {}
    insert_many(
        Entry,
        [
            {
                "at": at,
                "actor_kind": by.kind,
                "actor_id": by.id,
                "verb": verb,
                "subject_kind": kind.__tablename__,
                "subject_id": each,
                "programme_id": programme_id,
                "person_id": of.get(each),
                "detail": detail,
            }
            for each in ids
        ],
    )


def record_numbers(verb: str, kind: type[Record], numbers: Mapping[int, int], *, by: Actor) -> None:
    """Note that something was done to so many parts of each record (its number: how many), without saying which."""
    table: Any = kind.__table__
    places = db.session.execute(select(table.c.id, table.c.programme_id).where(table.c.id.in_(numbers)))
    for each, programme_id in places.all():
        record_many(verb, kind, [each], by=by, programme_id=programme_id, number=numbers[each])


def _programme_of(subject: Record) -> int | None:
    if subject.__tablename__ == "programme":
        return subject.id
    found: int | None = getattr(subject, "programme_id", None)
    return found


def _person_of(subject: Record) -> int | None:
    if subject.__tablename__ == "person":
        return subject.id
    found: int | None = getattr(subject, "person_id", None)
    return found
