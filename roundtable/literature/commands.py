"""References from the shell."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.literature import queries
from roundtable.literature.importing import runs
from roundtable.literature.importing.comparing import compared
from roundtable.literature.importing.reading import read
from roundtable.literature.importing.taking import take_in
from roundtable.literature.models import Search, Stage
from roundtable.programmes import queries as programmes
from roundtable.programmes.entrance import refuse_if_closed
from roundtable.programmes.models import Programme
from roundtable.sheets.preview import Line, Verdict
from roundtable.trail import SYSTEM
from roundtable.web import words

STAGES = {"to-screen": Stage.TO_SCREEN, "included": Stage.INCLUDED}


@click.command("import-references")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", "slug", required=True, metavar="SLUG", help="The programme that they are for.")
@click.option(
    "--stage",
    type=click.Choice(list(STAGES)),
    default="to-screen",
    show_default=True,
    help="Where new ones begin.",
)
@click.option(
    "--search", "source", default="", metavar="SOURCE", help="The line of the search log that found them."
)
@click.option("--leave-known", is_flag=True, help="Change nothing of references that are known.")
@click.option("--preview", is_flag=True, help="Show what it would do, entry by entry, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def import_references(
    make_app: Callable[[], Flask],
    file: Path,
    slug: str,
    stage: str,
    source: str,
    leave_known: bool,
    preview: bool,
    as_json: bool,
) -> None:
    """Import references from RIS, BibTeX, CSL JSON or EndNote XML. The same file again changes nothing.

    A work is known by its DOI, else by its title and year. What cannot be read is said with its line.
    """
    with make_app().app_context():
        with transaction():
            programme = db.session.scalar(programmes.by_slug(slug))
            if programme is None:
                raise Refusal(f"There is no programme {slug!r}. `roundtable list programmes` names them.")
            refuse_if_closed(programme)
        found = read(file.name, file.read_bytes())  # outside any transaction: pandoc may take its time
        with transaction():
            programme = db.session.scalars(programmes.by_slug(slug)).one()
            search = _search(programme, source) if source else None
            lines = list(compared(found, programme))
            added = changed = 0
            if not preview:
                added, changed = take_in(
                    lines,
                    programme,
                    stage=STAGES[stage],
                    search=search,
                    update=not leave_known,
                    by=SYSTEM,
                )
        _answer(lines, added, changed, preview=preview, as_json=as_json)


def _search(programme: Programme, source: str) -> Search:
    found = db.session.scalars(queries.searches(programme).where(Search.source == source).limit(1)).first()
    if found is None:
        known = db.session.scalars(
            select(Search.source)
            .where(Search.programme_id == programme.id, Search.removed_at.is_(None))
            .distinct()
        ).all()
        raise Refusal(
            f"The search log has no {source!r}. It has: {', '.join(sorted(known)) or 'nothing yet'}."
        )
    return found


def _answer(lines: Sequence[Line], added: int, changed: int, *, preview: bool, as_json: bool) -> None:
    counts = runs.tallied(lines)
    if as_json:
        entries = [
            {
                "line": line.number,
                "verdict": line.verdict.value,
                "title": line.values.item["title"] if line.values else None,
                "reasons": list(line.reasons),
            }
            for line in lines
        ]
        numbers = {verdict.value: n for verdict, n in counts.items()}
        click.echo(json.dumps({"counts": numbers, "added": added, "changed": changed, "entries": entries}))
        return
    for line in lines:
        if preview or line.verdict is Verdict.REFUSED:
            title = line.values.item["title"][:60] if line.values else ""
            parts = (f"line {line.number}", line.verdict.label.lower(), title, " ".join(line.reasons))
            click.echo("  ".join(filter(None, parts)), err=not preview)
    click.echo(", ".join(f"{n:,} {verdict.label.lower()}" for verdict, n in counts.items()) + ".")
    if not preview:
        click.echo(f"{words.count(added, 'reference')} added, {changed:,} changed.")
