"""The whole survey as a report: every submission stands in every format, by number and text."""

import io
import re
import subprocess
import zipfile
from html import unescape
from pathlib import Path
from shutil import which

import pytest
from flask import Flask

from roundtable.db import db
from roundtable.documents import Document, Format, export
from roundtable.reports.compiling import compile
from tests import make
from tests.reports import stage


@pytest.fixture
def survey(app: Flask, samples: Path) -> tuple[Document, list[str]]:
    """A report of all 1,241 statements and 60 recommendations, and the texts."""
    rows = stage.statements(samples)
    programme = make.programme(code="MHE")
    stage.receive(make.call(programme), rows)
    stage.draw_from_all(programme)
    report = stage.report(programme)
    db.session.flush()
    return compile(report), [row["text"] for row in rows]


def _squeezed(words: str) -> str:
    """Without any white space: lines are broken where a format breaks them."""
    return re.sub(r"\s+", "", words.replace("\xad", ""))


def _assert_each_stands(texts: list[str], whole: str) -> None:
    squeezed = _squeezed(whole)
    numbers = re.findall(r"MHE-\d{4}", whole)
    assert {f"MHE-{number:04d}" for number in range(1, len(texts) + 1)} <= set(numbers)
    missing = [text for text in texts if _squeezed(text) not in squeezed]
    assert missing == []
    for text in set(texts):
        assert squeezed.count(_squeezed(text)) >= texts.count(text)


def test_the_html_carries_every_submission(survey: tuple[Document, list[str]]) -> None:
    document, texts = survey
    html = export(document, Format.HTML).decode()
    _assert_each_stands(texts, unescape(re.sub(r"<[^>]+>", "", html)))
    assert len(re.findall(r'id="s-\d+"', html)) == 1241


def test_the_markdown_carries_every_submission(survey: tuple[Document, list[str]]) -> None:
    document, texts = survey
    written = export(document, Format.MARKDOWN).decode()
    plain = re.sub(r"^[> ]+", "", re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written), flags=re.MULTILINE)
    _assert_each_stands(texts, unescape(plain))


def test_the_docx_carries_every_submission(survey: tuple[Document, list[str]]) -> None:
    document, texts = survey
    with zipfile.ZipFile(io.BytesIO(export(document, Format.DOCX))) as archive:
        written = archive.read("word/document.xml").decode()
    _assert_each_stands(texts, unescape(re.sub(r"<[^>]+>", "", written)))


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_carries_every_submission(survey: tuple[Document, list[str]], tmp_path: Path) -> None:
    document, texts = survey
    place = tmp_path / "report.pdf"
    place.write_bytes(export(document, Format.PDF))
    written = subprocess.run(
        ["pdftotext", "-raw", place, "-"], capture_output=True, check=True
    ).stdout.decode()
    numbers = set(re.findall(r"MHE-\d{4}", written))
    assert {f"MHE-{number:04d}" for number in range(1, len(texts) + 1)} <= numbers
    about = subprocess.run(["pdfinfo", place], capture_output=True, check=True).stdout.decode()
    assert re.search(r"Tagged:\s+yes", about)
    assert re.search(r"Title:\s+Staying in work", about)
