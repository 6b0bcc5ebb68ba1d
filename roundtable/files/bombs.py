"""Files that grow when they are opened, or do something: archives with macros, archives and pictures that unpack to gigabytes."""

import io
import re
import zipfile

from roundtable.errors import Refusal

MOST_PARTS = 5_000
UNPACKED = 300 * 1024 * 1024
# Octets of an archive's parts together.
GROWTH = 120
# Times its size, once it is more than a few megabytes: text shrinks to a tenth, a long table to a fortieth.
FREE = 20 * 1024 * 1024
POINTS = 80_000_000
# Of a picture; a large camera makes 60 million.

_MACROS = re.compile(
    r"(?i)(?:^|/)(?:vbaProject\.bin|vbaData\.xml|macrosheets/.+|activeX/.+)$|^(?:Basic|Scripts)/.*[^/]$"
)
_TYPES = re.compile(rb"(?i)macroEnabled|vbaProject")
_ELSEWHERE = re.compile(rb"(?is)<Relationship\b[^>]*attachedTemplate[^>]*TargetMode\s*=\s*.External")
_READ = 1024 * 1024
# Octets of the parts that say what an archive holds.


def refuse_macros(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse an office file that brings a program along, or fetches one: Word, Excel and ODT macros, foreign templates."""
    says = f"{name} holds macros. Save it without them and send it again."
    for part in archive.namelist():
        if _MACROS.search(part):
            raise Refusal(says, field="file")
    if _TYPES.search(_beginning(archive, "[Content_Types].xml")):
        raise Refusal(says, field="file")
    if _ELSEWHERE.search(_beginning(archive, "word/_rels/settings.xml.rels")):
        raise Refusal(
            f"{name} fetches a template from elsewhere. Save it as a plain document and send it again.",
            field="file",
        )


def refuse_growing(name: str, archive: zipfile.ZipFile, size: int) -> None:
    """Refuse an archive that unpacks to much more than a document does, by what its own list says."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > UNPACKED or (unpacked > FREE and unpacked > size * GROWTH):
        raise Refusal(
            f"{name} unpacks to {unpacked >> 20:,} MB in {len(parts):,} parts, which no document needs. "
            "Save it anew, with smaller pictures, and send it again.",
            field="file",
        )


def refuse_large_picture(name: str, content: bytes) -> None:
    """Refuse a picture of too many points. Its head is read, none of its points."""
    from PIL import Image, UnidentifiedImageError  # only where a picture is sent

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            width, height = picture.size
    except Image.DecompressionBombError:
        width = height = POINTS
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal(f"{name} is damaged: no picture can be read from it.", field="file") from error
    if width * height > POINTS:
        raise Refusal(
            f"{name} is too large a picture: at most {POINTS // 1_000_000} million points. Make it smaller and send it "
            "again.",
            field="file",
        )


def _beginning(archive: zipfile.ZipFile, part: str) -> bytes:
    if part not in archive.namelist():
        return b""
    with archive.open(part) as file:
        return file.read(_READ)
