"""search tables, one way on each database"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The search table of each kind of record, and the table that its numbers are of.
TABLES = {"search_submission": "submission", "search_person": "person", "search_reference": "reference"}


def upgrade() -> None:
    for name, subject in TABLES.items():
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TABLE {name} (id integer PRIMARY KEY REFERENCES {subject} (id) ON DELETE CASCADE, "
                "words tsvector NOT NULL)"
            )
            op.execute(f"CREATE INDEX ix_{name}_words ON {name} USING gin (words)")
        else:
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(words, tokenize='unicode61 remove_diacritics 0', "
                "prefix='2 3')"
            )


def downgrade() -> None:
    for name in TABLES:
        op.execute(f"DROP TABLE {name}")
