"""Add what the resolver says, unless the work is there."""

from typing import Any

from sqlalchemy import select

from roundtable.db import db
from roundtable.literature import queries
from roundtable.literature.actions import add_reference
from roundtable.literature.importing.comparing import compared
from roundtable.literature.importing.reading import Read
from roundtable.literature.models import Reference
from roundtable.programmes.models import Programme
from roundtable.sheets.preview import Verdict
from roundtable.trail import Actor


def known(programme: Programme, doi: str) -> Reference | None:
    """The reference with that DOI; one that was removed only where there is no other."""
    of_it = queries.ever_of(programme).where(Reference.doi == doi).order_by(None)
    return db.session.scalars(
        of_it.order_by(Reference.removed_at.is_not(None), Reference.id).limit(1)
    ).first()


def add_found(programme: Programme, item: dict[str, Any], *, by: Actor) -> tuple[Reference, bool]:
    """The reference of this work, and whether it is new: as in an import, a work is known by its DOI, or by title and
    year where not both have one."""
    db.session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
    line = next(compared([Read(1, "", item)], programme))
    if line.verdict is Verdict.NEW:
        return add_reference(programme, item=item, by=by), True
    return db.session.get_one(Reference, line.values.reference_id), False
