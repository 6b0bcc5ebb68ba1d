"""What else is filed under a theme goes with it when it is merged, and comes back: references, gaps, recommendations.

The rooms of findings stand below this one, so their tables are known by name.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from roundtable.db import Base, db, insert_missing
from roundtable.themes.models import ReferenceTheme, Reshaping

FILED = ("gap", "recommendation")
# Tables with a theme_id, of which each row has one theme at most.


def move_filed(made: Reshaping) -> None:
    """File under the target what is filed under the source, and keep what went, so that it can come back."""
    moved: dict[str, Any] = {}
    for name in FILED:
        table = Base.metadata.tables[name]
        moving = update(table).where(table.c.theme_id == made.source_id).values(theme_id=made.target_id)
        moved[name] = list(db.session.scalars(moving.returning(table.c.id)))
    had = select(ReferenceTheme.reference_id).where(ReferenceTheme.theme_id == made.target_id)
    twice = db.session.scalars(
        select(ReferenceTheme).where(
            ReferenceTheme.theme_id == made.source_id, ReferenceTheme.reference_id.in_(had)
        )
    ).all()
    moved["both"] = [[each.reference_id, each.account_id, each.created_at.isoformat()] for each in twice]
    gone = delete(ReferenceTheme).where(ReferenceTheme.id.in_([each.id for each in twice]))
    db.session.execute(gone, execution_options={"synchronize_session": False})
    tags = update(ReferenceTheme).where(ReferenceTheme.theme_id == made.source_id)
    moved["tags"] = list(
        db.session.scalars(
            tags.values(theme_id=made.target_id).returning(ReferenceTheme.id),
            execution_options={"synchronize_session": False},
        )
    )
    made.filed = moved
    db.session.flush()


def move_filed_back(made: Reshaping) -> None:
    """File it under the source again; what was filed elsewhere since stays there."""
    for name in FILED:
        table = Base.metadata.tables[name]
        db.session.execute(
            update(table)
            .where(table.c.id.in_(made.filed.get(name, [])), table.c.theme_id == made.target_id)
            .values(theme_id=made.source_id)
        )
    tagged_anew = select(ReferenceTheme.reference_id).where(ReferenceTheme.theme_id == made.source_id)
    again = set(db.session.scalars(tagged_anew))
    tags = [
        each.id
        for each in db.session.scalars(
            select(ReferenceTheme).where(
                ReferenceTheme.id.in_(made.filed.get("tags", [])), ReferenceTheme.theme_id == made.target_id
            )
        )
        if each.reference_id not in again
    ]
    db.session.execute(
        update(ReferenceTheme).where(ReferenceTheme.id.in_(tags)).values(theme_id=made.source_id),
        execution_options={"synchronize_session": False},
    )
    held = set(
        db.session.scalars(
            select(ReferenceTheme.reference_id).where(ReferenceTheme.theme_id == made.target_id)
        )
    )
    rows = [
        {
            "reference_id": reference,
            "theme_id": made.source_id,
            "account_id": account,
            "created_at": datetime.fromisoformat(at),
        }
        for reference, account, at in made.filed.get("both", [])
        if reference in held
    ]
    insert_missing(ReferenceTheme, rows, unique=["reference_id", "theme_id"])
