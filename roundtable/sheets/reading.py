"""Reads a table that somebody made elsewhere: CSV in whatever form, or XLSX. Every cell comes as text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from roundtable.errors import Refusal
from roundtable.sheets import delimited, limits, marks
from roundtable.sheets.headers import LOOKED_AT, header_in

WORKBOOKS = frozenset({".xlsx"})
TEXTS = frozenset({".csv", ".tsv", ".tab", ".txt"})

_other_contents = (
    (b"\xd0\xcf\x11\xe0", "an older or a password-protected Office file; open it and save it as XLSX or CSV"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"BEGIN:VCARD", "a vCard file; export the contacts as CSV instead"),
    (b"BEGIN:VCALENDAR", "a calendar file"),
    (b"<!DOCTYPE", "a web page; open it in a spreadsheet and save it as XLSX or CSV"),
    (b"<HTML", "a web page; open it in a spreadsheet and save it as XLSX or CSV"),
    (b"<?XML", "an XML file; open it in a spreadsheet and save it as XLSX or CSV"),
    (b"{\\RTF", "a word processor's file"),
)


class Row(NamedTuple):
    """One row below the header: the line that it begins on in the file, and its cells, as many as the header has.

    `fault` says why the row cannot be read for certain, and is empty for nearly all.
    """

    line: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass
class Sheet:
    """A table as it came: its column names, how it was read, and its rows, which can be walked more than once."""

    name: str
    header: tuple[str, ...]
    encoding: str
    delimiter: str
    warnings: list[str]
    _raw_rows: Callable[[], Iterable[tuple[int, list[str]]]] = field(repr=False)
    _header_line: int = 1
    sheets: tuple[str, ...] = ()
    # The sheets of a workbook that hold something; the one that is read first.
    header_line: int = 1
    # Where the names of the columns begin.

    def rows(self) -> Iterator[Row]:
        """The rows below the header, from the first. Rows without any text are left out.

        Refuses, with the line, a cell or a number of rows beyond the limits.
        """
        width = len(self.header)
        count = 0
        for line, cells in self._raw_rows():
            if line <= self._header_line or not any(cells):
                continue
            count += 1
            if count > limits.MAX_ROWS:
                raise Refusal(
                    f"{self.name} has more than {limits.MAX_ROWS:,} rows. Split it and import the parts."
                )
            yield _fit(line, cells, width, self.name)

    def with_rows(self, rows: Sequence[Row]) -> "Sheet":
        """The same table with these of its rows and no others."""
        raw = [(row.line, [marks.put_on(cell) for cell in row.cells]) for row in rows]
        return replace(self, _raw_rows=lambda: raw)

    def samples(self, column: int, count: int = 3) -> list[str]:
        """The first few different texts in a column, for the page on which columns are chosen."""
        found: dict[str, None] = {}
        for row in islice(self.rows(), 200):
            if row.cells[column].strip():
                found[row.cells[column].strip()] = None
            if len(found) == count:
                break
        return list(found)


def made_of(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    """A table that came as something else than a spreadsheet. Every cell is taken as it stands."""
    numbered = [(line, [marks.put_on(cell) for cell in cells]) for line, cells in enumerate(rows, 1)]
    return Sheet(
        name, _column_names([marks.put_on(cell) for cell in header]), "", "", [], lambda: numbered, 0
    )


def read(
    filename: str, source: bytes | BinaryIO, *, sheet: str = "", header_line: int = 0, header_lines: int = 1
) -> Sheet:
    """The table in a file; refuses one that is empty, too large, or not what its name says.

    Which sheet of a workbook, and where the names of its columns stand, is found out where it is not said.
    """
    name = PurePath(filename.replace("\\", "/")).name or "The file"
    content = source if isinstance(source, bytes) else source.read(limits.MAX_BYTES + 1)
    if len(content) > limits.MAX_BYTES:
        raise Refusal(
            f"{name} is larger than {limits.MAX_BYTES // 1_000_000} MB. Split it and import the parts."
        )
    if not content.strip():
        raise Refusal(f"{name} is empty. Choose the file that has the rows.")
    kind = _kind(name, content)
    if kind == "workbook":
        from roundtable.sheets import workbook  # loads calamine, which only an import needs

        opened = workbook.open_table(name, content, sheet)
        found = _sheet(name, opened.rows, "", "", opened.warnings, (header_line, header_lines))
        found.sheets = opened.sheets
        return found
    table = delimited.open_table(name, content)
    return _sheet(
        name, table.rows, table.encoding, table.delimiter, table.warnings, (header_line, header_lines)
    )


def _kind(name: str, content: bytes) -> str:
    suffix = PurePath(name).suffix.lower()
    is_zip = content.startswith(b"PK\x03\x04")
    if suffix not in WORKBOOKS | TEXTS:
        raise Refusal(
            f"{name} cannot be imported: its name ends in {suffix or 'nothing'}. Save it as .csv or .xlsx."
        )
    if suffix in WORKBOOKS and is_zip:
        return "workbook"
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    for mark, what in _other_contents:
        if start.startswith(mark):
            raise Refusal(f"{name} is not what its name says: it is {what}.")
    if is_zip:
        raise Refusal(f"{name} is not what its name says: it is a workbook or an archive, not text.")
    if suffix in WORKBOOKS:
        raise Refusal(
            f"{name} is not what its name says: it is not an Excel workbook. If it is text, name it .csv."
        )
    return "text"


def _sheet(
    name: str,
    raw_rows: Callable[[], Iterable[tuple[int, list[str]]]],
    encoding: str,
    delimiter: str,
    warnings: list[str],
    said: tuple[int, int],
) -> Sheet:
    filled = ((line, cells) for line, cells in raw_rows() if line >= said[0] and any(map(str.strip, cells)))
    found = header_in(list(islice(filled, LOOKED_AT)), at=said[0], lines=said[1])
    if found is None:
        below = f" from line {said[0]} on" if said[0] else ""
        raise Refusal(f"{name} has no rows{below}. Choose the file that has them.")
    cells = list(found.cells)
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > limits.MAX_COLUMNS:
        raise Refusal(
            f"{name} has more than {limits.MAX_COLUMNS} columns. Leave out those that are not needed."
        )
    if any("@" in cell and "." in cell for cell in cells):
        warnings = [*warnings, "The first row looks like data. It is read as the names of the columns."]
    if found.warning:
        warnings = [*warnings, found.warning]
    return Sheet(
        name,
        _column_names(cells),
        encoding,
        delimiter,
        warnings,
        raw_rows,
        found.last_line,
        header_line=found.line,
    )


def _column_names(cells: list[str]) -> tuple[str, ...]:
    """What the columns are called, each differently: a nameless one by its number, a repeated one by its count."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(marks.take_off(cell).split())[:200] or f"Column {number}"
        again = 2
        unique = name
        while unique in names:
            unique, again = f"{name} ({again})", again + 1
        names.append(unique)
    return tuple(names)


def _fit(line: int, cells: list[str], width: int, name: str) -> Row:
    longest = max(map(len, cells))
    if longest > limits.MAX_FIELD:
        raise Refusal(delimited.too_long(name, line))
    fault = ""
    if len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    elif len(cells) > width:
        if any(cells[width:]):
            fault = f"The row has {len(cells)} cells and the header {width}: is a quotation mark missing?"
        cells = cells[:width]
    return Row(line, tuple(map(marks.take_off, cells)), fault)
