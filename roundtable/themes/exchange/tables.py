"""The codebook as a table: a theme to a row, with the names above it, when to use it and its colour."""

from collections.abc import Iterator
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.models import Programme
from roundtable.sheets import mapping
from roundtable.sheets.mapping import Field
from roundtable.sheets.reading import Sheet
from roundtable.sheets.writing import csv_chunks
from roundtable.themes import queries
from roundtable.themes.exchange.colours import hex_of, nearest
from roundtable.themes.importing.bundles import Entry, path_of
from roundtable.themes.importing.sheets import LEVELS_PARTED
from roundtable.themes.models import Excerpt, Theme, ThemeExample

HEADER = ("theme", "below", "when_to_use_it", "colour", "examples")
FIELDS = (
    Field("theme", "Theme", ("code", "name", "code name", "label"), required=True),
    Field("below", "Below", ("parent", "parent theme", "parent code", "under")),
    Field("when_to_use_it", "When to use it", ("description", "definition", "memo", "comment")),
    Field("colour", "Colour", ("color",)),
)


def write(programme: Programme, to: IO[bytes]) -> int:
    """The themes in use, in their order, as CSV; gives how many."""
    rows = list(_rows(programme))
    for chunk in csv_chunks(HEADER, rows):
        to.write(chunk)
    return len(rows)


def _rows(programme: Programme) -> Iterator[tuple[str, ...]]:
    examples = _examples(programme)
    for entry, theme in entries_of(programme):
        yield (
            theme.name,
            LEVELS_PARTED.join(entry.path[:-1]),
            theme.description,
            hex_of(theme.colour),
            "\n".join(examples.get(theme.id, ())),
        )


def entries_of(programme: Programme) -> list[tuple[Entry, Theme]]:
    """The themes in use as entries, those above before those below."""
    found: list[tuple[Entry, Theme]] = []
    above: list[str] = []
    for branch in queries.codebook(programme):
        above = [*above[: branch.level - 1], branch.theme.name]
        found.append((Entry(tuple(above), branch.theme.description, branch.theme.colour), branch.theme))
    return found


def _examples(programme: Programme) -> dict[int, list[str]]:
    """The words that show what a theme means, as far as they may be quoted."""
    from roundtable.evidence.attribution import may_be_quoted

    query = (
        select(ThemeExample)
        .join(ThemeExample.excerpt)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Excerpt.programme_id == programme.id, *queries.standing())
        .options(
            joinedload(ThemeExample.excerpt)
            .joinedload(Excerpt.version)
            .joinedload(SubmissionVersion.submission)
        )
        .order_by(ThemeExample.id)
    )
    found: dict[int, list[str]] = {}
    for example in db.session.scalars(query):
        submission: Submission = example.excerpt.version.submission
        if may_be_quoted(submission):
            found.setdefault(example.theme_id, []).append(example.excerpt.words)
    return found


def read(sheet: Sheet) -> list[Entry]:
    """The themes of a table. What stands below another is found by that one's name, or by all names above it."""
    mapped = mapping.guess(FIELDS, sheet.header)
    mapping.check(mapped)
    rows: dict[str, tuple[str, dict[str, str]]] = {}
    for row in sheet.rows():
        cells = {name: row.cells[place] for name, place in mapped.columns.items()}
        if cells["theme"].strip():
            where = f"Line {row.line} of {sheet.name}"
            name = path_of([cells["theme"]], where)[0]
            if name.lower() in rows:
                raise Refusal(f"{where}: “{name}” stands in the file twice. Give one of them another name.")
            rows[name.lower()] = (where, cells)
    if not rows:
        raise Refusal(f"{sheet.name} names no theme.")
    entries = [_entry(cells, where, rows) for where, cells in rows.values()]
    return sorted(entries, key=lambda entry: len(entry.path))


def _entry(cells: dict[str, str], where: str, rows: dict[str, tuple[str, dict[str, str]]]) -> Entry:
    return Entry(
        path_of([*_above(cells, where, rows), cells["theme"]], where),
        cells.get("when_to_use_it", "").strip(),
        nearest(cells.get("colour", "")),
    )


def _above(cells: dict[str, str], where: str, rows: dict[str, tuple[str, dict[str, str]]]) -> list[str]:
    """The names above a row: those that it says, and those above the first of these that has a row of its own."""
    above = [name for name in cells.get("below", "").split(LEVELS_PARTED) if name.strip()]
    seen: set[str] = set()
    while above and (top := " ".join(above[0].split()).lower()) in rows:
        if top in seen:
            raise Refusal(
                f"{where}: “{above[0].strip()}” stands below itself. Look at what each theme is below."
            )
        seen.add(top)
        further = [name for name in rows[top][1].get("below", "").split(LEVELS_PARTED) if name.strip()]
        if not further:
            break
        above = [*further, *above]
    return above
