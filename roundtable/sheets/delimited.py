"""Comma-separated text in its many forms: which encoding, which delimiter, which line a record begins on."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from roundtable.errors import Refusal
from roundtable.sheets import limits

DELIMITERS = (",", ";", "\t", "|")
_sample_size = 64_000
_boms = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class Table:
    """How the text is to be read, and a walk over its records with the physical line of each."""

    encoding: str
    delimiter: str
    warnings: list[str]
    rows: Callable[[], Iterator[tuple[int, list[str]]]]


def open_table(name: str, content: bytes) -> Table:
    """Find encoding and delimiter; refuses what is not text."""
    encoding, warnings = _encoding(name, content)
    sample = _text(content, encoding).read(_sample_size)
    if "\x00" in sample or (not encoding.startswith("utf-16") and b"\x00" in content):
        raise Refusal(f"{name} is not what its name says: it is not text. Save it as CSV and try again.")
    skipped, delimiter = _declared_delimiter(sample)
    if not delimiter:
        delimiter = _guess_delimiter(sample, whole=len(sample) < _sample_size)

    def rows() -> Iterator[tuple[int, list[str]]]:
        return _records(name, _text(content, encoding), delimiter, skipped)

    return Table(encoding, delimiter, warnings, rows)


def too_long(name: str, line: int) -> str:
    """The sentence for a cell beyond the limit."""
    return (
        f"Line {line} of {name} has more than {limits.MAX_FIELD:,} characters in one field. "
        "Shorten it, or close the quotation mark that was left open there."
    )


def _text(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _encoding(name: str, content: bytes) -> tuple[str, list[str]]:
    for bom, encoding in _boms:
        if content.startswith(bom):
            if not _decodes(content, encoding):
                raise Refusal(
                    f"{name} is damaged: it says that it is {encoding[:6].upper()} and is not throughout."
                )
            return encoding, []
    if nul := _utf16_without_bom(content):
        return nul, []
    if _decodes(content, "utf-8"):
        return "utf-8", []
    if _decodes(content, "cp1252"):
        return "cp1252", [
            "The file is not in UTF-8 and was read as Windows-1252. Look whether accents and £ are right."
        ]
    raise Refusal(f"{name} cannot be read as text. Save it as “CSV UTF-8” and try again.")


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), 1_000_000):
            decoder.decode(content[start : start + 1_000_000])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_bom(content: bytes) -> str:
    start = content[:400]
    if len(start) >= 4 and len(content) % 2 == 0:
        for encoding, highs, lows in (
            ("utf-16-le", start[1::2], start[0::2]),
            ("utf-16-be", start[0::2], start[1::2]),
        ):
            mostly_latin = highs.count(0) > 0.7 * len(highs) and lows.count(0) == 0
            if mostly_latin and _decodes(content, encoding):
                return encoding
    return ""


def _declared_delimiter(sample: str) -> tuple[int, str]:
    """Excel's first line `sep=;`: how many lines it takes, and what it declares."""
    first = sample.partition("\n")[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return 1, first[4]
    if first.lower() == "sep=" and sample[4:5] == "\t":
        return 1, "\t"
    return 0, ""


def _guess_delimiter(sample: str, *, whole: bool) -> str:
    """The delimiter by which most of the first records have as many cells as the header, the widest of equals."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            records = [record for record in islice(reader, 30) if any(record)]
        except csv.Error:
            continue
        if not whole and len(records) > 1 and len(records) < 30:
            records.pop()
        width = len(records[0]) if records else 0
        if width > 1:
            alike = sum(len(record) == width for record in records)
            best, best_score = max((best, best_score), (delimiter, (alike, width)), key=lambda it: it[1])
    return best


def _records(
    name: str, text: io.TextIOWrapper, delimiter: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, delimiter=delimiter)
    line = 0
    try:
        for cells in reader:
            if line >= skipped and cells:
                yield line + 1, cells
            line = reader.line_num
    except csv.Error as error:
        if "field larger" in str(error):
            raise Refusal(too_long(name, line + 1)) from error
        raise Refusal(f"Line {line + 1} of {name} cannot be read as CSV ({error}).") from error
