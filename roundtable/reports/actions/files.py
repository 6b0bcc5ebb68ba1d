"""Make the files of a version: each format is claimed for a while, made outside any transaction, then kept.

A worker may be killed anywhere: the lease runs out and the sweep has the format made again. Whoever comes second
finds it made, or claimed.
"""

import logging
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import undefer

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.documents import Document, Format, export
from roundtable.errors import Refusal
from roundtable.files import actions as files
from roundtable.jobs import job, later, sweep
from roundtable.reports.freezing import thawed
from roundtable.reports.models import Version, VersionFile
from roundtable.trail import Actor, record

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
PATIENCE = 3
"""After so many tries that broke off, a format is said to have failed."""

BROKE_OFF = (
    f"This format broke off {PATIENCE} times. The other formats can be read; have it made again, or ask whoever "
    "runs this server for its log."
)
OPEN = VersionFile.file_id.is_(None) & (VersionFile.problem == "") & VersionFile.stopped_at.is_(None)


@job
def make_files(version_id: int) -> None:
    """Make each format of a version that is not made yet."""
    document, name, programme_id = _read(version_id)
    while (claimed := _claim(version_id)) is not None:
        number, wanted = claimed
        try:
            content = export(document, wanted, font_paths=current_app.extensions["settings"].font_paths)
            _keep(number, f"{name}.{wanted.extension}", content, wanted, programme_id)
        except Refusal as refusal:
            _fail(number, refusal.sentence)
        except Exception:  # one broken format must not keep the others from being made
            log.exception("The %s of version %s could not be made", wanted.value, version_id)


@sweep
def make_files_that_wait() -> None:
    """Bring back the formats that a lost job or a dead worker left."""
    with transaction() as session:
        waiting = session.scalars(
            select(VersionFile.version_id).where(OPEN, _is_free()).distinct().order_by(VersionFile.version_id)
        ).all()
    for version_id in waiting:
        make_files(version_id)


def _read(version_id: int) -> tuple[Document, str, int]:
    with transaction() as session:
        version = session.scalars(
            select(Version).where(Version.id == version_id).options(undefer(Version.document))
        ).one()
        name = f"{version.report.slug}-version-{version.number}"
        return thawed(version), name, version.report.programme_id


def _is_free() -> ColumnElement[bool]:
    return or_(VersionFile.lease_until.is_(None), VersionFile.lease_until < clock.now())


def _claim(version_id: int) -> tuple[int, Format] | None:
    """The next format that nobody makes, for as long as the lease; those that broke off too often have failed."""
    with transaction() as session:
        session.execute(
            update(VersionFile)
            .where(VersionFile.version_id == version_id, OPEN, _is_free(), VersionFile.attempts >= PATIENCE)
            .values(problem=BROKE_OFF)
            .execution_options(synchronize_session=False)
        )
        free = (
            select(VersionFile.id)
            .where(VersionFile.version_id == version_id, OPEN, _is_free())
            .order_by(VersionFile.id)
            .limit(1)
            .with_for_update(skip_locked=True)  # PostgreSQL; SQLite has one writer and leaves it out
        )
        claimed = session.execute(
            update(VersionFile)
            .where(VersionFile.id == free.scalar_subquery())
            .values(lease_until=clock.now() + LEASE, attempts=VersionFile.attempts + 1)
            .returning(VersionFile.id, VersionFile.format)
            .execution_options(synchronize_session=False)
        ).first()
    return None if claimed is None else (claimed.id, Format(claimed.format))


def _keep(number: int, name: str, content: bytes, wanted: Format, programme_id: int) -> None:
    """Keep a file, unless it was stopped meanwhile or somebody else made it."""
    with transaction() as session:
        row = session.scalars(select(VersionFile).where(VersionFile.id == number, OPEN)).first()
        if row is None:
            return
        kept = files.store(name, content, programme_id=programme_id, media_type=wanted.content_type)
        row.file_id, row.lease_until = kept.id, None


def _fail(number: int, sentence: str) -> None:
    with transaction() as session:
        row = session.scalars(select(VersionFile).where(VersionFile.id == number, OPEN)).first()
        if row is not None:
            row.problem, row.lease_until = sentence, None


def stop_files(version: Version, *, by: Actor) -> None:
    """Make no more files of a version. What is made stays; one that is being made is thrown away."""
    stopped = db.session.scalars(
        update(VersionFile)
        .where(VersionFile.version_id == version.id, OPEN)
        .values(stopped_at=clock.now(), lease_until=None)
        .returning(VersionFile.format),
        execution_options={"synchronize_session": False},
    ).all()
    db.session.expire(version, ["files"])
    if stopped:
        record("stopped making files", version.report, by=by, version=version.number, formats=list(stopped))


def make_again(version: Version, *, by: Actor) -> None:
    """Have the formats made that are stopped or failed."""
    again = db.session.scalars(
        update(VersionFile)
        .where(VersionFile.version_id == version.id, VersionFile.file_id.is_(None))
        .values(stopped_at=None, problem="", attempts=0)
        .returning(VersionFile.format),
        execution_options={"synchronize_session": False},
    ).all()
    db.session.expire(version, ["files"])
    if again:
        record("had files made", version.report, by=by, version=version.number, formats=list(again))
        later(make_files, version.id)
