"""One import from upload to confirmation. Between its pages the file, and what was read of it, are kept here."""

import json
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import BinaryIO

from sqlalchemy import ColumnElement, Select, or_, select, update

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.files import actions as files
from roundtable.jobs import job, later, sweep
from roundtable.literature.importing.comparing import compared
from roundtable.literature.importing.reading import LARGEST, Read, read
from roundtable.literature.importing.taking import take_in
from roundtable.literature.models import ReferenceImport, Search, Stage
from roundtable.programmes.models import Programme
from roundtable.sheets.preview import Line, Verdict, fingerprint
from roundtable.trail import SYSTEM, Actor, record

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=5)
SMALL = 100_000
"""Octets that pandoc reads in a blink; a larger file is read by a job."""
UNREADABLE = "The file could not be read: the reading broke off. Export it anew, or send it in parts."


def imports_of(programme: Programme) -> Select[ReferenceImport]:
    """The imports into a programme."""
    return select(ReferenceImport).where(ReferenceImport.programme_id == programme.id)


def start(
    filename: str,
    stream: BinaryIO,
    *,
    programme: Programme,
    stage: Stage,
    search: Search | None,
    account: Account | None,
    by: Actor,
) -> ReferenceImport:
    """Take a file in. A small one is read at once, so that what is wrong is said at once; a larger one by a job."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refusal(f"{filename} is too large: at most 20 MB. Export it in parts.", field="file")
    found = read(filename, content) if len(content) <= SMALL else None
    file = files.store(filename, content, programme_id=programme.id, media_type="application/octet-stream")
    run = ReferenceImport(
        programme_id=programme.id,
        file_id=file.id,
        search_id=search.id if search else None,
        stage=stage,
        account_id=account.id if account else None,
        started_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    if found is None:
        later(read_file, run.id)
    else:
        _keep(run, found)
    record("uploaded", run, by=by)
    return run


@job
def read_file(run_id: int) -> None:
    """Read the file of an import, unless somebody does or did."""
    now = clock.now()
    with transaction() as session:
        claimed = session.scalars(
            update(ReferenceImport)
            .where(ReferenceImport.id == run_id, _unread(), _free())
            .values(lease_until=now + LEASE)
            .returning(ReferenceImport.id),
            execution_options={"synchronize_session": False},
        ).first()
        if claimed is None:
            return
        run = session.get_one(ReferenceImport, run_id)
        name, content = run.file.name, files.read(run.file)
    found, problem = [], ""
    try:
        found = read(name, content)
    except Refusal as refusal:
        problem = refusal.sentence
    except Exception:  # the page must not wait for ever
        log.exception("The references of import %s could not be read", run_id)
        problem = UNREADABLE
    with transaction() as session:
        run = session.get_one(ReferenceImport, run_id)
        run.problem = problem
        if not problem:
            _keep(run, found)


def _unread() -> ColumnElement[bool]:
    return ReferenceImport.entries_id.is_(None) & (ReferenceImport.problem == "")


def _free() -> ColumnElement[bool]:
    return or_(ReferenceImport.lease_until.is_(None), ReferenceImport.lease_until < clock.now())


@sweep
def read_what_waits() -> None:
    """Bring back the files that a lost job or a dead worker left unread."""
    with transaction() as session:
        waiting = session.scalars(select(ReferenceImport.id).where(_unread(), _free())).all()
    for run_id in waiting:
        read_file(run_id)


def _keep(run: ReferenceImport, found: list[Read]) -> None:
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    kept = files.store("entries.json", content, programme_id=run.programme_id, media_type="application/json")
    run.entries_id = kept.id
    db.session.flush()


def preview(run: ReferenceImport) -> list[Line]:
    """What every entry would become. Refuses while the file is not read, or could not be."""
    if run.entries is None:
        raise Refusal(run.problem or "The file is still being read. Look again in a moment.")
    found = [Read(*each) for each in json.loads(files.read(run.entries))]
    return list(compared(found, run.programme))


def confirm(run: ReferenceImport, *, seen: str, update: bool, by: Actor) -> tuple[int, int]:
    """Write what the preview showed; gives how many were added and changed. Refuses when it would be something else."""
    db.session.refresh(run, with_for_update=True)
    if run.confirmed_at is not None:
        raise Refusal("This import was confirmed already. Upload the file again to import it once more.")
    found = preview(run)
    if fingerprint(found) != seen:
        raise Refusal("The literature has changed since this preview was made. Look at the preview again.")
    run.added, run.changed = take_in(
        found, run.programme, stage=run.stage, search=run.search, update=update, by=by
    )
    run.confirmed_at = clock.now()
    record("imported", run, by=by)
    return run.added, run.changed


def tallied(found: Iterable[Line]) -> dict[Verdict, int]:
    """How many entries there are of each verdict that references know."""
    known = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.REFUSED)
    counts = dict.fromkeys(known, 0)
    for line in found:
        counts[line.verdict] += 1
    return counts


@sweep
def forget_old_imports() -> None:
    """Let go of imports that are a week old, and of their files."""
    with transaction():
        old = select(ReferenceImport).where(ReferenceImport.started_at < clock.now() - KEPT_FOR)
        for run in db.session.scalars(old.limit(100)).all():
            kept = [each for each in (run.file, run.entries) if each is not None]
            record("deleted", run, by=SYSTEM)
            db.session.delete(run)
            db.session.flush()
            for file in kept:
                files.discard(file)
