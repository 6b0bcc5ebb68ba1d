"""The numbers of submissions: one count through each programme, and none is ever used twice."""

from sqlalchemy import select, update

from roundtable.db import db, insert_missing
from roundtable.evidence.models import Numbering


def take_numbers(programme_id: int, count: int) -> range:
    """That many numbers, consecutive. The count's row stays locked until the transaction ends."""
    raised = (
        update(Numbering)
        .where(Numbering.programme_id == programme_id)
        .values(last_number=Numbering.last_number + count)
        .returning(Numbering.last_number)
        .execution_options(synchronize_session=False)
    )
    last = db.session.scalar(raised)
    if last is None:
        insert_missing(Numbering, [{"programme_id": programme_id, "last_number": 0}], unique=["programme_id"])
        last = db.session.scalars(raised).one()
    return range(last - count + 1, last + 1)


def last_number(programme_id: int) -> int:
    """The last number that the programme gave."""
    found = db.session.scalar(select(Numbering.last_number).where(Numbering.programme_id == programme_id))
    return found or 0
