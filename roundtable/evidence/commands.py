"""Submissions in and out from the shell."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.evidence import exporting
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing.fields import FIELDS, Choices, kind_named
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.models import Attribution, Call, Kind
from roundtable.files.whole import written
from roundtable.programmes.entrance import refuse_if_closed
from roundtable.sheets import mapping, reading
from roundtable.sheets.options import columns_option
from roundtable.sheets.preview import Line, Verdict
from roundtable.trail import SYSTEM, record


def _kinds(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for value in values:
        word, sign, name = value.rpartition("=")
        if not sign:
            raise click.BadParameter("give VALUE=KIND", param=option)
        kind = kind_named(name)
        if kind is None:
            kinds = ", ".join(each.value for each in Kind)
            raise click.BadParameter(f"{name!r} is no kind. The kinds are {kinds}.", param=option)
        found[word] = kind
    return found


@click.command("import-submissions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--call", "slug", required=True, metavar="SLUG", help="The call that they belong to.")
@columns_option(FIELDS)
@click.option(
    "--kinds",
    multiple=True,
    metavar="VALUE=KIND",
    callback=_kinds,
    help=f"Say which kind a value of the kind column means: {', '.join(kind.value for kind in Kind)}. "
    "An empty VALUE is for rows that name none.",
)
@click.option(
    "--attribution",
    type=click.Choice([each.value for each in Attribution]),
    default=Attribution.WITHHELD.value,
    show_default=True,
    help="How all of them may be quoted.",
)
@click.option("--basis", default="", metavar="TEXT", help="On what basis they may be used; kept with each.")
@click.option("--preview", is_flag=True, help="Show what it would do, line by line, and write nothing.")
@click.pass_obj
def import_submissions(
    make_app: Callable[[], Flask],
    file: Path,
    slug: str,
    columns: dict[str, str],
    kinds: dict[str, Kind],
    attribution: str,
    basis: str,
    preview: bool,
) -> None:
    """Import submissions from a CSV or XLSX file. The same file again adds none.

    A contributor without an address is kept as a pseudonym. Repeated texts are separate submissions.
    """
    with make_app().app_context(), transaction():
        call = _call(slug)
        refuse_if_closed(call.programme)
        sheet = reading.read(file.name, file.read_bytes())
        mapped = mapping.choose(mapping.guess(FIELDS, sheet.header), columns)
        for warning in sheet.warnings:
            click.echo(warning, err=True)
        choices = Choices(
            kinds, Attribution(attribution), basis or exporting.basis_of(file.name, clock.today())
        )
        found = lines(sheet, mapped, call, choices)
        if preview:
            click.echo(_summary(_told(found)))
            return
        counts: Counter[str] = Counter()
        taken = take_in(_watched(found, counts), call, choices, by=SYSTEM)
        click.echo(_summary(counts))
        click.echo(f"{taken:,} submissions added to {call.title}.")


def _watched(found: Iterator[Line], counts: Counter[str]) -> Iterator[Line]:
    """The lines as they pass, counted; those that are refused are said on standard error."""
    for line in found:
        counts[line.verdict] += 1
        if line.verdict is Verdict.NEW:
            counts[line.values.kind] += 1
        if line.reasons:
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
    refused = line.verdict is Verdict.REFUSED
    kind = "" if refused else line.values.kind.value
    start = "" if refused else " ".join(line.values.said.text.split())[:60]
    parts = (f"line {line.number}", line.verdict.label.lower(), kind, start, " ".join(line.reasons))
    return "  ".join(filter(None, parts))


def _summary(counts: Mapping[str, int]) -> str:
    verdicts = ", ".join(
        f"{counts[verdict]:,} {verdict.label.lower()}"
        for verdict in (Verdict.NEW, Verdict.UNCHANGED, Verdict.REFUSED)
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
        call = _call(slug)
        try:
            with written(place) as file:
                number = exporting.export(call, form, to=file)
        except OSError as error:
            raise Refusal(f"{place} could not be written: {error.strerror or error}.") from error
        record("exported", call, by=SYSTEM, format=form, rows=number)
    click.echo(f"{number:,} submissions written to {place}.")


def _call(slug: str) -> Call:
    found = db.session.scalar(select(Call).where(Call.slug == slug))
    if found is None:
        raise Refusal(f"There is no call {slug!r}. `roundtable list calls` names them.")
    return found
