"""Codings in and out from the shell."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.evidence.importing.choices import kind_named
from roundtable.evidence.importing.options import KINDS, Said, call_of, reading_options
from roundtable.evidence.models import Call, Kind
from roundtable.files.whole import written
from roundtable.programmes.entrance import refuse_if_closed
from roundtable.programmes.models import Programme
from roundtable.themes import exporting
from roundtable.themes.exchange import files, project
from roundtable.themes.importing import themefinder
from roundtable.themes.importing.bundles import Bundle
from roundtable.themes.importing.codebook import put_themes, weigh
from roundtable.themes.importing.opening import Asked, choices_of, read
from roundtable.themes.importing.putting import Outcome, put_codings
from roundtable.themes.importing.sheets import LEVELS_PARTED
from roundtable.trail import SYSTEM, record
from roundtable.web.words import count


@click.command("import-codings")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--call", "slug", required=True, metavar="SLUG", help="The call whose submissions are coded.")
@reading_options
@click.option(
    "--themes",
    multiple=True,
    metavar="COLUMN",
    help="A column that is a theme, or FIRST:LAST of several; without it, each that holds only 0 and 1.",
)
@click.option(
    "--reference",
    default="",
    metavar="COLUMN",
    help="The column with the references of submissions that are there already, in a file with a column for each theme.",
)
@click.option("--kind", default=Kind.EVIDENCE.value, show_default=True, help=f"What the texts are: {KINDS}.")
@click.option("--coder", default="", metavar="NAME", help="Who coded them, where the file does not say.")
@click.pass_obj
def import_codings(
    make_app: Callable[[], Flask],
    file: Path,
    slug: str,
    said: Said,
    themes: tuple[str, ...],
    reference: str,
    kind: str,
    coder: str,
) -> None:
    """Import codings: a table with a row for each or a column for each theme, what export-codings wrote as JSON, a
    REFI-QDA project (.qdpx), or a folder of ThemeFinder's.

    Submissions come in with their texts where the call lacks them. The same file again changes nothing.
    """
    meant = kind_named(kind)
    if meant is None:
        raise click.BadParameter(f"{kind!r} is no kind. The kinds are {KINDS}.", param_hint="--kind")
    with make_app().app_context(), transaction():
        call = call_of(slug)
        refuse_if_closed(call.programme)
        asked = Asked(said, kind=meant, coder=coder, themes=themes, reference=reference)
        bundle = _read(file, call, asked)
        for warning in bundle.warnings:
            click.echo(warning, err=True)
        for line in bundle.refused:
            click.echo(f"line {line.number}  refused  {' '.join(line.reasons)}", err=True)
        _tell(put_codings(bundle, call, by=SYSTEM), call)


def _read(file: Path, call: Call, asked: Asked) -> Bundle:
    if file.is_dir():
        choices = choices_of(file.name, asked.said)
        return themefinder.read(file, call, choices, kind=asked.kind, coder=asked.coder)
    return read(file.name, file.read_bytes(), call, asked)


def _tell(outcome: Outcome, call: Call) -> None:
    for reason, number in outcome.left_out.most_common(50):
        click.echo(f"{count(number, 'coding')} left out: {reason}", err=True)
    click.echo(
        f"{count(outcome.submissions, 'submission')}, {count(outcome.themes, 'theme')}, "
        f"{count(outcome.excerpts, 'excerpt')} and {count(outcome.codings, 'coding')} added to {call.title}; "
        f"{count(outcome.there, 'coding was', 'codings were')} there already."
    )


@click.command("export-codings")
@click.option("--call", "slug", required=True, metavar="SLUG", help="The call whose codings to export.")
@click.option("--format", "form", type=click.Choice([*exporting.TYPES, "qdpx"]), required=True)
@click.option(
    "--wide", is_flag=True, help="A row for each submission and a column for each theme, with 0 and 1."
)
@click.option(
    "--output", "place", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
@click.pass_obj
def export_codings(make_app: Callable[[], Flask], slug: str, form: str, wide: bool, place: Path) -> None:
    """Export what was coded in a call. What was withdrawn or unmarked stays out, and so do names and addresses."""
    if wide and form not in ("csv", "xlsx"):
        raise click.BadParameter(
            f"{form} holds every coding; --wide is for csv and xlsx", param_hint="--wide"
        )
    with make_app().app_context(), transaction():
        call = call_of(slug)
        title = call.title
        try:
            with written(place) as file:
                if form == "qdpx":
                    number = project.write(call, file)
                else:
                    number = exporting.export(call, form, wide=wide, to=file)
        except OSError as error:
            raise Refusal(f"{place} could not be written: {error.strerror or error}.") from error
        record("exported codings", call_of(slug), by=SYSTEM, format=form, rows=number)
    click.echo(f"{count(number, 'coding')} of {title} written to {place}.")


@click.command("import-codebook")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--programme", "slug", required=True, metavar="SLUG", help="The programme whose codebook it is."
)
@click.option("--preview", is_flag=True, help="Show what it would do, theme by theme, and write nothing.")
@click.pass_obj
def import_codebook(make_app: Callable[[], Flask], file: Path, slug: str, preview: bool) -> None:
    """Import themes from a CSV or XLSX table or a REFI-QDA codebook (.qdc). Themes that are there stay as they are."""
    with make_app().app_context(), transaction():
        programme = _programme(slug)
        refuse_if_closed(programme)
        entries, warnings = files.read(file.name, file.read_bytes())
        for warning in warnings:
            click.echo(warning, err=True)
        weighed = weigh(entries, programme)
        if preview:
            for said, some in (("new", weighed.new), ("there", [*weighed.there, *weighed.moved])):
                for entry in some:
                    click.echo(f"{said}  {LEVELS_PARTED.join(entry.path)}")
        else:
            put_themes(entries, programme, by=SYSTEM)
        click.echo(
            f"{count(len(weighed.new), 'theme')} {'new' if preview else 'added'}, "
            f"{len(weighed.there) + len(weighed.moved):,} there already."
        )


@click.command("export-codebook")
@click.option(
    "--programme", "slug", required=True, metavar="SLUG", help="The programme whose codebook it is."
)
@click.option("--format", "form", type=click.Choice(list(files.FORMS)), required=True)
@click.option(
    "--output", "place", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
@click.pass_obj
def export_codebook(make_app: Callable[[], Flask], slug: str, form: str, place: Path) -> None:
    """Export the themes in use as CSV or as a REFI-QDA codebook (.qdc)."""
    with make_app().app_context(), transaction():
        programme = _programme(slug)
        try:
            with written(place) as file:
                number = files.FORMS[form].write(programme, file)
        except OSError as error:
            raise Refusal(f"{place} could not be written: {error.strerror or error}.") from error
    click.echo(f"{count(number, 'theme')} written to {place}.")


def _programme(slug: str) -> Programme:
    found = db.session.scalar(select(Programme).where(Programme.slug == slug))
    if found is None:
        raise Refusal(f"There is no programme {slug!r}. `roundtable list programmes` names them.")
    return found
