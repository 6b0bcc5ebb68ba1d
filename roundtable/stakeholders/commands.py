"""Import stakeholders from the shell."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import Flask

from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.programmes import queries as programmes
from roundtable.programmes.entrance import refuse_if_closed
from roundtable.programmes.models import Programme
from roundtable.sheets import mapping, reading
from roundtable.sheets.mapping import Mapping
from roundtable.sheets.options import columns_option
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Sheet
from roundtable.stakeholders.importing import runs
from roundtable.stakeholders.importing.details import FIELDS
from roundtable.trail import SYSTEM, record

SAID = {Verdict.REFUSED, Verdict.POSSIBLE_DUPLICATE, Verdict.OPTED_OUT}
"""Lines that an import from the shell leaves out, and says so."""


@click.command("import-stakeholders")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--programme", "slug", required=True, metavar="SLUG", help="The programme that they have a stake in."
)
@columns_option(FIELDS)
@click.option("--preview", is_flag=True, help="Show what it would do, line by line, and write nothing.")
@click.pass_obj
def import_stakeholders(
    make_app: Callable[[], Flask], file: Path, slug: str, columns: dict[str, str], preview: bool
) -> None:
    """Import stakeholders from a CSV or XLSX file. The same file again changes nothing.

    Possible duplicates are left out and named; decide about them on the import's page.
    """
    with make_app().app_context(), transaction():
        programme = db.session.scalar(programmes.by_slug(slug))
        if programme is None:
            raise Refusal(f"There is no programme {slug!r}. `roundtable list programmes` names them.")
        refuse_if_closed(programme)
        sheet = reading.read(file.name, file.read_bytes())
        mapped = mapping.choose(mapping.guess(FIELDS, sheet.header), columns)
        for warning in sheet.warnings:
            click.echo(warning, err=True)
        if preview:
            _show(sheet, mapped, programme)
        else:
            _write(sheet, mapped, programme)


def _show(sheet: Sheet, mapped: Mapping, programme: Programme) -> None:
    counts: Counter[Verdict] = Counter()
    for line in runs.comparison(programme).lines(sheet, mapped):
        counts[line.verdict] += 1
        click.echo(_said(line))
    click.echo(_summary(counts))


def _write(sheet: Sheet, mapped: Mapping, programme: Programme) -> None:
    counts: Counter[Verdict] = Counter()

    def told() -> Iterator[Line]:
        for line in runs.comparison(programme).lines(sheet, mapped):
            counts[line.verdict] += 1
            if line.verdict in SAID:
                click.echo(_said(line), err=True)
            yield line

    done = runs.write(told(), programme=programme, source="imported", by=SYSTEM)
    record(
        "imported stakeholders",
        programme,
        by=SYSTEM,
        added=done.added,
        changed=done.changed,
        joined=done.joined,
    )
    click.echo(_summary(counts))
    click.echo(done.in_words)


def _said(line: Line) -> str:
    name = line.values.details.name if hasattr(line.values, "details") else ""
    reasons = " ".join(line.reasons)
    return "  ".join(filter(None, (f"line {line.number}", line.verdict.label.lower(), name, reasons)))


def _summary(counts: "Counter[Verdict]") -> str:
    return (
        ", ".join(
            f"{counts[verdict]:,} {verdict.label.lower()}"
            for verdict in Verdict
            if verdict is not Verdict.NO_EVIDENCE
        )
        + "."
    )
