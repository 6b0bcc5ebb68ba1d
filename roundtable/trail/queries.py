"""Find what was done."""

from sqlalchemy import Select, select

from roundtable.db import Record
from roundtable.trail.models import Entry


def about(subject: Record) -> Select[Entry]:
    """What was done to this record, newest first."""
    return (
        select(Entry)
        .where(Entry.subject_kind == subject.__tablename__, Entry.subject_id == subject.id)
        .order_by(Entry.id.desc())
    )


def in_programme(programme_id: int) -> Select[Entry]:
    """What was done in this programme, newest first."""
    return select(Entry).where(Entry.programme_id == programme_id).order_by(Entry.at.desc(), Entry.id.desc())
