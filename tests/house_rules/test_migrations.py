"""The migrations and the models say the same."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from roundtable.commands.running import newest_revision
from roundtable.db import Base, db
from roundtable.places import MIGRATIONS


def test_the_migrated_database_is_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda thing, name, kind, *_: (
                    not (kind == "table" and name.startswith("search_"))
                ),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.one_database
def test_the_newest_migration_by_name_is_alembics_head() -> None:
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()
