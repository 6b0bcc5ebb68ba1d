"""What a file is, by its content; what its name claims does not count."""

import io
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from roundtable.errors import Refusal
from roundtable.files.bombs import refuse_growing, refuse_large_picture, refuse_macros

LARGEST = 20 * 1024 * 1024

_BY_EXTENSION = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".csv": "text/csv",
    ".txt": "text/plain",
}

EXTENSIONS = frozenset(_BY_EXTENSION)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
_OFFICE = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}


@dataclass(frozen=True)
class FileKind:
    """A kind that we take."""

    extension: str
    media_type: str


def _in_zip(name: str, content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            refuse_growing(name, archive, len(content))
            refuse_macros(name, archive)
            if "mimetype" in names:
                # A few octets of it: what unpacks to gigabytes is not unpacked.
                with archive.open("mimetype") as part:
                    if part.read(len(_OPEN_DOCUMENT)) == _OPEN_DOCUMENT:
                        return ".odt"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        return None
    return next((extension for part, extension in _OFFICE.items() if part in names), None)


def _by_content(name: str, content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return ".pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if content.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if content.startswith(b"PK\x03\x04"):
        return _in_zip(name, content)
    if b"\0" not in content[:4096] or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ".txt"
    return None


def kind_of(name: str, content: bytes, among: Collection[str] = EXTENSIONS) -> FileKind:
    """The kind of this file. Refuses one that is too large, empty, of a kind we do not take, or not what it says; that
    holds macros, or grows when it is opened. `among` are the extensions that are taken here.
    """
    if not content:
        raise Refusal(f"{name} is empty.", field="file")
    if len(content) > LARGEST:
        raise Refusal(f"{name} is too large: at most 20 MB.", field="file")
    claimed = "." + name.rpartition(".")[2].lower()
    if claimed not in among:
        raise Refusal(f"{name} is not a kind of file that we take: {', '.join(sorted(among))}.", field="file")
    found = _by_content(name, content)
    same = found is not None and _BY_EXTENSION[found] == _BY_EXTENSION[claimed]
    if not same and not (found == ".txt" and claimed == ".csv"):
        raise Refusal(
            f"{name} is not what its name says. Open it and save it again as {claimed}.", field="file"
        )
    if found in (".png", ".jpg"):
        refuse_large_picture(name, content)
    return FileKind(claimed, _BY_EXTENSION[claimed])
