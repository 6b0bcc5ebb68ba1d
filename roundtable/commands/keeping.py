"""backup and restore: everything, in one file that either database can read.

A backup is a zip: manifest.json (the migration, the count of rows of each table), tables/NAME.jsonl (a row a line,
by column) and files/HASH. The queue and what the search finds words in are not in it: both are derived.
"""

import base64
import contextlib
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import click
import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    Float,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

from roundtable import clock, places
from roundtable.commands.running import MakeApp, current_revision, newest_revision, upgrade
from roundtable.db import Base, db, transaction, writing
from roundtable.errors import Refusal
from roundtable.evidence.actions import submissions
from roundtable.evidence.models import Submission
from roundtable.files.models import StoredFile
from roundtable.files.storage import storage
from roundtable.literature import actions as literature
from roundtable.literature.models import Reference
from roundtable.stakeholders import actions as stakeholders
from roundtable.stakeholders.models import Person

BATCH = 1000


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(make_app: MakeApp, file: Path) -> None:
    """Write everything into FILE, while it runs: one moment's state, whatever is written meanwhile."""
    if file.exists():
        raise Refusal(f"{file} exists already. Choose another name.")
    beside = file.with_name(file.name + ".part")
    app = make_app()
    try:
        with app.app_context(), zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            counts = _write_all(archive)
        with beside.open("rb+") as handle:
            os.fsync(handle.fileno())
        beside.replace(file)
    except OSError as error:
        raise Refusal(f"The backup could not be written: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    click.echo(f"{sum(counts.values()):,} rows are in {file}.")


@contextlib.contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees one moment's state, on both databases, and holds nobody up."""
    token = writing.set(False)
    try:
        options = {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}
        with db.engine.execution_options(**options).connect() as connection:
            yield connection
    finally:
        writing.reset(token)


def _write_all(archive: zipfile.ZipFile) -> dict[str, int]:
    counts: dict[str, int] = {}
    with _snapshot() as connection:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        for table in Base.metadata.sorted_tables:
            counts[table.name] = _write_table(archive, connection, table)
        digests = list(connection.scalars(select(StoredFile.sha256).distinct().order_by(StoredFile.sha256)))
    for digest in digests:
        with contextlib.suppress(FileNotFoundError):
            archive.writestr(f"files/{digest}", storage().get(digest))
    manifest = {"revision": revision, "rows": counts, "made_at": clock.now().isoformat()}
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return counts


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> int:
    count = 0
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    with archive.open(f"tables/{table.name}.jsonl", "w") as out:
        for row in connection.execute(query).mappings():
            out.write(json.dumps(dict(row), default=_plain, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"a backup cannot hold {value!r}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def restore(make_app: MakeApp, file: Path) -> None:
    """Make an installation from a backup, an older program's too. Refuses where the database or the files folder
    holds anything.
    """
    app = make_app()
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            _refuse_newer(file, manifest["revision"])
            _refuse_unless_empty(app, manifest["revision"])
            counts = _read_all(app, archive, manifest)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise Refusal(
            f"{file} is not a backup of Roundtable, or it is damaged ({type(error).__name__})."
        ) from error
    click.echo(f"{sum(counts.values()):,} rows were restored from {file}.")


def _refuse_newer(file: Path, revision: str) -> None:
    """Refuse a backup at a migration that this program does not know."""
    known = {each.revision for each in ScriptDirectory(str(places.MIGRATIONS)).walk_revisions()}
    if revision not in known:
        raise Refusal(
            f"{file} was written by a newer Roundtable (its database stands at {revision}, and this program knows "
            f"none later than {newest_revision()}). Install that version, then restore."
        )


def _refuse_unless_empty(app: Flask, revision: str) -> None:
    with app.app_context():
        at = current_revision()
        if at is not None:
            with db.engine.connect() as connection:
                there = set(inspect(connection).get_table_names())
                held = any(
                    connection.scalar(select(func.count()).select_from(t))
                    for t in Base.metadata.sorted_tables
                    if t.name in there
                )
            if held:
                raise Refusal(
                    "The database that DATABASE_URL names is not empty; restore does not overwrite."
                )
            if at != revision:
                raise Refusal(
                    f"The backup is of a database at {revision}, and the one that DATABASE_URL names stands at {at} "
                    "already. Name one that nobody has migrated: restore brings it up to date by itself."
                )
        if not storage().is_empty():
            settings = app.extensions["settings"]
            raise Refusal(
                f"{settings.files_url or settings.files_folder} is not empty; restore does not overwrite."
            )


def _read_all(app: Flask, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> dict[str, int]:
    """Bring the tables to the backup's migration, fill them in one transaction, then go on to the newest.

    A backup that is found damaged on the way leaves no row behind.
    """
    with app.app_context():
        flask_migrate.upgrade(revision=manifest["revision"])
        with db.engine.begin() as connection:
            tables = _tables_as_they_were(connection, manifest["rows"])
            counts = {table.name: _read_table(archive, connection, table) for table in tables}
            _rewind_sequences(connection, tables)
            if counts != manifest["rows"]:
                raise Refusal(
                    "The backup does not hold the rows that its manifest names, so nothing was restored."
                )
            _read_files(archive)
    upgrade(app)
    with app.app_context(), transaction():
        _index_words()
    return counts


def _tables_as_they_were(connection: Connection, names: Iterable[str]) -> list[Table]:
    """The tables of the backup as its migration made them, in the order in which they can be filled.

    The models say what the newest migration makes: an older one may have named or shaped things otherwise.
    """
    found = MetaData()
    found.reflect(connection, only=sorted(names))
    for table in found.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return found.sorted_tables


def _index_words() -> None:
    """Let the search find again what was restored."""
    for column, index in (
        (Person.id, stakeholders.index),
        (Submission.id, submissions.index),
        (Reference.id, literature.index),
    ):
        last = 0
        while numbers := db.session.scalars(
            select(column).where(column > last).order_by(column).limit(BATCH)
        ).all():
            index(numbers)
            last = numbers[-1]
            db.session.expunge_all()


def _read_files(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        folder, _, digest = name.partition("/")
        if folder != "files":
            continue
        content = archive.read(name)
        if hashlib.sha256(content).hexdigest() != digest:
            raise Refusal(f"The backup is damaged: the file {digest[:12]}… is not what it was.")
        storage().put(digest, content)


# How a backup's text becomes what a column of that type takes.
READ = {
    DateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    Time: time.fromisoformat,
    Numeric: Decimal,
    LargeBinary: base64.b64decode,
}


def _read_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> int:
    reading = {
        column.name: read
        for column in table.columns
        for of, read in READ.items()
        if isinstance(column.type, of) and not isinstance(column.type, Float)
    }
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    count = 0
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for batch in _batches(lines, reading):
            connection.execute(insert(table), [row | dict.fromkeys(own) for row in batch])
            count += len(batch)
    for name in own:  # rows that point to others of their table, once all of them are there
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            for batch in _batches(lines, {}):
                for row in batch:
                    if row[name] is not None:
                        connection.execute(
                            update(table).where(table.c.id == row["id"]).values({name: row[name]})
                        )
    return count


def _batches(lines: IO[bytes], reading: Mapping[str, Callable[[str], Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        for name, read in reading.items():
            row[name] = read(row[name]) if row[name] else None
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rewind_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """PostgreSQL counts on from the highest number that was restored."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.columns:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 (our own names)
                    f'coalesce((SELECT max(id) FROM "{table.name}"), 0) + 1, false)'
                )
            )
