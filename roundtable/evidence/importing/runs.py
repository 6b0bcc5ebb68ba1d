"""One import from upload to confirmation. Between its pages the file and every choice are kept here."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import BinaryIO

from sqlalchemy import Select, select

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing.fields import FIELDS, Choices, kinds_of, kinds_said
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.models import Attribution, Call, Kind, SubmissionImport
from roundtable.files import actions as files
from roundtable.jobs import sweep
from roundtable.programmes.models import Programme
from roundtable.sheets import limits, mapping, reading
from roundtable.sheets.mapping import Mapping as Columns
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Sheet
from roundtable.sheets.writing import CSV_TYPE, XLSX_TYPE
from roundtable.trail import SYSTEM, Actor, record

KEPT_FOR = timedelta(days=7)
MANY_KINDS = 40


def imports_of(programme: Programme) -> Select[SubmissionImport]:
    """The imports into the programme's calls."""
    return select(SubmissionImport).join(Call).where(Call.programme_id == programme.id)


def start(filename: str, stream: BinaryIO, *, call: Call, account: Account, by: Actor) -> SubmissionImport:
    """Take a file in and guess its columns. Refuses one that cannot be read; nothing reaches the call."""
    content = stream.read(limits.MAX_BYTES + 1)
    sheet = reading.read(filename, content)
    for _ in sheet.rows():  # what cannot be read further down is said now
        pass
    media_type = XLSX_TYPE if filename.lower().endswith(".xlsx") else CSV_TYPE
    file = files.store(sheet.name, content, programme_id=call.programme_id, media_type=media_type)
    run = SubmissionImport(
        call_id=call.id,
        file_id=file.id,
        account_id=account.id,
        choices={"columns": mapping.guess(FIELDS, sheet.header).as_names()},
        started_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    record("uploaded", run, by=by, programme_id=call.programme_id)
    return run


def sheet_of(run: SubmissionImport) -> Sheet:
    """The file as it was read."""
    return reading.read(run.file.name, files.read(run.file))


def columns_of(run: SubmissionImport, sheet: Sheet) -> Columns:
    """Which column is which, as it was chosen last."""
    chosen = {
        field: column for field, column in run.choices.get("columns", {}).items() if column in sheet.header
    }
    return mapping.choose(Columns(FIELDS, sheet.header, {}), chosen)


def choices_of(run: SubmissionImport) -> Choices:
    """What was decided about kinds and use, as far as it was."""
    kept = run.choices
    return Choices(
        kinds={word: Kind(kind) for word, kind in kept.get("kinds", {}).items()},
        attribution=Attribution(kept.get("attribution", Attribution.WITHHELD.value)),
        basis=kept.get("basis", ""),
    )


def words_for_kinds(run: SubmissionImport, sheet: Sheet) -> dict[str, tuple[int, Kind | None]]:
    """What the file calls its kinds: how many rows, and which kind is meant. Refuses a column of something else."""
    mapped = columns_of(run, sheet)
    said: Counter[str] = kinds_said(sheet, mapped)
    if len(said) > MANY_KINDS:
        raise Refusal(
            f"The column “{mapped.column_of('kind')}” has {len(said):,} different words, so it is hardly the kind. "
            "Choose another column, or none.",
            field="kind",
        )
    chosen = kinds_of(said, choices_of(run).kinds)
    return {word: (said[word], chosen[word]) for word in said}


def set_columns(run: SubmissionImport, sheet: Sheet, columns: Mapping[str, str], *, by: Actor) -> None:
    """Choose the columns. Refuses when the text has none, or when the kinds are no kinds; kinds are asked anew."""
    _refuse_confirmed(run)
    mapping.check(mapping.choose(Columns(FIELDS, sheet.header, {}), columns))
    kept = {name: value for name, value in run.choices.items() if name != "kinds"}
    run.choices = {**kept, "columns": dict(columns)}
    words_for_kinds(run, sheet)
    record("columns chosen", run, by=by, programme_id=run.call.programme_id)


def set_use(
    run: SubmissionImport, kinds: Mapping[str, Kind], attribution: Attribution, basis: str, *, by: Actor
) -> None:
    """Say what the file's words for kinds mean, and how and on what basis its texts may be used."""
    _refuse_confirmed(run)
    run.choices = {
        **run.choices,
        "kinds": {word: kind.value for word, kind in kinds.items()},
        "attribution": attribution.value,
        "basis": basis,
    }
    record("kinds chosen", run, by=by, programme_id=run.call.programme_id)


def lacking(run: SubmissionImport, sheet: Sheet) -> str:
    """The step that comes before the preview and was not taken yet: "columns", "use", or none."""
    if columns_of(run, sheet).missing:
        return "columns"
    try:
        undecided = any(kind is None for _, kind in words_for_kinds(run, sheet).values())
    except Refusal:
        return "columns"
    return "use" if undecided or "attribution" not in run.choices else ""


def preview(run: SubmissionImport, sheet: Sheet) -> list[Line]:
    """What every line would become."""
    return list(lines(sheet, columns_of(run, sheet), run.call, choices_of(run)))


def fingerprint(found: Iterable[Line]) -> str:
    """Stands for what the preview said, so that a confirmation confirms just that."""
    digest = hashlib.sha256()
    for line in found:
        key = "" if line.verdict is Verdict.REFUSED else line.values.key
        digest.update(f"{line.number}|{line.verdict}|{key}\n".encode())
    return digest.hexdigest()[:32]


def confirm(run: SubmissionImport, *, seen: str, by: Actor) -> int:
    """Write what the preview showed; gives how many. Refuses when it would be something else by now."""
    db.session.refresh(run, with_for_update=True)
    _refuse_confirmed(run)
    found = preview(run, sheet_of(run))
    if fingerprint(found) != seen:
        raise Refusal("The call has changed since this preview was made. Look at the preview again.")
    run.written = take_in(found, run.call, choices_of(run), by=by)
    run.confirmed_at = clock.now()
    return run.written


def _refuse_confirmed(run: SubmissionImport) -> None:
    if run.confirmed_at is not None:
        raise Refusal("This import was confirmed already. Upload the file again to import it once more.")


@sweep
def forget_old_imports() -> None:
    """Let go of imports that are a week old, and of their files: they are personal data."""
    with transaction():
        old = select(SubmissionImport).where(SubmissionImport.started_at < clock.now() - KEPT_FOR)
        for run in db.session.scalars(old.limit(100)).all():
            file = run.file
            record("deleted", run, by=SYSTEM, programme_id=run.call.programme_id)
            db.session.delete(run)
            db.session.flush()
            files.discard(file)
