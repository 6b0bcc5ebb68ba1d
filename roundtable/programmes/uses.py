"""What other rooms hold of a programme's groups and audiences, found by foreign key.

This room looks at no room below it, so it reads the table of each key and knows its name in words.
"""

from sqlalchemy import Column, func, select
from sqlalchemy.sql.schema import Table

from roundtable.db import Base, Record, db

WORDS = {
    "stake": ("stakeholder", "stakeholders"),
    "seat_target": ("seat target", "seat targets"),
    "invitation": ("invitation", "invitations"),
    "submission": ("submission", "submissions"),
    "submission_version": ("submission", "submissions"),
    "ask": ("recommendation", "recommendations"),
    "recommendation_audience": ("recommendation", "recommendations"),
    "recommendation_reference": ("recommendation", "recommendations"),
    "indicator_served": ("recommendation", "recommendations"),
    "gap_reference": ("gap", "gaps"),
    "report": ("report", "reports"),
}


def uses_of(record: Record) -> list[str]:
    """What holds this record, in words: ["12 stakeholders", "1 report"]; nothing when it can go."""
    found: dict[tuple[str, str], int] = {}
    for table, column in _keys_to(record.__tablename__):
        number = db.session.scalar(select(func.count()).select_from(table).where(column == record.id)) or 0
        if number:
            words = WORDS.get(table.name, (f"entry in {table.name}", f"entries in {table.name}"))
            found[words] = found.get(words, 0) + number
    return [f"{number:,} {one if number == 1 else many}" for (one, many), number in found.items()]


def _keys_to(name: str) -> list[tuple[Table, Column[int]]]:
    return [
        (table, key.parent)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name
    ]
