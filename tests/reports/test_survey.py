"""The whole survey as a report: every submission stands in every format, by number and text, and so does every quotation."""

import io
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.documents import Card, Document, Format, Quote, Text, export
from roundtable.documents.model import walk
from roundtable.evidence.models import Submission
from roundtable.reports.compiling import compile
from tests import make
from tests.documents.papers import AWKWARD
from tests.reports import stage

pytestmark = pytest.mark.one_database  # what is in a file does not depend on the database


@dataclass
class Survey:
    """A report, and what must stand in it: each submission's number and text, the quotations of its cards."""

    document: Document
    submissions: list[tuple[str, str]]
    quotations: list[tuple[str, str]]


@pytest.fixture(scope="module")
def survey(whole_app: Flask, samples: Path) -> Iterator[Survey]:
    """All 1,241 statements, one that was typed to break out of any format, and 60 recommendations; compiled once."""
    with whole_app.app_context():
        programme = make.programme(code="MHE")
        rows = stage.statements(samples)
        stage.receive(make.call(programme), [*rows, {"text": AWKWARD, "kind": "other", "respondent": "r-0"}])
        stage.draw_from_all(programme)
        last = db.session.scalars(select(Submission).order_by(Submission.number.desc()).limit(1)).one()
        stage.recommendation(programme, make.excerpt(last), number=61)
        report = stage.report(programme)
        document = compile(report)
        yield Survey(
            document,
            [(f"MHE-{n:04d}", text) for n, text in enumerate([*(row["text"] for row in rows), AWKWARD], 1)],
            [
                (each.ref, _words(each.blocks))
                for card in walk(document.blocks)
                if isinstance(card, Card)
                for each in walk(card.blocks)
                if isinstance(each, Quote)
            ],
        )
        db.session.rollback()
        db.session.remove()


def _words(part: Any) -> str:
    """All that a part of a document says."""
    return "".join(each.text for each in walk(part) if isinstance(each, Text))


def _squeezed(words: str) -> str:
    """Without white space, ligatures and the places where a word may be broken: each format breaks lines of its own."""
    return re.sub(r"[\s\u200b\xad]+", "", unicodedata.normalize("NFKC", words))


def _assert_all_stands(survey: Survey, whole: str, *, number: str = "{}", by: str = "—A respondent") -> None:
    """Each number, as the format sets it, is followed by its own words, and they by whoever said them."""
    squeezed = _squeezed(whole)
    wanted = [number.format(ref) + words + by for ref, words in survey.submissions + survey.quotations]
    assert len(wanted) == 1242 + 61 + 20  # a quotation in each card
    assert [each for each in wanted if _squeezed(each) not in squeezed] == []


def _without_tags(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", markup))


def test_the_html_carries_every_submission(survey: Survey) -> None:
    html = export(survey.document, Format.HTML).decode()
    _assert_all_stands(survey, _without_tags(html), by="A respondent")
    assert len(re.findall(r'id="s-\d+"', html)) == 1242


def test_the_markdown_carries_every_submission(survey: Survey) -> None:
    written = export(survey.document, Format.MARKDOWN).decode()
    lines = re.sub(r"^[> ]+", "", written, flags=re.MULTILINE)
    plain = re.sub(r"\\([!-/:-@\[-`{-~])|(&#?\w+;)", lambda sign: sign[1] or unescape(sign[2]), lines)
    _assert_all_stands(survey, plain, number="**{}**")


def test_the_docx_carries_every_submission(survey: Survey) -> None:
    with zipfile.ZipFile(io.BytesIO(export(survey.document, Format.DOCX))) as archive:
        written = archive.read("word/document.xml").decode()
    _assert_all_stands(survey, _without_tags(written))


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_carries_every_submission(survey: Survey, tmp_path: Path) -> None:
    place = tmp_path / "report.pdf"
    place.write_bytes(export(survey.document, Format.PDF))
    said = subprocess.run(["pdftotext", "-raw", place, "-"], capture_output=True, check=True).stdout.decode()
    _assert_all_stands(survey, "\n".join(map(_without_running_lines, said.split("\f"))))
    about = subprocess.run(["pdfinfo", place], capture_output=True, check=True).stdout.decode()
    assert re.search(r"Tagged:\s+yes", about)
    assert re.search(r"Title:\s+Staying in work", about)


def _without_running_lines(page: str) -> str:
    """A page without the title at its head and the number at its foot: a quotation may go on over them."""
    return re.sub(r"\A.*\n|^.* \d+ / \d+\n?\Z", "", page, flags=re.MULTILINE)
