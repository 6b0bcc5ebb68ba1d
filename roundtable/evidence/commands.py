"""Submissions in and out from the shell."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from flask import Flask

from roundtable.db import transaction
from roundtable.errors import Refusal
from roundtable.evidence import exporting
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing.lines import Incoming, lines
from roundtable.evidence.importing.options import Said, call_of, opened, reading_options
from roundtable.evidence.models import Kind
from roundtable.files.whole import written
from roundtable.programmes.entrance import refuse_if_closed
from roundtable.sheets.preview import Line, Verdict
from roundtable.trail import SYSTEM, record


@click.command("import-submissions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--call", "slug", required=True, metavar="SLUG", help="The call that they belong to.")
@reading_options
@click.option("--preview", is_flag=True, help="Show what it would do, line by line, and write nothing.")
@click.pass_obj
def import_submissions(
    make_app: Callable[[], Flask], file: Path, slug: str, said: Said, preview: bool
) -> None:
    """Import submissions from a CSV or XLSX file. The same file again adds none.

    A row becomes as many submissions as it has columns of words, tied to the same contributor. A contributor without
    an address is kept as a pseudonym. Repeated texts are separate submissions.
    """
    with make_app().app_context(), transaction():
        call = call_of(slug)
        refuse_if_closed(call.programme)
        sheet, mapped, choices = opened(file.name, file.read_bytes(), said, call)
        for warning in sheet.warnings:
            click.echo(warning, err=True)
        found = lines(sheet, mapped, call, choices)
        if preview:
            click.echo(_summary(_told(found)))
            return
        counts: Counter[str] = Counter()
        taken = take_in(_watched(found, counts), call, by=SYSTEM)
        click.echo(_summary(counts))
        click.echo(f"{taken:,} submissions added to {call.title}.")


def _watched(found: Iterator[Line], counts: Counter[str]) -> Iterator[Line]:
    """The lines as they pass, counted; those that are refused are said on standard error."""
    for line in found:
        counts[line.verdict] += 1
        if line.verdict is Verdict.NEW:
            counts[line.values.kind] += 1
        if line.reasons and line.verdict is not Verdict.NO_EVIDENCE:
            click.echo(_said(line), err=True)
        yield line


def _told(found: Iterator[Line]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in found:
        counts[line.verdict] += 1
        if line.verdict is Verdict.NEW:
            counts[line.values.kind] += 1
        click.echo(_said(line))
    return counts


def _said(line: Line) -> str:
    refused = not isinstance(line.values, Incoming)
    kind = "" if refused else line.values.kind.value
    start = "" if refused else " ".join(line.values.said.text.split())[:60]
    parts = (
        f"line {line.number}",
        line.verdict.label.lower().replace("-", " "),
        kind,
        start,
        " ".join(line.reasons),
    )
    return "  ".join(filter(None, parts))


def _summary(counts: Mapping[str, int]) -> str:
    verdicts = ", ".join(
        f"{counts[verdict]:,} {verdict.label.lower()}"
        for verdict in (Verdict.NEW, Verdict.UNCHANGED, Verdict.NO_EVIDENCE, Verdict.REFUSED)
    )
    kinds = ", ".join(f"{counts[kind]:,} {kind.value}" for kind in Kind if counts[kind])
    return f"{verdicts}." + (f" New: {kinds}." if kinds else "")


@click.command("export-submissions")
@click.option("--call", "slug", required=True, metavar="SLUG", help="The call whose submissions to export.")
@click.option("--format", "form", type=click.Choice(list(exporting.FORMATS)), required=True)
@click.option(
    "--output", "place", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
@click.pass_obj
def export_submissions(make_app: Callable[[], Flask], slug: str, form: str, place: Path) -> None:
    """Export a call's submissions as CSV, XLSX or JSON. Withdrawn ones stay out."""
    with make_app().app_context(), transaction():
        call = call_of(slug)
        try:
            with written(place) as file:
                number = exporting.export(call, form, to=file)
        except OSError as error:
            raise Refusal(f"{place} could not be written: {error.strerror or error}.") from error
        record("exported", call, by=SYSTEM, format=form, rows=number)
    click.echo(f"{number:,} submissions written to {place}.")
