"""migrate, serve, worker, doctor: what keeps an installation running."""

import errno
import logging
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import click
from flask import Flask
from sqlalchemy import text

from roundtable import jobs, places
from roundtable.config import DEVELOPMENT_KEY, Settings
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.files.storage import check

MakeApp = Callable[[], Flask]


def upgrade(app: Flask) -> bool:
    """Bring the database up to date; says whether there was anything to do."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        before = current_revision()
        if before is not None and before == newest_revision():
            return False
        import flask_migrate  # slow to load, and needed by few commands

        flask_migrate.upgrade()
        return True


def current_revision() -> str | None:
    """The migration at which the database stands; none where it is empty."""
    with db.engine.connect() as connection:
        if not db.engine.dialect.has_table(connection, "alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def newest_revision() -> str:
    """The last migration of this program, by the files' names: asking Alembic takes half a second of every start."""
    return max(file.name.partition("_")[0] for file in (places.MIGRATIONS / "versions").glob("[0-9]*.py"))


@click.command()
@click.pass_obj
def migrate(make_app: MakeApp) -> None:
    """Make or upgrade the database that DATABASE_URL names."""
    done = upgrade(make_app())
    click.echo("The database was brought up to date." if done else "The database is up to date.")


@click.command()
@click.option("--workers", default=1, show_default=True, help="Processes. More than one wants PostgreSQL.")
@click.option("--threads", default=8, show_default=True, help="Threads in each.")
@click.pass_obj
def serve(make_app: MakeApp, workers: int, threads: int) -> None:
    """Serve on HOST and PORT; when embedded, a thread of the server does what runs later."""
    app = make_app()
    with app.app_context():
        if current_revision() != newest_revision():
            raise Refusal("The database is not up to date. Run: roundtable migrate")
    refuse_where_taken(app.extensions["settings"])
    run_server(app, workers=workers, threads=threads)


def refuse_where_taken(settings: Settings) -> None:
    """Say so before anything is promised, where HOST and PORT cannot be listened on."""
    (family, _, _, _, address), *_ = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    try:
        socket.create_server(address[:2], family=family).close()
    except OSError as problem:
        why = "Something else answers" if problem.errno == errno.EADDRINUSE else "Nobody may listen"
        raise Refusal(
            f"{why} at {settings.host}:{settings.port}. Choose another, such as PORT=5001."
        ) from problem


def run_server(app: Flask, *, workers: int = 1, threads: int = 8) -> None:
    """gunicorn, in this process, until stopped."""
    from gunicorn.app.base import BaseApplication  # only a server needs it

    settings: Settings = app.extensions["settings"]

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{settings.host}:{settings.port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "timeout": 120,
                "graceful_timeout": 20,
                "loglevel": "warning",
                "post_worker_init": lambda _worker: jobs.ensure_embedded_worker(app, settings),
            }.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Server().run()


@click.command()
@click.option("--threads", default=2, show_default=True, help="How many jobs at once.")
@click.pass_obj
def worker(make_app: MakeApp, threads: int) -> None:
    """Do what runs later, until stopped. Needed where REDIS_URL is set; embedded, the server does it itself."""
    app = make_app()
    if app.extensions["settings"].embedded:
        click.echo("REDIS_URL is not set: working on the queue beside the database.", err=True)
    jobs.run_worker(app, threads=threads)


@click.command()
@click.pass_obj
def doctor(make_app: MakeApp) -> None:
    """Say what is set, what is missing and what it would do. Ends with 1 where something must be mended."""
    app = make_app()
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        findings = [
            *_database(settings),
            *_queue(settings),
            *_mail(settings),
            *_mailbox(settings),
            *_address(settings),
            *_files(settings),
        ]
    for good, what, said in findings:
        click.echo(f"{'ok     ' if good else 'MISSING'}  {what:<10} {said}")
    if not all(good for good, _, _ in findings):
        raise Refusal("Something must be mended before this installation can be relied on.")


Finding = tuple[bool, str, str]


def _database(settings: Settings) -> list[Finding]:
    kind = f"SQLite, {settings.sqlite_file}" if settings.is_sqlite else "PostgreSQL"
    try:
        at, newest = current_revision(), newest_revision()
    except Exception as error:  # whatever the driver raises is the finding
        return [
            (False, "database", f"{kind}: cannot be reached ({type(error).__name__}). Check DATABASE_URL.")
        ]
    if at == newest:
        return [(True, "database", f"{kind}, up to date ({at})")]
    return [(False, "database", f"{kind}, at {at or 'nothing'}, should be {newest}. Run: roundtable migrate")]


def _queue(settings: Settings) -> list[Finding]:
    if settings.embedded:
        return [(True, "queue", "beside the database; the server's own thread works on it")]
    try:
        import redis

        redis.Redis.from_url(settings.redis_url).ping()
    except Exception as error:
        return [(False, "queue", f"Redis cannot be reached ({type(error).__name__}). Check REDIS_URL.")]
    return [(True, "queue", "Redis; run at least one: roundtable worker")]


def _mail(settings: Settings) -> list[Finding]:
    if not settings.smtp_url:
        return [(True, "mail", "no SMTP_URL: nothing leaves, letters are read in the outbox")]
    return [(True, "mail", f"leaves by SMTP_URL, from {settings.mail_from}")]


def _mailbox(settings: Settings) -> list[Finding]:
    if not settings.imap_url:
        return [(True, "mailbox", "no IMAP_URL: answers and returns come in by roundtable inbox")]
    return [(True, "mailbox", f"read each minute at {urlsplit(settings.imap_url).hostname}")]


def _address(settings: Settings) -> list[Finding]:
    found = [(True, "address", settings.base_url)]
    if settings.secret_key == DEVELOPMENT_KEY:
        found.append(
            (True, "key", "the development key: good on this machine only, set SECRET_KEY elsewhere")
        )
    else:
        found.append((True, "key", "set"))
    return found


def _files(settings: Settings) -> list[Finding]:
    try:
        return [(True, "files", check(settings))]
    except Refusal as refusal:
        return [(False, "files", refusal.sentence)]
