"""Votes in, and results out, from the shell."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.files.whole import written
from roundtable.priorities import exporting, queries
from roundtable.priorities.actions.imports import take_in_items, take_in_votes
from roundtable.priorities.importing.statements import statements
from roundtable.priorities.importing.votes import FIELDS, Incoming, lines
from roundtable.priorities.importing.wide import is_wide, item_columns, wide_lines
from roundtable.priorities.models import PriorityRound
from roundtable.priorities.tallying import tally
from roundtable.programmes.entrance import refuse_if_closed
from roundtable.sheets import mapping, reading
from roundtable.sheets.options import columns_option
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Sheet
from roundtable.trail import SYSTEM, record

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import-votes")
@click.argument("file", type=FILE)
@click.option("--round", "slug", required=True, metavar="SLUG", help="The round that they were cast in.")
@columns_option(FIELDS)
@click.option(
    "--items",
    type=FILE,
    help="The statements that were voted on, such as Polis's comments.csv: all are kept, those accepted are counted.",
)
@click.option(
    "--wide",
    is_flag=True,
    help="Take it for a row for each ballot and a column for each item, where that is not seen by itself.",
)
@click.option("--preview", is_flag=True, help="Say what it would do, and write nothing.")
@click.pass_obj
def import_votes(
    make_app: Callable[[], Flask],
    file: Path,
    slug: str,
    columns: dict[str, str],
    items: Path | None,
    wide: bool,
    preview: bool,
) -> None:
    """Import votes from a CSV or XLSX file: a line for each answer of a voter to an item, or a row for each ballot and
    a column for each item (named S1, or by its words; “S1 importance” where there are two criteria).

    A voter is a pseudonym, or the address of somebody who was asked. Of several votes by one voter on one item the
    latest counts, and the earlier are kept. The same file again adds none.
    """
    with make_app().app_context():
        with transaction() as session:
            round = _round(slug)
            refuse_if_closed(round.programme)
            if items is not None:
                listed = statements(reading.read(items.name, items.read_bytes()))
                number = take_in_items(round, listed, by=SYSTEM)
                click.echo(f"{number:,} statements {'would be ' if preview else ''}added to {round.title}.")
            sheet = reading.read(file.name, file.read_bytes())
            counts: Counter[Verdict] = Counter()
            found = _lines(sheet, round, columns, wide=wide)
            taken = take_in_votes(round, _accepted(found, counts), by=SYSTEM)
            round_id, title = round.id, round.title
            click.echo(
                f"{taken.new:,} votes {'would be ' if preview else ''}added to {title}, {taken.replaced:,} of all were "
                f"replaced by a later one, {taken.known:,} were there, {counts[Verdict.REFUSED]:,} refused."
            )
            if preview:
                session.rollback()
        if not preview:
            tally(round_id)


def _lines(sheet: Sheet, round: PriorityRound, columns: dict[str, str], *, wide: bool) -> Iterator[Line]:
    known, groups = db.session.scalars(queries.items_of(round)).all(), round.programme.groups
    of_items = item_columns(sheet, round, known)
    if wide or is_wide(sheet, of_items, columns):
        return wide_lines(sheet, of_items, columns, round, items=known, groups=groups)
    mapped = mapping.choose(mapping.guess(FIELDS, sheet.header), columns)
    mapping.check(mapped)
    return lines(sheet, mapped, round, items=known, groups=groups)


def _accepted(found: Iterable[Line], counts: Counter[Verdict]) -> Iterator[Incoming]:
    for line in found:
        counts[line.verdict] += 1
        if line.verdict is Verdict.REFUSED:
            click.echo(f"line {line.number}  refused  {' '.join(line.reasons)}", err=True)
        else:
            yield line.values


@click.command("export-results")
@click.option("--round", "slug", required=True, metavar="SLUG", help="The round whose results to export.")
@click.option("--format", "form", type=click.Choice(list(exporting.FORMATS)), required=True)
@click.option(
    "--output", "place", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
@click.pass_obj
def export_results(make_app: Callable[[], Flask], slug: str, form: str, place: Path) -> None:
    """Export a round's results as CSV or XLSX, or as JSON with the anonymised ballots.

    What fewer than five said is left out, as on the page.
    """
    with make_app().app_context():
        tally(_round(slug).id)
        with transaction():
            round = _round(slug)
            try:
                with written(place) as file:
                    number = exporting.export(round, form, to=file)
            except OSError as error:
                raise Refusal(f"{place} could not be written: {error.strerror or error}.") from error
            record("exported", round, by=SYSTEM, format=form, rows=number)
    click.echo(f"{number:,} rows written to {place}.")


def _round(slug: str) -> PriorityRound:
    found = db.session.scalar(select(PriorityRound).where(PriorityRound.slug == slug))
    if found is None:
        raise Refusal(f"There is no round {slug!r}. `roundtable list rounds` names them.")
    return found
