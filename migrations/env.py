"""Runs migrations inside the application, on the database that DATABASE_URL names."""

from alembic import context
from flask import current_app

from roundtable.db import Base, db


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, _compare_to: object) -> bool:
    """Search tables are made by hand, one way on each database; autogenerate leaves them alone."""
    return not (kind == "table" and name is not None and name.startswith("search_"))


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=_is_ours,
            user_module_prefix="roundtable.db.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


assert current_app
run()
