"""Files as people attach them, each with words in it and with what it says of its maker."""

import io
import subprocess
import zipfile
from functools import cache

import pypandoc
from openpyxl import Workbook
from PIL import Image


def pdf(words: str = "Kestrel figures", author: str = "Mallory Ink") -> bytes:
    """A page with these words, written out by hand."""
    stream = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        f"<< /Author ({author}) /Creator (Inkwell 3) /CreationDate (D:20260401090000Z) >>".encode(),
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    table = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


@cache
def document(form: str, words: str = "Kestrel figures", author: str = "Mallory Ink") -> bytes:
    """A DOCX or an ODT."""
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", form, "-M", f"author={author}", "-o", "-"]
    return subprocess.run(command, input=words.encode(), capture_output=True, check=True).stdout


def workbook(words: str = "Kestrel figures", author: str = "Mallory Ink") -> bytes:
    book = Workbook()
    book.properties.creator = author
    book.active.append([words, 14])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture that says who took it, with what, and in Leeds."""
    image = Image.new("RGB", size, "teal")
    exif = image.getexif()
    exif[0x013B], exif[0x0110], exif[0x0112] = "Mallory Ink", "Pinhole 7", 6
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (53.0, 48.0, 0.0), "W", (1.0, 33.0, 0.0)
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


def archive(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()
