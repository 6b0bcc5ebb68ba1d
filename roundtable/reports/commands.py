"""Reports from the shell."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import undefer

from roundtable.db import db, writing
from roundtable.documents import Document, Format, export
from roundtable.errors import Refusal
from roundtable.files.whole import write_whole
from roundtable.reports import queries
from roundtable.reports.compiling import compile
from roundtable.reports.freezing import thawed
from roundtable.reports.models import Report, Version


@click.command("export-report")
@click.argument("slug")
@click.option("--format", "wanted", type=click.Choice([each.value for each in Format]), required=True)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write it. The file is there whole or not at all.",
)
@click.option(
    "--version", "number", type=click.IntRange(min=1), help="A version, not the report as it stands."
)
@click.pass_obj
def export_report(
    make_app: Callable[[], Flask], slug: str, wanted: str, output: Path, number: int | None
) -> None:
    """Export a report, as it stands now or as a version kept it."""
    app = make_app()
    with app.app_context():
        document = _read(slug, number)
        content = export(document, wanted, font_paths=app.extensions["settings"].font_paths)
    write_whole(output, content)
    click.echo(f"{output}: {document.title}, {document.version}, {len(content):,} bytes")


def _read(slug: str, number: int | None) -> Document:
    """The document. Nothing is written, so no lock is taken; and typesetting, which takes a while, comes after."""
    token = writing.set(False)
    try:
        return _document(slug, number)
    finally:
        db.session.remove()
        writing.reset(token)


def _document(slug: str, number: int | None) -> Document:
    report = db.session.scalars(queries.report_whole().where(Report.slug == slug)).one_or_none()
    if report is None:
        raise Refusal(f"There is no report {slug!r}. `roundtable list reports` names those there are.")
    if number is None:
        return compile(report)
    wanted = select(Version).where(Version.report_id == report.id, Version.number == number)
    version = db.session.scalars(wanted.options(undefer(Version.document))).one_or_none()
    if version is None:
        raise Refusal(f"{report.title} has no version {number}.")
    return thawed(version)
