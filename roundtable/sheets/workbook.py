"""An XLSX workbook as rows of text: whole numbers without ".0", dates as ISO, no formula, nothing that explodes."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from roundtable.errors import Refusal
from roundtable.sheets import limits

Value = int | float | str | bool | time | date | datetime | timedelta

_explains = re.compile(
    r"\b(instructions?|read ?me|guidance|notes?|cover|contents|about|key)\b", re.IGNORECASE
)
_position = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,9})([0-9]{0,12})\s*["']""")
_hidden_position = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^>]*?\br\s*=\s*["'][^"'>]*&""")


@dataclass
class Table:
    """A walk over the rows of the sheet that was chosen, each with its number in the sheet."""

    warnings: list[str]
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    sheets: tuple[str, ...]
    # The sheets that hold something, the one that was chosen first.


def open_table(name: str, content: bytes, wanted: str = "") -> Table:
    """The sheet of that name, or the first visible one with rows in it, past what only explains the others.

    Refuses macros, damage, and sheets beyond the limits.
    """
    sheets = _filled(name, content)
    names = [sheet.name for sheet in sheets]
    if wanted and wanted not in names:
        raise Refusal(f"{name} has no sheet “{wanted}”. It has {', '.join(f'“{each}”' for each in names)}.")
    sheet = next(
        (each for each in sheets if each.name == wanted),
        next((each for each in sheets if not _explains.search(each.name)), sheets[0]),
    )
    warnings = []
    if len(sheets) > 1 and not wanted:
        others = ", ".join(f"“{each}”" for each in names if each != sheet.name)
        warnings = [f"Only one sheet, “{sheet.name}”, is read; not {others}."]
    ordered = (sheet.name, *(each for each in names if each != sheet.name))
    return Table(warnings, lambda: _rows(sheet), ordered)


def every_sheet(name: str, content: bytes) -> dict[str, list[list[str]]]:
    """All rows of all visible sheets, by the sheets' names: for a small workbook that is a form."""
    return {sheet.name: [cells for _, cells in _rows(sheet)] for sheet in _filled(name, content)}


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield number, [value if type(value) is str else _as_text(value) for value in values]


def _filled(name: str, content: bytes) -> list[CalamineSheet]:
    """The visible sheets with anything in them."""
    _check_parts(name, content)
    try:
        return _visible(name, CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (CalamineError, OSError) as error:
        raise Refusal(
            f"{name} cannot be opened as a workbook. Open it in a spreadsheet and save it again."
        ) from error


def _visible(name: str, book: CalamineWorkbook) -> list[CalamineSheet]:
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    filled = [sheet for sheet in map(book.get_sheet_by_name, visible) if sheet.height]
    if not filled:
        raise Refusal(f"{name} has no rows. Choose the file that has them.")
    return filled


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _check_parts(name: str, content: bytes) -> None:
    """Unpack once, counting: a workbook of few bytes may claim a sheet of seventeen billion cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            if not any(part.startswith("xl/") for part in names):
                raise Refusal(f"{name} is not what its name says: it is not an Excel workbook.")
            if any(part.lower().endswith("vbaproject.bin") for part in names):
                raise Refusal(f"{name} holds macros. Save it as a workbook without macros (.xlsx).")
            unpacked = 0
            for part in names:
                unpacked += _check_part(name, package, part, limits.MAX_UNPACKED_BYTES - unpacked)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refusal(f"{name} is damaged or locked. Open it in a spreadsheet and save it again.") from error


def _check_part(name: str, package: zipfile.ZipFile, part: str, room: int) -> int:
    last_row, columns, size, rest = 0, set[bytes](), 0, b""
    with package.open(part) as stream:
        while block := stream.read(1_000_000):
            size += len(block)
            if size > room:
                raise Refusal(f"{name} unpacks to more than it should. Save it as CSV and import that.")
            text = rest + block
            if _hidden_position.search(text) or b"<!DOCTYPE" in text:
                raise Refusal(
                    f"{name} is not an ordinary workbook. Open it in a spreadsheet and save it again."
                )
            if found := _position.findall(text):
                last_row = max(last_row, *(int(row or b"0") for _, row in found))
                columns.update({column for column, _ in found})
            rest = text[-200:]
    width = max(map(_column_number, columns), default=0)
    if last_row > limits.MAX_ROWS * 2 or width > limits.MAX_COLUMNS or last_row * width > limits.MAX_CELLS:
        raise Refusal(
            f"{name} has a sheet of {last_row:,} rows and {width:,} columns, which is too large. "
            "Delete the rows and columns beyond your data, or save it as CSV."
        )
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
