"""The child process that opens what people sent: octets on standard input, an answer on standard output, then gone.

A hostile file may keep a reader busy or fill its memory: so it is opened where the server is not. This file is run by
its address and imports nothing of ours.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

MEMORY = 2 << 30
MOST = 250_000
# Characters; whoever asked cuts once more.
_longest_part = 4 << 20

_OFFICE = "application/vnd.openxmlformats-officedocument."
# In office files: where a detail stands, and what it is called.
_PARTS = {
    "docProps/core.xml": {
        "creator": "Author",
        "lastModifiedBy": "Last saved by",
        "created": "Made on",
        "modified": "Saved on",
        "title": "Title",
        "lastPrinted": "Printed on",
    },
    "docProps/app.xml": {"Application": "Program", "Company": "Organisation", "Manager": "Manager"},
    "meta.xml": {
        "initial-creator": "Author",
        "creator": "Last saved by",
        "creation-date": "Made on",
        "date": "Saved on",
        "generator": "Program",
        "title": "Title",
        "printed-by": "Printed by",
    },
}
_COMMENTS = "word/comments.xml"
_OF_PDF = {
    "/Author": "Author",
    "/Creator": "Program",
    "/Producer": "Written by",
    "/CreationDate": "Made on",
    "/ModDate": "Saved on",
    "/Title": "Title",
}
_OF_PICTURE = {
    0x010F: "Camera maker",
    0x0110: "Camera",
    0x0131: "Program",
    0x0132: "Saved on",
    0x013B: "Author",
    0x8298: "Copyright",
    0x9003: "Taken on",
    0xA430: "Camera owner",
    0xA431: "Camera number",
    0xA434: "Lens",
}
_EXIF, _GPS = 0x8769, 0x8825


def _limit_memory() -> None:
    try:
        import resource  # not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _pdf(content: bytes) -> tuple[str, dict[str, str]]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    known: dict[str, Any] = dict(reader.metadata or {})
    details = {label: str(known[key]) for key, label in _OF_PDF.items() if known.get(key)}
    words: list[str] = []
    for page in reader.pages:
        words.append(page.extract_text())
        if sum(map(len, words)) > MOST:
            break
    return "\n\n".join(words), details


def _document(content: bytes, form: str) -> str:
    import pypandoc

    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        file = Path(folder) / f"file.{form}"
        file.write_bytes(content)
        command = [
            pypandoc.get_pandoc_path(),
            "+RTS",
            "-M1G",
            "-RTS",
            "--sandbox",
            "--from",
            form,
            "--to",
            "plain",
        ]
        done = subprocess.run(  # noqa: S603 - no shell
            [*command, "--wrap", "none", str(file)], capture_output=True, check=True
        )
    return done.stdout.decode()


def _workbook(content: bytes) -> str:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    words: list[str] = []
    length = 0
    for name in book.sheet_names:
        words.append(name)
        for row in book.get_sheet_by_name(name).to_python():
            words.append(" ".join(str(cell) for cell in row if cell != ""))
            length += len(words[-1])
            if length > MOST:
                return "\n".join(words)
    return "\n".join(words)


def _office_details(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        for part, labels in _PARTS.items():
            if part in names:
                for tag, value in _leaves(archive, part):
                    if tag in labels and value:
                        found.setdefault(labels[tag], value)
        if _COMMENTS in names:
            authors = {
                value
                for element in _tree(archive, _COMMENTS).iter()
                for name, value in element.attrib.items()
                if name.endswith("}author") and value
            }
            if authors:
                found["Comments by"] = ", ".join(sorted(authors))
    return found


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with archive.open(part) as file:
        return ElementTree.fromstring(file.read(_longest_part))  # noqa: S314 - expat stops at entities that grow


def _leaves(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    for element in _tree(archive, part).iter():
        yield element.tag.rpartition("}")[2], (element.text or "").strip()


def _picture_details(content: bytes) -> dict[str, str]:
    from PIL import Image

    found: dict[str, str] = {}
    with Image.open(io.BytesIO(content)) as picture:
        known = picture.getexif()
        values: dict[int, Any] = dict(known) | dict(known.get_ifd(_EXIF))
        for tag, label in _OF_PICTURE.items():
            if values.get(tag):
                found[label] = str(values[tag]).strip("\0 ")
        if place := _place(known.get_ifd(_GPS)):
            found["Place"] = place
        for name, value in picture.info.items():
            if isinstance(value, str) and isinstance(name, str) and re.fullmatch(r"[A-Z][\w ]{1,30}", name):
                found.setdefault(name, value)
        if "xmp" in picture.info or "XML:com.adobe.xmp" in picture.info:
            found["Further details"] = "XMP"
        if picture.info.get("comment"):
            found["Comment"] = str(picture.info["comment"])
    return found


def _place(gps: dict[int, Any]) -> str:
    """Latitude and longitude in degrees, from degrees, minutes and seconds with their letters."""
    try:
        latitude, longitude = (
            sum(float(part) / 60**power for power, part in enumerate(gps[key]))
            * (-1 if gps[key - 1] in "SW" else 1)
            for key in (2, 4)
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{latitude + 0.0:.5f}, {longitude + 0.0:.5f}"  # no place lies at minus nothing


def _clean(content: bytes, media_type: str) -> bytes:
    """The picture's points alone, turned as it is shown."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened)
        form = "PNG" if media_type == "image/png" else "JPEG"
        if form == "JPEG" and picture.mode not in ("RGB", "L"):
            picture = picture.convert("RGB")
        if form == "PNG" and picture.mode == "P":
            picture = picture.convert("RGBA")
        bare = Image.new(picture.mode, picture.size)
        bare.paste(picture)
        out = io.BytesIO()
        bare.save(out, form, **({"quality": 92} if form == "JPEG" else {"optimize": True}))
    return out.getvalue()


def _read(content: bytes, media_type: str) -> tuple[str, dict[str, str]]:
    if media_type == "application/pdf":
        return _pdf(content)
    if media_type.startswith("image/"):
        return "", _picture_details(content)
    if media_type in ("text/plain", "text/csv"):
        return content.decode("utf-8", "replace"), {}
    details = _office_details(content)
    if media_type == _OFFICE + "spreadsheetml.sheet":
        return _workbook(content), details
    form = "odt" if media_type.endswith("opendocument.text") else "docx"
    return _document(content, form), details


def main() -> int:
    """0 with an answer; anything else is a file that could not be opened."""
    deed, media_type = sys.argv[1:3]
    content = sys.stdin.buffer.read()
    if not media_type.endswith(("wordprocessingml.document", "opendocument.text")):
        _limit_memory()  # pandoc keeps a limit of its own
    if deed == "clean":
        sys.stdout.buffer.write(_clean(content, media_type))
        return 0
    words, problem = "", ""
    details: dict[str, str] = {}
    try:
        words, details = _read(content, media_type)
    except Exception as error:  # whatever a reader makes of a broken file
        problem = f"Its text could not be read ({type(error).__name__}): the file is damaged or locked."
    short = {name: " ".join(value.split())[:300] for name, value in list(details.items())[:40]}
    answer = {"words": words[:MOST], "details": short, "problem": problem}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
