"""One import from upload to confirmation. Between its pages the file and every choice are kept here."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import Select, select

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing import layouts
from roundtable.evidence.importing.asking import asked_of
from roundtable.evidence.importing.choices import Choices, texts_of
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.importing.nothing import NOTHING
from roundtable.evidence.models import Attribution, Call, Kind, SubmissionImport
from roundtable.files import actions as files
from roundtable.jobs import sweep
from roundtable.programmes.models import Programme
from roundtable.sheets import limits, mapping, reading
from roundtable.sheets.mapping import Mapping as Columns
from roundtable.sheets.preview import Line, fingerprint
from roundtable.sheets.reading import Sheet
from roundtable.sheets.writing import CSV_TYPE, XLSX_TYPE
from roundtable.trail import SYSTEM, Actor, record

KEPT_FOR = timedelta(days=7)


def imports_of(programme: Programme) -> Select[SubmissionImport]:
    """The imports into the programme's calls."""
    return select(SubmissionImport).join(Call).where(Call.programme_id == programme.id)


def start(
    filename: str,
    stream: BinaryIO,
    *,
    call: Call,
    account: Account,
    by: Actor,
    layout: tuple[str, bytes] | None = None,
) -> SubmissionImport:
    """Take a file in and guess its columns. Refuses one that cannot be read; nothing reaches the call.

    `layout` is the name and content of a form that says what the columns ask.
    """
    content = stream.read(limits.MAX_BYTES + 1)
    sheet = _read_whole(filename, content)
    media_type = XLSX_TYPE if filename.lower().endswith(".xlsx") else CSV_TYPE
    choices: dict[str, Any] = {"columns": mapping.guess(FIELDS, sheet.header).as_names()}
    if layout is not None:
        choices |= _described(layouts.apply(layouts.read_layout(*layout), sheet), choices["columns"])
    file = files.store(sheet.name, content, programme_id=call.programme_id, media_type=media_type)
    run = SubmissionImport(
        call_id=call.id,
        file_id=file.id,
        account_id=account.id,
        choices=choices,
        started_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    record("uploaded", run, by=by, programme_id=call.programme_id)
    return run


def _read_whole(filename: str, content: bytes) -> Sheet:
    """The file, read to its end: what cannot be read further down is said now."""
    if layouts.is_layout(filename, content):
        raise Refusal(
            f"{filename} describes the columns of another file and holds no answers. Choose the file with the answers "
            "here, and this one under “A form that describes its columns”.",
            field="file",
        )
    sheet = reading.read(filename, content)
    for _ in sheet.rows():
        pass
    return sheet


def _described(applied: layouts.Applied, guessed: dict[str, str]) -> dict[str, Any]:
    """What is kept of a form: its columns of words and of answers, and what they ask."""
    taken = {*applied.texts, *applied.answers}
    return {
        "columns": {
            name: column for name, column in guessed.items() if column not in taken or name == "group"
        },
        "texts": dict.fromkeys(applied.texts, ""),
        "answers": applied.answers,
        "titles": applied.titles,
        "lacking": applied.lacking,
    }


def sheet_of(run: SubmissionImport) -> Sheet:
    """The file as it was read, from the sheet and the line that were chosen."""
    how = run.choices.get("reading", {})
    return reading.read(
        run.file.name,
        files.read(run.file),
        sheet=how.get("sheet", ""),
        header_line=how.get("line", 0),
        header_lines=how.get("lines", 1),
    )


def read_otherwise(run: SubmissionImport, *, sheet: str, line: int, lines: int, by: Actor) -> None:
    """Read the file from another sheet, or with its columns' names in other lines. Its columns are guessed anew."""
    _refuse_confirmed(run)
    how = {"sheet": sheet, "line": line, "lines": lines}
    found = reading.read(
        run.file.name, files.read(run.file), sheet=sheet, header_line=line, header_lines=lines
    )
    run.choices = {"columns": mapping.guess(FIELDS, found.header).as_names(), "reading": how}
    record("read otherwise", run, by=by, programme_id=run.call.programme_id)


def columns_of(run: SubmissionImport, sheet: Sheet) -> Columns:
    """Which column is which, as it was chosen last."""
    chosen = {
        field: column for field, column in run.choices.get("columns", {}).items() if column in sheet.header
    }
    return mapping.choose(Columns(FIELDS, sheet.header, {}), chosen)


def roles_of(run: SubmissionImport, sheet: Sheet) -> dict[str, str]:
    """What each column is taken for: "text", "answer", a field, or nothing. Before it is said, columns of long answers
    are taken for words."""
    roles = {column: name for name, column in columns_of(run, sheet).as_names().items()}
    for column in run.choices.get("answers", ()):
        roles.setdefault(column, "answer")
    said = run.choices.get("texts")
    for place, column in enumerate(sheet.header):
        if (said is not None and column in said) or (
            said is None and column not in roles and _are_sentences(sheet.samples(place, 8))
        ):
            roles[column] = "text"
    return roles


def _are_sentences(samples: Sequence[str]) -> bool:
    return len(samples) > 1 and sum(len(each.split()) >= 6 for each in samples) * 2 >= len(samples)


def choices_of(run: SubmissionImport) -> Choices:
    """What was decided, as far as it was."""
    kept = run.choices
    return Choices(
        kinds={word: Kind(kind) for word, kind in kept.get("kinds", {}).items()},
        attribution=Attribution(kept.get("attribution", Attribution.WITHHELD.value)),
        basis=kept.get("basis", ""),
        texts={column: Kind(kind) if kind else None for column, kind in kept.get("texts", {}).items()},
        answers=tuple(kept.get("answers", ())),
        titles=kept.get("titles", {}),
        groups=kept.get("groups", {}),
        attributions={word: Attribution(how) for word, how in kept.get("attributions", {}).items()},
        consents=kept.get("consents", {}),
        nothing=tuple(kept.get("nothing", NOTHING)),
    )


def set_columns(
    run: SubmissionImport,
    sheet: Sheet,
    columns: Mapping[str, str],
    *,
    texts: Sequence[str] = (),
    answers: Sequence[str] = (),
    by: Actor,
) -> None:
    """Choose the columns. Refuses when none holds words, or when the kinds are no kinds; what they mean is asked anew."""
    _refuse_confirmed(run)
    mapping.choose(Columns(FIELDS, sheet.header, {}), columns)
    before = run.choices.get("texts", {})
    kept: dict[str, Any] = {
        name: run.choices[name] for name in ("reading", "titles", "nothing") if name in run.choices
    }
    run.choices = {
        **kept,
        "columns": dict(columns),
        "texts": {column: before.get(column, "") for column in texts},
        "answers": list(answers),
    }
    texts_of(columns_of(run, sheet), choices_of(run))
    asked_of(sheet, columns_of(run, sheet), choices_of(run), run.call.programme)
    record("columns chosen", run, by=by, programme_id=run.call.programme_id)


def set_use(
    run: SubmissionImport,
    kinds: Mapping[str, Kind],
    attribution: Attribution,
    basis: str,
    *,
    texts: Mapping[str, Kind] | None = None,
    groups: Mapping[str, int | None] | None = None,
    attributions: Mapping[str, Attribution] | None = None,
    consents: Mapping[str, bool] | None = None,
    nothing: Sequence[str] = NOTHING,
    by: Actor,
) -> None:
    """Say what the file's words mean, what is no evidence, and how and on what basis its texts may be used."""
    _refuse_confirmed(run)
    columns = {**run.choices.get("texts", {}), **{name: kind.value for name, kind in (texts or {}).items()}}
    run.choices = {
        **run.choices,
        "texts": columns,
        "kinds": {word: kind.value for word, kind in kinds.items()},
        "groups": dict(groups or {}),
        "attributions": {word: how.value for word, how in (attributions or {}).items()},
        "consents": dict(consents or {}),
        "nothing": list(nothing),
        "attribution": attribution.value,
        "basis": basis,
    }
    record("kinds chosen", run, by=by, programme_id=run.call.programme_id)


def lacking(run: SubmissionImport, sheet: Sheet) -> str:
    """The step that comes before the preview and was not taken yet: "columns", "use", or none."""
    try:
        asked = asked_of(sheet, columns_of(run, sheet), choices_of(run), run.call.programme)
    except Refusal:
        return "columns"
    undecided = any(kind is None for _, kind in asked.kinds.values()) or None in asked.texts.values()
    return "use" if undecided or "attribution" not in run.choices else ""


def preview(run: SubmissionImport, sheet: Sheet) -> list[Line]:
    """What every line would become."""
    return list(lines(sheet, columns_of(run, sheet), run.call, choices_of(run)))


def confirm(run: SubmissionImport, *, seen: str, by: Actor) -> int:
    """Write what the preview showed; gives how many. Refuses when it would be something else by now."""
    db.session.refresh(run, with_for_update=True)
    _refuse_confirmed(run)
    found = preview(run, sheet_of(run))
    if fingerprint(found) != seen:
        raise Refusal(
            "What the import would do has changed since this preview was made. Look at the preview again."
        )
    run.written = take_in(found, run.call, by=by, import_id=run.id)
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
