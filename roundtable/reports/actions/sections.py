"""Add, edit, move, take out and put back sections."""

from typing import Any

from sqlalchemy import func, select, update

from roundtable import clock
from roundtable.db import db
from roundtable.documents import parse
from roundtable.reports.actions.reports import touch
from roundtable.reports.models import Report, Section, SectionKind
from roundtable.trail import Actor, record


def add_section(report: Report, kind: SectionKind, title: str, body: str = "", *, by: Actor) -> Section:
    """Add a section at the end."""
    parse(body)
    last = db.session.scalar(select(func.max(Section.position)).where(Section.report_id == report.id)) or 0
    section = Section(report_id=report.id, position=last + 1, kind=kind, title=title.strip(), body=body)
    db.session.add(section)
    touch(report)
    record("added a section", report, by=by, section=section.id, kind=kind.value)
    return section


def edit_section(section: Section, *, title: str, body: str, by: Actor) -> None:
    """Word a section anew. Refuses Markdown that is too long or too deeply nested."""
    parse(body)
    section.title, section.body = title.strip(), body
    touch(section.report)
    record("edited a section", section.report, by=by, section=section.id)


def move_section(section: Section, *, places: int, by: Actor) -> None:
    """Move a section up (negative) or down; at its end it stays. Positions are counted anew from 1."""
    order = list(
        db.session.scalars(
            select(Section.id)
            .where(Section.report_id == section.report_id, Section.removed_at.is_(None))
            .order_by(Section.position, Section.id)
            .with_for_update()
        )
    )
    at = order.index(section.id)
    order.insert(max(0, min(len(order) - 1, at + places)), order.pop(at))
    # By table: an edit that somebody has open is not stale because the sections were put in order.
    table: Any = Section.__table__
    for position, number in enumerate(order, 1):
        db.session.execute(update(table).where(table.c.id == number).values(position=position))
    db.session.expire(section)
    touch(section.report)
    record("moved a section", section.report, by=by, section=section.id)


def remove_section(section: Section, *, by: Actor) -> None:
    """Take a section out of the report. Its words are kept, and it can be put back."""
    if section.removed_at is None:
        section.removed_at = clock.now()
        touch(section.report)
        record("removed a section", section.report, by=by, section=section.id)


def put_back(section: Section, *, by: Actor) -> None:
    """Put a section back where it was."""
    if section.removed_at is not None:
        section.removed_at = None
        touch(section.report)
        record("put a section back", section.report, by=by, section=section.id)
