"""One import of codings from upload to confirmation. What it would do is found by doing it, and taking that back."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import Select, select

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.evidence.importing.options import Said
from roundtable.evidence.models import Call, Kind
from roundtable.files import actions as files
from roundtable.jobs import sweep
from roundtable.programmes.models import Programme
from roundtable.themes.importing.bundles import Bundle
from roundtable.themes.importing.codebook import weigh
from roundtable.themes.importing.opening import Asked, read
from roundtable.themes.importing.putting import Outcome, put_codings
from roundtable.themes.models import CodingImport
from roundtable.trail import SYSTEM, Actor, record

KEPT_FOR = timedelta(days=7)
LARGEST = 10_000_000
"""Octets."""
MOST = 5_000
"""Codings and submissions that a page tries while somebody waits."""
FORMS = ("csv", "tsv", "xlsx", "json", "qdpx")
SHOWN = 200
_COUNTED = ("submissions", "themes", "excerpts", "codings", "there")


def imports_of(programme: Programme) -> Select[CodingImport]:
    """The imports into the programme's calls."""
    return select(CodingImport).join(Call).where(Call.programme_id == programme.id)


def start(
    name: str, stream: BinaryIO, choices: dict[str, str], *, call: Call, account: Account, by: Actor
) -> CodingImport:
    """Take a file in and find out what it would do. Nothing of it is kept yet."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refusal(_too_much(name, call, f"{LARGEST // 1_000_000} MB"), field="file")
    if name.lower().rpartition(".")[2] not in FORMS:
        raise Refusal(f"{name} is not read here. Give one of: {', '.join(FORMS)}.", field="file")
    bundle = read(name, content, call, asked_by(choices))
    if len(bundle.marks) + len(bundle.lines) > MOST:
        raise Refusal(_too_much(name, call, f"{MOST:,} codings and submissions"), field="file")
    found = _tried(bundle, call, by=by)
    media_type = "application/octet-stream"
    file = files.store(name, content, programme_id=call.programme_id, media_type=media_type)
    run = CodingImport(
        call_id=call.id,
        file_id=file.id,
        account_id=account.id,
        choices=choices,
        outcome=found,
        started_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    record("uploaded", run, by=by, programme_id=call.programme_id)
    return run


def _too_much(name: str, call: Call, most: str) -> str:
    return (
        f"{name} holds more than {most}, for which nobody waits at a page. Send it in parts, or have it imported on the "
        f"server: roundtable import-codings FILE --call {call.slug}."
    )


def asked_by(choices: dict[str, str]) -> Asked:
    """How a file is read, from what a form was told."""
    return Asked(
        said=Said(attribution=choices["attribution"], basis=choices["basis"]),
        kind=Kind(choices["kind"]),
        coder=choices["coder"],
        themes=tuple(filter(None, (each.strip() for each in choices["themes"].split(";")))),
        reference=choices["reference"],
    )


def _tried(bundle: Bundle, call: Call, *, by: Actor) -> dict[str, Any]:
    """What the file would do: it is done, counted, and taken back."""
    new = [entry.path for entry in weigh(bundle.all_themes().values(), call.programme).new]
    point = db.session.begin_nested()
    try:
        outcome = put_codings(bundle, call, by=by)
    finally:
        point.rollback()
    refused = [[line.number, " ".join(line.reasons)] for line in bundle.refused]
    return {
        **_counts(outcome),
        "new_themes": [list(path) for path in new[:SHOWN]],
        "left_out": outcome.left_out.most_common(SHOWN),
        "refused": refused[:SHOWN],
        "refused_altogether": len(refused),
        "warnings": bundle.warnings[:SHOWN],
    }


def _counts(outcome: Outcome) -> dict[str, int]:
    return {name: number for name, number in asdict(outcome).items() if name in _COUNTED}


def confirm(run: CodingImport, *, by: Actor) -> Outcome:
    """Do what the preview showed. Refuses when it would be something else by now."""
    db.session.refresh(run, with_for_update=True)
    if run.confirmed_at is not None:
        raise Refusal("This import was confirmed already. Upload the file again to import it once more.")
    bundle = read(run.file.name, files.read(run.file), run.call, asked_by(run.choices))
    outcome = put_codings(bundle, run.call, by=by)
    if _counts(outcome) != {name: run.outcome[name] for name in _COUNTED}:
        raise Refusal(
            "The call or the codebook has changed since this preview was made. Upload the file again, and look at what it "
            "would do now."
        )
    run.confirmed_at = clock.now()
    record("imported", run, by=by, programme_id=run.call.programme_id)
    return outcome


@sweep
def forget_old_imports() -> None:
    """Let go of imports that are a week old, and of their files: they are personal data."""
    with transaction():
        old = select(CodingImport).where(CodingImport.started_at < clock.now() - KEPT_FOR)
        for run in db.session.scalars(old.limit(100)).all():
            file = run.file
            record("deleted", run, by=SYSTEM, programme_id=run.call.programme_id)
            db.session.delete(run)
            db.session.flush()
            files.discard(file)
