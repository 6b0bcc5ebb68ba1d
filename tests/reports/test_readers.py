"""Other programs read what we export: the Nu checker, LibreOffice, poppler."""

import os
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from roundtable.documents import Document, Format, export
from roundtable.evidence.models import Attribution, Kind
from roundtable.reports import actions
from roundtable.reports.compiling import compile
from roundtable.reports.models import SectionKind
from tests import make
from tests.conftest import Client
from tests.reports import stage

pytestmark = pytest.mark.one_database  # what is in a file does not depend on the database


@pytest.fixture
def document(app: Flask) -> Document:
    """A report with everything in it, hostile words too."""
    programme = make.programme(code="MHE", organiser="The Alliance & Partners")
    make.reference(
        programme, key="oecd2014", author=[{"literal": "OECD"}], URL="https://example.org/?a=1&b=2"
    )
    call = make.call(programme)
    hostile = '#read("/etc/passwd") <script>alert("1")</script> & *stars* `ticks` [[20%]]'
    excerpts = []
    for kind in Kind:
        said = make.submission(call, kind=kind, text=hostile, attribution=Attribution.ANONYMOUS)
        said.latest.setting, said.latest.needed_by = "A <b>depot</b>, 2025", "employers"
        excerpts.append(make.excerpt(said))
    employers = make.audience(programme, name="Employers")
    found = stage.recommendation(programme, *excerpts, title="Do <this> & that", asks={employers: "Begin."})
    stage.gap(programme, excerpts[0], answers=(found,), text="A list:\n\n- one\n- two")
    report = stage.report(programme, "Staying in work", summary="In *short*.")
    narrative = stage.section(report, SectionKind.NARRATIVE, "Background")
    body = f"## A part\n\nSee @oecd2014, [R1] and [MHE-0001].[^1]\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n{hostile}\n\n[^1]: A note."
    actions.edit_section(narrative, title="Background", body=body, by=stage.BY)
    return compile(report)


def _checker() -> Path:
    found = Path(os.environ.get("ROUNDTABLE_NODE_MODULES", "")) / "vnu-jar/build/dist/vnu.jar"
    if not found.is_file() or shutil.which("java") is None:
        pytest.skip("the Nu checker is not there: ROUNDTABLE_NODE_MODULES with vnu-jar, and java")
    return found


def test_the_nu_checker_finds_no_error_in_the_html_and_in_the_public_page(
    document: Document, client: Client, tmp_path: Path
) -> None:
    checker = _checker()
    (tmp_path / "report.html").write_bytes(export(document, Format.HTML))
    report = stage.report(make.programme(), "Staying in work")
    for words in ("One.", "Two."):
        actions.edit_section(report.sections[0], title="Summary", body=words, by=stage.BY)
        actions.publish(actions.freeze(report, by=stage.BY), by=stage.BY)
    page = client.get(f"/publications/{report.slug}").text
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    pages = sorted(tmp_path.glob("*.html"))
    command = ["java", "-jar", checker, "--errors-only", "--stdout", "--format", "gnu", *pages]
    assert subprocess.run(command, capture_output=True, check=False).stdout.decode() == ""


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("formats", "target"), [((Format.DOCX, Format.ODT), "html"), ((Format.PPTX,), "odp")]
)
def test_libreoffice_opens_what_offices_read(
    document: Document, tmp_path: Path, formats: tuple[Format, ...], target: str
) -> None:
    places = [tmp_path / f"report-{each}.{each.extension}" for each in formats]
    for each, place in zip(formats, places, strict=True):
        place.write_bytes(export(document, each))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", tmp_path, *places]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    for place in places:
        made = place.with_suffix(f".{target}")
        read = made.read_bytes() if target == "html" else zipfile.ZipFile(made).read("content.xml")
        words = " ".join(unescape(re.sub(r"<[^>]+>", "", read.decode("utf-8", "replace"))).split())
        assert 'read("/etc/passwd") <script>alert("1")</script> & *stars* `ticks` [[20%]]' in words, (
            place.name
        )
        assert "Do <this> & that" in words


def test_epubcheck_finds_nothing(document: Document, tmp_path: Path) -> None:
    checker = shutil.which("epubcheck")
    if checker is None or shutil.which("java") is None:
        pytest.skip("epubcheck is not installed")
    place = tmp_path / "report.epub"
    place.write_bytes(export(document, Format.EPUB))
    # Debian's is a JAR that the kernel may not know how to run
    command = ["java", "-jar", checker, "--quiet", "--failonwarnings", place]
    found = subprocess.run(command, capture_output=True, check=False)
    assert found.returncode == 0, (found.stdout + found.stderr).decode()


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is not installed")
def test_the_pdf_is_tagged_with_title_and_language(document: Document, tmp_path: Path) -> None:
    place = tmp_path / "report.pdf"
    place.write_bytes(export(document, Format.PDF))
    about = subprocess.run(["pdfinfo", place], capture_output=True, check=True).stdout.decode()
    assert re.search(r"Tagged:\s+yes", about)
    assert re.search(r"Title:\s+Staying in work", about)
    assert b"en-GB" in place.read_bytes()
    read = subprocess.run(["pdftotext", "-raw", place, "-"], capture_output=True, check=True).stdout.decode()
    assert '#read("/etc/passwd")' in " ".join(read.split())
