"""Codings in a table: a row for each coding (long), or a column for each theme with 0 and 1 (wide)."""

from collections.abc import Iterable, Mapping, Sequence

from roundtable.errors import Refusal
from roundtable.evidence.importing.choices import Choices, texts_of
from roundtable.evidence.importing.lines import Incoming, lines
from roundtable.evidence.models import Call
from roundtable.evidence.parts import TEXT
from roundtable.sheets import mapping
from roundtable.sheets.mapping import Field, place_of
from roundtable.sheets.mapping import Mapping as Columns
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Row, Sheet
from roundtable.themes.importing.bundles import Bundle, Entry, Key, Mark, path_of
from roundtable.themes.importing.known import references_of

FIELDS = (
    Field("submission", "Submission", ("reference", "submission reference", "document", "comment id")),
    Field("theme", "Theme", ("code", "codes", "label", "tag")),
    Field("below", "Below", ("parent", "parent theme", "parent code", "under")),
    Field("part", "Part", ()),
    Field("starts", "Start", ("start", "from", "startposition", "start position")),
    Field("ends", "End", ("end", "to", "endposition", "end position")),
    Field("words", "Words", ("excerpt", "quotation", "segment", "selection", "coded text")),
    Field("coder", "Coder", ("coded by", "rater", "annotator", "user")),
    Field("memo", "Memo", ("note", "comment on the excerpt")),
)
LEVELS_PARTED = " / "
"""Between the names of themes above one another in one cell."""

_YES = frozenset({"1", "yes", "true", "x", "y", "1.0"})
_NO = frozenset({"", "0", "no", "false", "n", "0.0"})


def is_long(sheet: Sheet) -> bool:
    """Whether each row is one coding: it has a column of themes."""
    return "theme" in mapping.guess(FIELDS, sheet.header).columns


def theme_columns(sheet: Sheet, named: Sequence[str] = ()) -> list[int]:
    """The columns of a wide table that are themes: those that are named, singly or as "FIRST:LAST", or every one that
    holds only 0 and 1, and some of them.

    Refuses a named column with anything else in it.
    """
    places = _named(sheet, named) if named else range(len(sheet.header))
    wrong: dict[int, str] = {}
    filled: set[int] = set()
    for row in sheet.rows():
        for place in places:
            cell = row.cells[place].strip().casefold()
            if cell in _YES:
                filled.add(place)
            elif cell not in _NO:
                wrong.setdefault(place, f"“{row.cells[place][:40]}” in line {row.line}")
    if named and wrong:
        place = min(wrong)
        raise Refusal(
            f"The column “{sheet.header[place]}” is no theme: it holds {wrong[place]}. A theme’s column holds 1 where the "
            "text speaks of it, and 0 or nothing where not."
        )
    return [place for place in places if place not in wrong and (named or place in filled)]


def _named(sheet: Sheet, named: Sequence[str]) -> list[int]:
    found: dict[int, None] = {}
    for name in named:
        first, sign, last = name.rpartition(":")
        if sign and name not in sheet.header and first in sheet.header and last in sheet.header:
            begin, end = sheet.header.index(first), sheet.header.index(last)
            found.update(dict.fromkeys(range(min(begin, end), max(begin, end) + 1)))
        else:
            found[place_of(name, sheet.header, "themes")] = None
    return list(found)


def wide(
    sheet: Sheet,
    columns: Columns,
    call: Call,
    choices: Choices,
    *,
    themes: Sequence[str] = (),
    coder: str = "",
    reference: str = "",
) -> Bundle:
    """A table with a column for each theme. Each row's text is a submission, coded as a whole.

    `reference` names the column that holds the reference of a submission that is there already; then no text is taken.
    """
    bundle = Bundle()
    places = theme_columns(sheet, themes)
    taken = {*columns.columns.values(), *(sheet.header.index(name) for name in choices.texts)}
    places = [place for place in places if themes or place not in taken]
    if not places:
        raise Refusal(
            f"{sheet.name} has no column that holds only 0 and 1, so it names no theme. Name the columns that are (--themes)."
        )
    paths = {place: path_of(sheet.header[place].split(LEVELS_PARTED), sheet.name) for place in places}
    bundle.themes = [Entry(path) for path in paths.values()]
    if reference:
        where = place_of(reference, sheet.header, "submission")
        for row in sheet.rows():
            _mark(bundle, row, Key(reference=row.cells[where].strip()), paths, coder)
        return bundle
    if len(texts_of(columns, choices)) > 1:
        raise Refusal(
            "The themes’ columns are about one text. Choose one column of words, and import the others by themselves."
        )
    rows = {row.line: row for row in sheet.rows()}
    for line in lines(sheet, columns, call, choices):
        bundle.lines.append(line)
        row = rows[line.number]
        if isinstance(line.values, Incoming):
            _mark(bundle, row, Key(import_key=line.values.key), paths, coder)
        elif said := sum(_is_yes(row, place) for place in paths):
            reason = (
                "Its cell says nothing." if line.verdict is Verdict.NO_EVIDENCE else "Its row was refused."
            )
            bundle.left_out[reason] += said
    return bundle


def _is_yes(row: Row, place: int) -> bool:
    return row.cells[place].strip().casefold() in _YES


def _mark(bundle: Bundle, row: Row, key: Key, paths: Mapping[int, tuple[str, ...]], coder: str) -> None:
    bundle.marks += [
        Mark(row.line, key, path, coder=coder) for place, path in paths.items() if _is_yes(row, place)
    ]


def long(
    sheet: Sheet,
    columns: Columns,
    call: Call,
    choices: Choices,
    *,
    said: Mapping[str, str] | None = None,
    coder: str = "",
) -> Bundle:
    """A table with a row for each coding: the submission's reference and the theme, and where there is more the words or
    their place, from which code point to which.

    With a column of texts the submissions that the call lacks come in too, each once.
    """
    mapped = mapping.choose(mapping.guess(FIELDS, sheet.header), said or {})
    if "submission" not in mapped.columns:
        raise Refusal(
            f"Say which column of {sheet.name} holds the submission’s reference, by calling it “submission” (or --map submission=COLUMN).",
            field="submission",
        )
    mapping.check(Columns((Field("theme", "Theme", required=True),), mapped.header, mapped.columns))
    bundle = Bundle()
    ours = set(mapped.columns.values())  # what a column of codings is, it is not for the submissions too
    theirs = {name: place for name, place in columns.columns.items() if place not in ours}
    columns = Columns(columns.fields, columns.header, theirs)
    keys = _submissions(sheet, mapped, columns, call, choices, bundle)
    for row in sheet.rows():
        cells = {name: row.cells[place] for name, place in mapped.columns.items()}
        reference = cells["submission"].strip()
        if not cells["theme"].strip():
            continue  # a submission that was coded to nothing
        above = cells.get("below", "").split(LEVELS_PARTED)
        where = f"Line {row.line} of {sheet.name}"
        bundle.marks.append(
            Mark(
                row.line,
                keys.get(reference) or Key(reference=reference),
                path_of([*above, cells["theme"]], where),
                part=cells.get("part", "").strip() or TEXT,
                starts=_number(cells.get("starts", ""), where),
                ends=_number(cells.get("ends", ""), where),
                words=cells.get("words", ""),
                coder=cells.get("coder", "").strip() or coder,
                memo=cells.get("memo", ""),
            )
        )
    return bundle


def _submissions(
    sheet: Sheet, mapped: Columns, columns: Columns, call: Call, choices: Choices, bundle: Bundle
) -> dict[str, Key]:
    """The submissions of a long table that has their texts: each reference once, in the order in which they come."""
    if "text" not in columns.columns:
        return {}
    place = mapped.columns["submission"]
    first: dict[str, Row] = {}
    for row in sheet.rows():
        first.setdefault(row.cells[place].strip(), row)
    once = sheet.with_rows(list(first.values()))
    return keyed(bundle, lines(once, columns, call, choices), first, call, columns.columns["text"])


def keyed(
    bundle: Bundle, found: Iterable[Line], first: Mapping[str, Row], call: Call, text: int
) -> dict[str, Key]:
    """By which key each reference's submission is found. One that stands in the call under that reference, with that
    text, is not brought in again."""
    known = references_of(call)
    by_line = {row.line: reference for reference, row in first.items()}
    keys: dict[str, Key] = {}
    for line in found:
        reference = by_line[line.number]
        if known.get(reference) == first[reference].cells[text]:
            keys[reference] = Key(reference=reference, text=first[reference].cells[text])
            continue
        bundle.lines.append(line)
        if isinstance(line.values, Incoming):
            keys[reference] = Key(import_key=line.values.key)
    return keys


def _number(cell: str, where: str) -> int | None:
    if not cell.strip():
        return None
    if not cell.strip().isdecimal() or len(cell.strip()) > 9:
        raise Refusal(
            f"{where}: “{cell[:40]}” is no place in a text. A place is the number of a code point, from 0."
        )
    return int(cell)
