"""One import from upload to confirmation. Between its pages the file and every choice are kept here."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, select, true

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.files import actions as files
from roundtable.files.models import StoredFile
from roundtable.jobs import sweep
from roundtable.programmes.models import Programme
from roundtable.sheets import limits, mapping, reading
from roundtable.sheets.mapping import Mapping as Columns
from roundtable.sheets.preview import Line
from roundtable.sheets.reading import Sheet
from roundtable.sheets.writing import CSV_TYPE, XLSX_TYPE
from roundtable.stakeholders import queries
from roundtable.stakeholders.importing.comparing import Comparison, Decision
from roundtable.stakeholders.importing.details import FIELDS
from roundtable.stakeholders.importing.groups import group_finder, is_chosen_none
from roundtable.stakeholders.importing.writing import Writing
from roundtable.stakeholders.models import Import
from roundtable.trail import SYSTEM, Actor, record

KEPT_FOR = timedelta(days=7)
MANY_VALUES = 40


def start(filename: str, stream: BinaryIO, *, programme: Programme, account: Account, by: Actor) -> Import:
    """Take a file in and guess its columns. Refuses one that cannot be read; nothing reaches the register."""
    content = stream.read(limits.MAX_BYTES + 1)
    sheet = reading.read(filename, content)
    for _ in sheet.rows():  # what cannot be read further down is said now
        pass
    kind = XLSX_TYPE if filename.lower().endswith(".xlsx") else CSV_TYPE
    file = files.store(sheet.name, content, programme_id=programme.id, media_type=kind)
    run = Import(
        programme_id=programme.id,
        file_id=file.id,
        account_id=account.id,
        mapping=json.dumps({"columns": mapping.guess(FIELDS, sheet.header).as_names()}),
        started_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    record("uploaded", run, by=by)
    return run


def sheet_of(run: Import) -> Sheet:
    """The file as it was read."""
    file = db.session.get_one(StoredFile, run.file_id)
    return reading.read(file.name, files.read(file))


def columns_of(run: Import, sheet: Sheet) -> Columns:
    """Which column is which, as it was chosen last."""
    chosen = _choices(run).get("columns", {})
    nothing = Columns(FIELDS, sheet.header, {})
    return mapping.choose(
        nothing, {field: column for field, column in chosen.items() if column in sheet.header}
    )


def groups_of(run: Import) -> dict[str, int]:
    """Which group was chosen for what the file calls it; 0 for none."""
    found: dict[str, int] = _choices(run).get("groups", {})
    return found


def decisions_of(run: Import) -> dict[int, Decision]:
    """What was decided about possible duplicates, by line."""
    return {int(line): Decision(word) for line, word in _choices(run).get("decisions", {}).items()}


def set_columns(
    run: Import, sheet: Sheet, columns: Mapping[str, str], groups: Mapping[str, int], *, by: Actor
) -> None:
    """Choose the columns, and the groups that values of the file stand for. Refuses a file without any person."""
    _refuse_when_over(run)
    found = mapping.choose(Columns(FIELDS, sheet.header, {}), columns)
    if not {"name", "given_name", "family_name", "email"} & found.columns.keys():
        raise Refusal("Choose the column of the names or of the e-mail addresses.", field="name")
    choices = _choices(run) | {"columns": found.as_names(), "groups": groups_of(run) | dict(groups)}
    run.mapping = json.dumps(choices)
    db.session.flush()
    record("mapped", run, by=by)


def decide(run: Import, decisions: Mapping[int, Decision | None], *, by: Actor) -> None:
    """Decide about possible duplicates; None leaves a line out."""
    _refuse_when_over(run)
    kept = decisions_of(run) | dict(decisions)
    words = {str(line): decision.value for line, decision in kept.items() if decision is not None}
    run.mapping = json.dumps(_choices(run) | {"decisions": words})
    db.session.flush()
    record("decided", run, by=by, lines=len(decisions))


def comparison(
    programme: Programme,
    *,
    groups: Mapping[str, int] | None = None,
    decisions: Mapping[int, Decision] | None = None,
    visible: ColumnElement[bool] | None = None,
) -> Comparison:
    """A comparison with what the programme's groups are called."""
    known = db.session.scalars(queries.groups_of(programme)).all()
    return Comparison(
        programme.id,
        group_finder(known, groups),
        {group.id: group.name for group in known},
        true() if visible is None else visible,
        decisions or {},
    )


def preview(run: Import, programme: Programme, sheet: Sheet, visible: ColumnElement[bool]) -> list[Line]:
    """What confirming would do, line by line."""
    compare = comparison(programme, groups=groups_of(run), decisions=decisions_of(run), visible=visible)
    return list(compare.lines(sheet, columns_of(run, sheet)))


def fingerprint(lines: Iterable[Line]) -> str:
    """The same for two previews that say the same."""
    found = hashlib.sha256()
    for line in lines:
        decision, group_id = (getattr(line.values, name, None) for name in ("decision", "group_id"))
        found.update(repr((line.number, line.verdict.value, line.reasons, decision, group_id)).encode())
    return found.hexdigest()[:32]


def confirm(
    run: Import, programme: Programme, *, seen: str, visible: ColumnElement[bool], by: Actor
) -> Writing:
    """Write what the preview showed. Refuses when it would do something else by now, or was done already."""
    locked = db.session.scalars(select(Import).where(Import.id == run.id).with_for_update()).one()
    db.session.refresh(locked)
    _refuse_when_over(locked)
    lines = preview(locked, programme, sheet_of(locked), visible)
    if fingerprint(lines) != seen:
        raise Refusal("The register has changed since this preview. Look at it again, then confirm.")
    writing = write(lines, programme=programme, source="imported", by=by)
    locked.confirmed_at = clock.now()
    locked.written = writing.added + writing.joined + writing.changed
    db.session.flush()
    record("imported", locked, by=by, added=writing.added, joined=writing.joined, changed=writing.changed)
    return writing


def write(lines: Iterable[Line], *, programme: Programme, source: str, by: Actor) -> Writing:
    """Write lines into the register, one import into the programme at a time."""
    db.session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
    writing = Writing(programme.id, source, by)
    writing.write(lines)
    db.session.expire_all()
    return writing


def unknown_groups(run: Import, programme: Programme, sheet: Sheet, columns: Columns) -> list[str]:
    """What the file calls groups that the programme has not, and nobody has said what they are; the first few."""
    place = columns.columns.get("group")
    if place is None:
        return []
    chosen = groups_of(run)
    find = comparison(programme, groups=chosen).find_group
    values = dict.fromkeys(" ".join(row.cells[place].split()) for row in sheet.rows())
    unknown = [value for value in values if value and not find(value) and not is_chosen_none(value, chosen)]
    return unknown[:MANY_VALUES]


@sweep
def forget_old_imports() -> None:
    """Files on their way into the register are personal data: a week after the upload they go."""
    with transaction():
        old = db.session.scalars(select(Import).where(Import.started_at < clock.now() - KEPT_FOR)).all()
        for run in old:
            file = db.session.get_one(StoredFile, run.file_id)
            record("deleted", run, by=SYSTEM)
            db.session.delete(run)
            db.session.flush()
            files.discard(file)


def _refuse_when_over(run: Import) -> None:
    if run.confirmed_at is not None:
        raise Refusal("This file was imported already. Upload it again to import it again.")


def _choices(run: Import) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run.mapping or "{}")
    return found
