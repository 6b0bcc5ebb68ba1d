"""The database: records, column types and the one transaction outside a request."""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, Table, event, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from roundtable import places
from roundtable.config import Settings


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
log = logging.getLogger(__name__)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

R = TypeVar("R", bound="Record")


class Record(Model):
    """A row with a number."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)

    @classmethod
    def __table_cls__(cls, *args: Any, **keywords: Any) -> Any:
        """A table whose numbers are never used twice on SQLite (PostgreSQL's never are)."""
        return super().__table_cls__(*args, sqlite_autoincrement=True, **keywords)  # type: ignore[misc]


class Versioned:
    """Counts its edits; a form carries the version it was opened on, and a stale one is refused."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Instant(TypeDecorator[datetime]):
    """A moment, aware, kept in UTC. Refuses a naive one, so that SQLite and PostgreSQL agree."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalTime(TypeDecorator[datetime]):
    """What the clock on the wall shows; its zone stands in another column. Refuses an aware one."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("A wall time has no zone of its own.")
        return value


E = TypeVar("E", bound=StrEnum)


class Choice(TypeDecorator[E]):
    """A StrEnum kept as its value, so that adding a member is no migration."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.kind(value)

    def __repr__(self) -> str:
        return "String(length=40)"


def new_uid() -> str:
    """A random identifier that says nothing."""
    return uuid.uuid4().hex


# Whether the transaction that begins next is going to write: SQLite then takes its lock at once, instead of
# failing half-way because another writer came between.
writing: ContextVar[bool] = ContextVar("writing", default=True)


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction outside a request: committed at the end, rolled back on any error."""
    token = writing.set(True)
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


def after_commit(deed: Callable[[], None]) -> None:
    """Do this once the present transaction is on disk; never if it is rolled back."""
    db.session().info.setdefault("after_commit", []).append(deed)


@event.listens_for(Session, "after_commit")
def _run_deeds(session: Session) -> None:
    for deed in session.info.pop("after_commit", []):
        try:
            deed()
        except Exception:  # what was done is done, and the sweep brings back what is lost here
            log.exception("What was to follow a transaction did not")


@event.listens_for(Session, "after_rollback")
def _drop_deeds(session: Session) -> None:
    session.info.pop("after_commit", None)


def insert_missing(
    kind: type[R], rows: Iterable[dict[str, Any]], *, unique: Sequence[str] | None = None
) -> list[int]:
    """Insert the rows that are not there yet, by their unique columns, in one statement; gives the new ids."""
    values = list(rows)
    if not values:
        return []
    db.session.flush()  # what is new and still in the session may be what these rows point at
    connection = db.session.connection()
    statement = _missing(cast(Table, kind.__table__), tuple(unique or ()), connection.dialect.name)
    # As an executemany: its compiled form is kept, which one with the values in it is not.
    return list(connection.scalars(statement, values))


@cache
def _missing(table: Table, unique: tuple[str, ...], dialect: str) -> Any:
    insert_into: Any = sqlite.insert
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # brings every driver's dialect, and is slow to load

        insert_into = postgresql.insert
    return insert_into(table).on_conflict_do_nothing(index_elements=unique or None).returning(table.c.id)


def insert_many(kind: type[R], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, all with the same keys, as one executemany, without making objects of them.

    SQLAlchemy converts every value of every row; here a value that many rows share is converted once, which
    is a third of the time of an import of 100,000 people.
    """
    if not rows:
        return
    table: Any = kind.__table__
    missing = [
        column for column in table.columns if column.default is not None and column.name not in rows[0]
    ]
    keys = [*rows[0], *(column.name for column in missing)]
    connection = db.session.connection()
    compiled = _compiled(table, tuple(keys), connection.dialect)
    columns = [
        _converted(table.columns[key].type, connection.dialect, [row[key] for row in rows]) for key in rows[0]
    ]
    columns += [_defaults(column, connection.dialect, len(rows)) for column in missing]
    if compiled.positional:
        order = [keys.index(key) for key in compiled.positiontup or ()]
        values: Any = list(zip(*(columns[place] for place in order), strict=True))
    else:
        values = [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]
    connection.exec_driver_sql(str(compiled), values)


@lru_cache(maxsize=256)
def _compiled(table: Any, keys: tuple[str, ...], dialect: Dialect) -> Any:
    """Compiling takes longer than inserting a single row."""
    return insert(table).compile(dialect=dialect, column_keys=list(keys))


class Prepared:
    """A statement that is compiled once and run on a driver's cursor.

    For one that runs by itself for each of many rows: SQLAlchemy's way to the driver takes five times as long as
    what SQLite then does.
    """

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        self._binds = {
            name: (bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for bind, name in compiled.bind_names.items()
        }

    def run(self, cursor: Any, **values: Any) -> int:
        """How many rows it changed."""
        filled = {}
        for name, (constant, convert) in self._binds.items():
            value = values.get(name, constant)
            filled[name] = convert(value) if convert else value
        cursor.execute(self._sql, filled if self._order is None else [filled[name] for name in self._order])
        changed: int = cursor.rowcount
        return changed


def _defaults(column: Any, dialect: Dialect, count: int) -> list[Any]:
    default = column.default
    made = [default.arg(None) for _ in range(count)] if default.is_callable else [default.arg] * count
    return _converted(column.type, dialect, made)


def _converted(kind: Any, dialect: Dialect, values: list[Any]) -> list[Any]:
    """The values as the driver takes them."""
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return values
    known: dict[int, Any] = {}
    for value in values:
        if id(value) not in known:
            known[id(value)] = convert(value)
    return [known[id(value)] for value in values]


UNWATCHED = {"synchronize_session": False}
"""For an UPDATE or DELETE of many rows that no loaded record shows: the session need not look through its own."""

BUSY_TIMEOUT = 30_000
"""Milliseconds that SQLite waits for another writer."""


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


class Migrations:
    """What Flask-Migrate looks for in the application. Itself it is loaded, and Alembic with it, by the first migration:
    a server needs neither.
    """

    db = db

    @cached_property
    def migrate(self) -> Any:
        from flask_migrate import Migrate  # a fifth of the whole start

        return Migrate(db=db, directory=str(places.MIGRATIONS), render_as_batch=True)


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the database that the settings name."""
    if settings.sqlite_file is not None:
        settings.sqlite_file.absolute().parent.mkdir(parents=True, exist_ok=True)
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{settings.sqlite_file.absolute()}"
    else:
        app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    if not settings.is_sqlite:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
    db.init_app(app)
    with app.app_context():
        engine: Engine = db.engine
        if settings.is_sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
