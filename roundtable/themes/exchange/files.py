"""A codebook's file in any of the forms, in and out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from roundtable.errors import Refusal
from roundtable.programmes.models import Programme
from roundtable.sheets import reading
from roundtable.sheets.writing import CSV_TYPE
from roundtable.themes.exchange import refi, tables
from roundtable.themes.importing.bundles import Bundle, Entry


@dataclass(frozen=True)
class Form:
    """A way to write a codebook."""

    write: Callable[[Programme, IO[bytes]], int]
    media_type: str


FORMS = {"csv": Form(tables.write, CSV_TYPE), "qdc": Form(refi.write, refi.TYPE)}


def read(name: str, content: bytes) -> tuple[list[Entry], list[str]]:
    """The themes of a file, those above before those below, and what to say of it. Refuses what names no theme."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("qdc", "xml"):
        return refi.read(name, content)
    if suffix == "qdpx":
        raise Refusal(
            f"{name} is a whole project. Import it with its texts: `roundtable import-codings`.", field="file"
        )
    sheet = reading.read(name, content)
    entries = tables.read(sheet)
    return list(Bundle(themes=entries).all_themes().values()), list(sheet.warnings)
