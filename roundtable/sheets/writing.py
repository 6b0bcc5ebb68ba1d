"""Tables for people to open in a spreadsheet: text that stays text, in streams of bytes whatever their length."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import IO, Any

from roundtable.errors import Refusal
from roundtable.sheets import marks

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_FIELD = 32_767
"""Characters that a cell of a workbook can hold."""

_chunk_rows = 500
_not_xml = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_escape_like = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class _Lines(list[str]):
    write = list.append  # what csv.writer asks of a file


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with a BOM, piece by piece. Memory does not grow with the number of rows.

    A text that a spreadsheet would run as a formula carries the mark; a number stays a number.
    """
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow([marks.put_on(name) for name in header])
    waiting = 1
    yield b"\xef\xbb\xbf"
    for row in rows:
        # Most cells are empty or plain text; asking that here, without a call, makes a long export twice as fast.
        writer.writerow(
            [
                cell if cell == "" or (type(cell) is str and cell[0] not in marks.FIRST) else _csv_cell(cell)
                for cell in row
            ]
        )
        waiting += 1
        if waiting >= _chunk_rows:
            yield "".join(lines).encode("utf-8", "replace")
            lines.clear()
            waiting = 0
    yield "".join(lines).encode("utf-8", "replace")


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, to: IO[bytes]) -> None:
    """A workbook of one sheet, every text of it stored as text. Refuses a text longer than a cell can be."""
    from openpyxl import Workbook  # takes a third of a second to load, and only an export needs it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    heading = [_text_cell(WriteOnlyCell, sheet, name) for name in header]
    for cell in heading:
        cell.font = bold
    sheet.append(heading)
    try:
        for line, row in enumerate(rows, start=2):
            sheet.append([_xlsx_cell(WriteOnlyCell, sheet, cell, line) for cell in row])
    finally:
        sheet.close()  # lets go of its temporary file, whatever happened
    book.save(to)


def _csv_cell(cell: object) -> object:
    if type(cell) is str:
        return marks.put_on(cell) if cell else cell
    if cell is None or type(cell) in {int, float}:
        return cell
    return marks.put_on(plain(cell))


def plain(cell: object) -> str:
    """A value as the text that stands for it in a table."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _xlsx_cell(make: Callable[..., Any], sheet: Any, cell: object, line: int) -> Any:
    if cell is None or cell == "":
        return None
    if type(cell) in {int, float}:
        return cell
    text = plain(cell)
    if len(text) > XLSX_FIELD:
        raise Refusal(
            f"Row {line} has a text of {len(text):,} characters; a cell of a workbook holds {XLSX_FIELD:,}. "
            "Export as CSV instead."
        )
    if text[0] in "=#'":
        return _text_cell(make, sheet, text)
    return _storable(text)


def _storable(text: str) -> str:
    """The text without what XML cannot hold, and with what a workbook would take for an escape escaped."""
    return _escape_like.sub("_x005F_", _not_xml.sub("", text))


def _text_cell(make: Callable[..., Any], sheet: Any, text: str) -> Any:
    cell = make(sheet, value="")
    cell._value = _storable(marks.keep(text))  # not `value`: openpyxl would take "=…" for a formula
    cell.data_type = "s"
    return cell


def _sheet_title(title: str) -> str:
    return re.sub(r"[\\*?:/\[\]]", " ", title)[:31].strip() or "Sheet"
