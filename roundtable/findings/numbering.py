"""The numbers of gaps and of recommendations: a count of each in every programme, and none is ever used twice."""

from sqlalchemy import func, select, update

from roundtable.db import db, insert_missing
from roundtable.findings.models import FindingNumbering, Gap, Recommendation


def next_number(kind: type[Gap] | type[Recommendation], programme_id: int) -> int:
    """The next number. The count's row stays locked until the transaction ends, so that two at once wait.

    The count outlives a finding whose row is gone, and comes back with a backup.
    """
    count: str = kind.__tablename__
    raised = (
        update(FindingNumbering)
        .where(FindingNumbering.programme_id == programme_id, FindingNumbering.kind == count)
        .values(last_number=FindingNumbering.last_number + 1)
        .returning(FindingNumbering.last_number)
        .execution_options(synchronize_session=False)
    )
    number = db.session.scalar(raised)
    if number is None:
        last = db.session.scalar(select(func.max(kind.number)).where(kind.programme_id == programme_id)) or 0
        row = {"programme_id": programme_id, "kind": count, "last_number": last}
        insert_missing(FindingNumbering, [row], unique=["programme_id", "kind"])
        number = db.session.scalars(raised).one()
    return number
