"""Every format says the same words, and says them literally."""

import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from roundtable.documents import (
    Callout,
    Card,
    DefinitionList,
    Document,
    Figure,
    Footnote,
    Format,
    Heading,
    Layout,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Table,
    Text,
    export,
    parse,
    pdf,
    plain_text,
    render_html,
    text,
)
from roundtable.errors import Refusal
from tests.documents.papers import AWKWARD, BAR, RING, paper, report, words_in

reads_pdf = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
MARKED = (Format.HTML, Format.PDF, Format.DOCX, Format.MARKDOWN)
"""Those whose writers know different marks; ODT, EPUB and slides are written from the same tree as DOCX."""
FORMATS = [pytest.param(format, marks=reads_pdf if format is Format.PDF else ()) for format in Format]


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_carries_every_part_of_a_report(format: Format) -> None:
    words = words_in(export(report(), format), format)
    for said in (
        *("Staying in work", "What would help", "Work and Minds Alliance", "Version 1.2", "14 January 2027"),
        *(
            "Round-table report",
            "3f9a0c12b7e4",
            "Twenty-three people sat down",
            "One number",
            "Who was not there",
        ),
        *(
            "Seats by group",
            "Researchers",
            "Submissions by group",
            "make demo",
            "Voluntary and community sector",
        ),
        *("Give employers one number to ring", "14 submissions", "Care board", "S-0002", "a researcher"),
    ):
        assert said in words, said


def _squeezed(words: str) -> str:
    """Without any space: a PDF breaks lines where it likes."""
    return "".join(words.split())


@pytest.mark.parametrize("format", FORMATS)
def test_awkward_text_stands_literally(format: Format) -> None:
    words = words_in(export(paper(Quote(plain_text(AWKWARD))), format), format)
    assert _squeezed(AWKWARD) in _squeezed(words)


@pytest.mark.parametrize("format", [each for each in FORMATS if each.values[0] in MARKED])
@pytest.mark.parametrize(
    "line",
    ["# five", "- five", "+ five", "* five", "1. five", "2) five", "> five", "--- five", "=== five", "``` five",
     "    five", "| a | b |", "[^1]: five", "[a]: https://b.example", "~~~ five", ": five", "#five", "!five", "-"],
)  # fmt: skip
def test_a_line_that_looks_like_markdown_stands_literally(format: Format, line: str) -> None:
    words = words_in(export(paper(Quote(plain_text(f"before\n{line}\n\n{line}\n\nafter"))), format), format)
    assert _squeezed(f"before{line}{line}after") in _squeezed(words)


@pytest.mark.parametrize("format", FORMATS)
def test_awkward_names_stand_literally_in_titles_cards_and_fields(format: Format) -> None:
    awkward = "A #1 *b* <i>c</i> $d$ & _e_"
    card = Card(awkward, awkward, fields=((awkward, text(awkward)),), marks=(awkward,))
    document = paper(Heading(1, text("One")), card, title=awkward, organisation=awkward, kind=awkward)
    words = _squeezed(words_in(export(document, format), format))
    assert words.count(_squeezed(awkward)) >= 8 - (format is Format.PDF)


@pytest.mark.parametrize("format", list(Format))
def test_equal_documents_give_equal_bytes(format: Format) -> None:
    assert export(report(), format) == export(report(), format)


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize("layout", list(Layout))
def test_an_almost_empty_document_can_be_exported(format: Format, layout: Layout) -> None:
    assert export(paper(layout=layout), format)


@pytest.mark.parametrize("format", [each for each in Format if each is not Format.PDF])
def test_a_sign_that_no_font_has_still_goes_out_in_the_other_formats(format: Format) -> None:
    document = paper(Paragraph(text("written by 王小明")))
    assert "王小明" in words_in(export(document, format), format)


def test_the_pdf_refuses_a_sign_that_no_font_has_and_names_its_place() -> None:
    document = paper(
        Heading(1, text("Good practice")),
        Paragraph(text("Nothing odd here")),
        Quote(plain_text("The project was written up by 王小明 last year"), ref="S-0007"),
    )
    with pytest.raises(Refusal) as refused:
        export(document, Format.PDF)
    for part in ("“王”", "“Good practice” in S-0007", "was written up by 王小明 last year", "FONT_PATHS"):
        assert part in refused.value.sentence


def test_the_pdf_names_an_emoji() -> None:
    with pytest.raises(Refusal, match="waving hand sign"):
        export(paper(Paragraph((Text("Hello 👋 all"),))), Format.PDF)


def test_the_pdf_is_tagged_and_claims_its_standards() -> None:
    with pikepdf.open(io.BytesIO(export(report(), Format.PDF))) as pdf:
        assert pdf.Root.MarkInfo.Marked is True or bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as about:
            assert about["dc:title"] == "Staying in work"
            assert about["pdfuaid:part"] == "1"
            assert about["pdfaid:part"] == "2"


def test_the_docx_has_language_title_header_rows_and_alt_texts() -> None:
    with zipfile.ZipFile(io.BytesIO(export(report(), Format.DOCX))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    assert "<dc:title>Staying in work</dc:title>" in parts["docProps/core.xml"]
    assert 'w:val="en-GB"' in parts["word/styles.xml"]
    document = parts["word/document.xml"]
    assert "w:tblHeader" in document
    assert "Employers sent most." in document
    assert "23 of 28 seats were taken." in document
    assert 'w:anchor="r1"' in document
    assert 'w:name="r1"' in document
    assert "<w:cantSplit/>" in document
    assert "data:image" not in document


def test_in_word_a_heading_keeps_to_its_card_and_a_short_table_to_one_page() -> None:
    table = Table((text("Group"), text("People")), ((text("GPs"), text("2")), (text("All"), text("2"))))
    whole = paper(
        Heading(1, text("What we ask")), Card("R1", "Tell managers", (Paragraph(text("Soon.")),)), table
    )
    with zipfile.ZipFile(io.BytesIO(export(whole, Format.DOCX))) as archive:
        document, styles = archive.read("word/document.xml"), archive.read("word/styles.xml")
    assert re.search(rb'w:styleId="CardLead".*?<w:keepNext', styles)
    assert document.index(b"What we ask") < document.index(b'w:val="CardLead"') < document.index(b"<w:tbl>")
    header, first, last = re.findall(rb"<w:tr\b.*?</w:tr>", document[document.rindex(b"<w:tbl>") :])
    assert [b"<w:keepNext" in row for row in (header, first, last)] == [True, True, False]


def test_a_briefing_in_word_begins_with_its_words_and_not_with_the_ring() -> None:
    whole = paper(
        Paragraph(text("Do this.")), cover_svg=RING, cover_alt="A full table.", layout=Layout.BRIEFING
    )
    with zipfile.ZipFile(io.BytesIO(export(whole, Format.DOCX))) as archive:
        assert not [name for name in archive.namelist() if name.startswith("word/media/")]


def test_a_typesetter_that_takes_too_long_is_a_refusal() -> None:
    with pytest.raises(Refusal, match="longer than"):
        pdf.render_pdf(report(), time_limit=0.001)


ODD = {
    "a footnote, a link and an anchor in a heading": (
        Heading(1, (Text("Head"), Footnote(text("note")), Link("https://a.example", text("link"))), "a"),
        Heading(1, text("Next")),
        Heading(1, text("Last")),
    ),
    "parts without words": (
        *(
            Heading(1, ()),
            Paragraph(()),
            Quote(()),
            ListBlock(()),
            Table((), ()),
            Callout(()),
            DefinitionList(()),
        ),
        *(Card("", ""), Card("R1", "", fields=(("", ()),))),
    ),
    "words that are longer than a line": (
        Heading(1, text("W" * 300)),
        Card("W" * 99, "W" * 300, plain_text("W" * 300), (("W" * 99, text("W" * 300)),), ("W" * 99,)),
        Table((text("a"), text("b")), ((text("W" * 300), text("x")),)),
    ),
    "a card taller than a page": (Card("R1", "Tall", plain_text("word " * 2000)),),
    "a cell taller than a page": (Table((text("a"),), ((text("word " * 2000),),)),),
    "rows of different lengths": (
        Table((text("a"), text("b")), ((text("1"),), (text("1"), text("2"), text("3")), ())),
    ),
    "the same anchor twice": (
        *(Figure(BAR, "x", anchor="a"), Figure(BAR, "x", anchor="a")),
        *(Paragraph((Link("#a", text("there")),), "a"), ListBlock(((Quote(plain_text("q"), anchor="a"),),))),
    ),
    "headings and cards inside a card": (
        Card(
            "R1",
            "Outer",
            (Heading(4, text("inner")), Card("R2", "Inner", plain_text("y"), (("f", text("v")),))),
        ),
    ),
    "a card before any heading, and levels that jump": (
        Card("R1", "a"),
        Heading(5, text("x")),
        Card("R2", "b", level=6),
    ),
    "an odd anchor": (Paragraph(text("x"), anchor='a b"<>é'), Paragraph((Link("#é", text("y")),))),
    "invisible signs": (
        Paragraph(text("a\u200bb\u200dc\u00add\u2028e\u202egnp\u202c\u00a0\ufeff\u2066x\u2069")),
    ),
    "combining accents": (Paragraph(text("e\u0301 w\u0302 y\u0302 ŵ ŷ")),),
}


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize("name", list(ODD))
def test_an_odd_document_can_be_exported(name: str, format: Format) -> None:
    for layout in Layout if format in MARKED else [Layout.REPORT]:
        assert export(paper(*ODD[name], layout=layout, abstract=parse("# Why\n\nSo.")), format)


def test_a_typesetter_that_is_killed_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "typesetter.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(pdf, "_TYPESETTER", dying)
    with pytest.raises(Refusal, match="was stopped before it was done"):
        export(report(), Format.PDF)


def test_the_html_loads_nothing_and_holds_no_script() -> None:
    page = export(report(), Format.HTML).decode()
    for token in ("<script", "<link", "@import", "@layer", "url(", 'src="http', "onclick"):
        assert token not in page


def test_a_fragment_has_its_pictures_and_its_title_where_the_site_wants_them() -> None:
    fragment = render_html(report(), standalone=False, base_level=2, figure_address=lambda n: f"/picture/{n}")
    assert '<h2 class="doc-title">Staying in work</h2>' in fragment
    assert 'src="/picture/0"' in fragment
    assert 'src="/picture/1"' in fragment
    assert "<style" not in fragment
    assert "style=" not in fragment


def test_the_programmes_colour_is_in_the_html_the_docx_and_the_pdf() -> None:
    document = Document(
        title="Colour",
        date=date(2027, 1, 14),
        accent="#7A1F5C",
        blocks=(Card("R1", "Do it", anchor="r1"),),
    )
    assert "--teal: #7A1F5C" in render_html(document)
    with zipfile.ZipFile(io.BytesIO(export(document, Format.DOCX))) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert 'w:val="7A1F5C"' in styles
    assert "0B5D5E" not in styles
    with pikepdf.open(io.BytesIO(export(document, Format.PDF))) as pdf:
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    red = f"{0x7A / 255:.3f}".rstrip("0").encode()
    assert red in drawn


def test_pictures_say_in_every_office_format_what_they_show() -> None:
    described = {Format.ODT: "<svg:desc>{}</svg:desc>", Format.PPTX: 'descr="{}"', Format.EPUB: 'alt="{}"'}
    for format, form in described.items():
        with zipfile.ZipFile(io.BytesIO(export(report(), format))) as archive:
            parts = [
                archive.read(name).decode() for name in archive.namelist() if name.endswith(("xml", "html"))
            ]
        for alt in ("23 of 28 seats were taken.", "Employers sent most."):
            assert any(form.format(alt) in part for part in parts), (format, alt)


def test_in_odt_the_table_repeats_its_head_and_our_styles_have_names_that_it_knows() -> None:
    with zipfile.ZipFile(io.BytesIO(export(report(), Format.ODT))) as archive:
        content, styles = archive.read("content.xml").decode(), archive.read("styles.xml").decode()
        assert archive.namelist()[0] == "mimetype"
    assert "<table:table-header-rows>" in content
    for name in set(re.findall(r'<text:(?:p|h) text:style-name="([^"]+)"', content)):
        assert f'style:name="{name}"' in styles + content, name
    assert 'fo:country="GB"' in styles


def test_a_chapter_opens_a_part_of_the_slides_a_card_is_a_slide_and_what_is_too_much_runs_on() -> None:
    long = " ".join(f"This is sentence number {number} of many." for number in range(60))
    rows = tuple((text(f"Group {number}"), text("1")) for number in range(30))
    whole = paper(
        Heading(1, text("What we ask")),
        Card("R1", "Ring first", plain_text(long)),
        Table((text("Group"), text("Seats")), rows),
    )
    with zipfile.ZipFile(io.BytesIO(export(whole, Format.PPTX))) as archive:
        count = sum(name.startswith("ppt/slides/slide") for name in archive.namelist())
        slides = [archive.read(f"ppt/slides/slide{number}.xml").decode() for number in range(1, count + 1)]
    carried = [re.sub("<[^>]+>", " ", slide) for slide in slides]
    assert "What we ask" in carried[1]
    assert [" ".join(words.split())[:24] for words in carried[2:4]] == [
        "R1 Ring first This is se",
        "R1 Ring first (continued",
    ]
    assert all(len(words.split()) < 150 for words in carried)
    tables = [slide for slide in slides if "<a:tbl>" in slide]
    assert len(tables) > 2 and all("<a:t>Seats</a:t>" in slide for slide in tables)
    everything = " ".join(" ".join(carried).split())
    assert all(f"number {number} of many" in everything for number in range(60))
    assert all(f"Group {number}" in everything for number in range(30))
