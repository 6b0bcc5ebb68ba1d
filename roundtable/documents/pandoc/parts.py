"""Files that are zips of parts: taken apart, and packed so that equal parts give equal bytes."""

import io
import zipfile
from typing import Final

Parts = dict[str, bytes]
FIXED: Final = (2000, 1, 1, 0, 0, 0)


def unpacked(made: bytes) -> Parts:
    """The parts by their names, in their order."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    """The parts as a zip whose bytes depend on nothing else. A `mimetype` stands first and uncompressed, as ODF and EPUB ask."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(parts, key=lambda name: name != "mimetype"):
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return made.getvalue()
