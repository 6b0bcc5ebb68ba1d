"""Citations and lists of references in a style, in documents of every format."""

import io

import pytest
from flask import Flask

from roundtable.db import db
from roundtable.documents import Document, Footnote, Format, Paragraph, export, words_of
from roundtable.documents.model import walk
from roundtable.errors import Refusal
from roundtable.literature.citing import CITATION, Cluster, cluster_of, rendered
from roundtable.literature.styles import checked
from roundtable.programmes.models import Programme
from roundtable.reports import actions
from roundtable.reports.citing import dead_citations
from roundtable.reports.compiling import compile
from roundtable.reports.corpus import gather
from roundtable.reports.models import SectionKind
from tests import make
from tests.conftest import Client
from tests.reports import stage

STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="{form}" version="1.0">
<info><title>Our {form} style</title><id>ours</id><updated>2026-01-01T00:00:00Z</updated></info>
<citation><layout prefix="[" suffix="]" delimiter=","><text variable="citation-number"/></layout></citation>
<bibliography second-field-align="flush"><layout>
<text variable="citation-number" suffix="."/><text variable="title" font-style="italic"/></layout></bibliography>
</style>"""
NUMBERED = STYLE.format(form="in-text")
ITEMS = {
    "smith": {
        "type": "book",
        "author": [{"family": "Smith", "given": "Jane"}],
        "issued": {"date-parts": [[2019]]},
        "title": "Fit notes",
    },
    "oecd": {
        "type": "report",
        "author": [{"literal": "OECD"}],
        "issued": {"date-parts": [[2014]]},
        "title": "Work",
    },
}


def _clusters(text: str) -> list[Cluster]:
    return [cluster_of(match) for match in CITATION.finditer(text)]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("@smith says", "Smith (2019)"),
        ("as (@smith)", "Smith 2019"),
        ("so [see @smith, p. 3; @oecd]", "(see Smith 2019, 3; OECD 2014)"),
        ("Smith [-@smith]", "(2019)"),
        ("@smith [p. 7]", "Smith (2019, 7)"),
    ],
)
def test_a_citation_is_set_by_author_and_year(text: str, printed: str) -> None:
    (found,) = rendered(_clusters(text), ITEMS).citations
    assert words_of(found) == printed


@pytest.mark.parametrize(
    "text", ["ana@smith.example", "[write to ana@smith.example]", "[@smith; and more]", "[R1]"]
)
def test_what_is_no_citation_is_none(text: str) -> None:
    assert [each for each in _clusters(text) if each] == []


def test_a_style_numbers_in_the_order_of_citing() -> None:
    found = rendered(_clusters("@oecd and [@smith] and [@oecd]"), ITEMS, style=NUMBERED)
    assert [words_of(each) for each in found.citations] == ["[1]", "[2]", "[1]"]
    assert [(key, words_of(content)) for key, content in found.entries] == [
        ("oecd", "1. Work"),
        ("smith", "2. Fit notes"),
    ]
    notes = rendered(_clusters("[@smith]"), ITEMS, style=STYLE.format(form="note"))
    assert isinstance(notes.citations[0][0], Footnote)


@pytest.fixture
def programme(app: Flask) -> Programme:
    made = make.programme()
    make.reference(made, key="oecd2014", author=[{"literal": "OECD"}], title="Mental health & work")
    make.reference(made, key="unread", title="Never cited")
    return made


def _report(programme: Programme, words: str) -> Document:
    report = stage.report(programme)
    narrative = stage.section(report, SectionKind.NARRATIVE, "Background")
    actions.edit_section(narrative, title="Background", body=words, by=stage.BY)
    return compile(report)


def _listed(document: Document) -> list[str]:
    return [
        words_of(n.content)
        for n in walk(document.blocks)
        if isinstance(n, Paragraph) and n.anchor.startswith("ref-")
    ]


def test_every_format_lists_what_is_cited_and_nothing_else(programme: Programme) -> None:
    document = _report(programme, "So says @oecd2014.")
    assert _listed(document) == ["OECD. 2014. Mental Health & Work."]
    for form in (Format.HTML, Format.MARKDOWN):
        printed = export(document, form).decode()
        assert "OECD (2014)" in printed
        assert "Never cited" not in printed
    assert 'href="#ref-oecd2014"' in export(document, Format.HTML).decode()
    for form in (Format.PDF, Format.DOCX):
        assert export(document, form)
    assert _listed(_report(programme, "Nothing.")) == []


def test_an_unknown_key_stands_as_typed_and_is_told_of(programme: Programme, client: Client) -> None:
    document = _report(programme, "So [@oecd2014; @nobody1].")
    assert "[@oecd2014; @nobody1]" in export(document, Format.MARKDOWN).decode().replace("\\", "")
    report = stage.report(programme)
    actions.edit_section(report.sections[0], title="S", body="See [@nobody1].", by=stage.BY)
    assert [each.typed for each in dead_citations(gather(report))] == ["@nobody1"]
    client.sign_in(make.account(programme=programme))
    page = client.get(f"/programmes/{programme.slug}/reports/{report.id}/sections/{report.sections[0].id}")
    assert "<code>@nobody1</code>" in page.text


def test_the_style_is_uploaded_used_and_dropped(programme: Programme, client: Client) -> None:
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/literature/style"
    sent = client.send(address, {"file": (io.BytesIO(NUMBERED.encode()), "ours.csl")})
    assert sent.status_code == 303
    assert "Our in-text style" in client.get(address).text
    assert _listed(_report(programme, "So says @oecd2014.")) == ["1. Mental health & work"]
    assert client.send(f"{address}/removal").status_code == 303
    db.session.expire_all()
    assert _listed(_report(programme, "So says @oecd2014.")) == ["OECD. 2014. Mental Health & Work."]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<html/>", "This is no CSL style"),
        ("@book{", "This is no CSL style"),
        (NUMBERED.replace("<style", '<!DOCTYPE x [<!ENTITY a "b">]><style', 1), "declares a document type"),
        (
            NUMBERED.replace("<updated>", '<link rel="independent-parent" href="http://x/apa"/><updated>'),
            "http://x/apa",
        ),
        (
            NUMBERED.replace("citation>", "cite>"),
            "This is no CSL style",
        ),
        ("x" * 600_000, "at most 500 kB"),
    ],
)
def test_a_style_that_sets_nothing_is_refused(content: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        checked(content.encode())
