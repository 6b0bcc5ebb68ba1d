"""Documents for the tests of this room, and the words that a reader finds in each format."""

import io
import subprocess
import zipfile
from datetime import date
from xml.etree import ElementTree

import html5lib

from roundtable.documents import (
    Block,
    Callout,
    Card,
    Code,
    CodeBlock,
    DefinitionList,
    Divider,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Format,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    from_json,
    parse,
    plain_text,
    render_html,
    text,
    words_of,
)

AWKWARD = (
    'He typed #read("/etc/passwd") and $x$ for $5, a \\ and C:\\new, <b>bold</b> <script>alert(1)</script>, '
    "*stars* _under_ __init__ `tick` ``two`` @ref [a](b) ![c](d) [^1] ~~gone~~ {{ x }} {% y %} -- a|b & &amp; "
    "'quoted' \"twice\" #let #1 =x= <!-- note --> #[content] //slash /* block */ Ŵyn a'r ŷd, café, naïve, 10 % € £."
)
BAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 60"><rect x="10" y="10" width="300" height="30" '
    'fill="#0072B2"/></svg>'
)
RING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><circle cx="100" cy="100" r="80" fill="none" '
    'stroke="#0B5D5E" stroke-width="6"/></svg>'
)


def paper(*blocks: Block, **values: object) -> Document:
    """A small whole document of the blocks."""
    plain: dict[str, object] = {"title": "Staying in work", "date": date(2027, 1, 14), "blocks": blocks}
    return Document(**(plain | values))  # type: ignore[arg-type]


def report() -> Document:
    """A report with one of everything."""
    return paper(
        Heading(1, text("Summary")),
        Paragraph(
            (
                Text("Most people "),
                Strong(text("stay in work")),
                Text(" when "),
                Emphasis(text("asked")),
                Text(" early: see "),
                Link("#r1", text("recommendation 1")),
                Text(" and "),
                Link("https://example.org/a?b=1&c=2", text("the method")),
                Text("."),
                Footnote(text("Counted in January.")),
            )
        ),
        ListBlock((plain_text("One number"), plain_text("One plan"))),
        ListBlock((plain_text("First"), plain_text("Second")), ordered=True, start=3),
        Callout(
            plain_text("Two general practices were missing."), title="Who was not there", tone="attention"
        ),
        Heading(2, text("Who came")),
        Table(
            (text("Group"), text("Seats")),
            ((text("Employers"), text("8")), (text("Researchers"), text("12"))),
            caption=text("Seats by group"),
            align=("left", "right"),
            anchor="seats",
        ),
        Figure(BAR, "Employers sent most.", caption=text("Submissions by group")),
        CodeBlock("make demo\nmake test"),
        Divider(),
        DefinitionList(((text("VCS"), plain_text("Voluntary and community sector")),)),
        Heading(1, text("Recommendations")),
        Card(
            "R1",
            "Give employers one number to ring",
            plain_text("Nobody knows whom to ring."),
            (("Owner", text("Care board")), ("Evidence", (Link("#s-1", text("S-0001")),))),
            ("14 submissions",),
            anchor="r1",
        ),
        Heading(1, text("Evidence")),
        Quote(plain_text(AWKWARD), text("an employer"), "S-0001", "s-1"),
        Quote(plain_text("Two\n\nparagraphs\nand a line"), text("a researcher"), "S-0002", "s-2"),
        Paragraph((Code('#read("x")'), Text(" is code."))),
        subtitle="What would help",
        kind="Round-table report",
        author="Ana Lyst",
        organisation="Work and Minds Alliance",
        version="Version 1.2",
        abstract=plain_text("Twenty-three people sat down for a day."),
        cover_svg=RING,
        cover_alt="23 of 28 seats were taken.",
        meta=(("Fingerprint", "3f9a0c12b7e4"),),
    )


def words_in(made: bytes, format: Format) -> str:
    """What a reader of the file sees, with one space between words."""
    readers = {
        Format.HTML: _html_words,
        Format.PDF: _pdf_words,
        Format.DOCX: _docx_words,
        Format.ODT: _odt_words,
        Format.EPUB: _epub_words,
        Format.PPTX: _slide_words,
        Format.MARKDOWN: _markdown_words,
        Format.JSON: _json_words,
    }
    return " ".join(readers[format](made).split())


def _html_words(made: bytes) -> str:
    tree = html5lib.parse(made.decode(), namespaceHTMLElements=False)
    return " ".join("".join(part.itertext()) for part in tree.iter("body"))


def _pdf_words(made: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True
    ).stdout.decode()


def _docx_words(made: bytes) -> str:
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    lines = []
    for paragraph in tree.iter(f"{space}p"):
        words = {
            f"{space}t": lambda part: part.text or "",
            f"{space}br": lambda _: " ",
            f"{space}tab": lambda _: " ",
        }
        lines.append("".join(words[part.tag](part) for part in paragraph.iter() if part.tag in words))
    return "\n".join(lines)


def _odt_words(made: bytes) -> str:
    space = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        tree = ElementTree.fromstring(archive.read("content.xml"))
    breaks = {f"{space}s", f"{space}tab", f"{space}line-break"}
    lines = []
    for part in tree.iter():
        if part.tag in breaks:
            part.text = " "
        if part.tag in (f"{space}p", f"{space}h"):
            lines.append(part)
    return "\n".join("".join(line.itertext()) for line in lines)


def _epub_words(made: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        pages = [archive.read(name) for name in sorted(archive.namelist()) if name.startswith("EPUB/text/")]
    return "\n".join(_html_words(page) for page in pages)


def _slide_words(made: bytes) -> str:
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
        slides = sorted(names, key=lambda name: int("".join(filter(str.isdigit, name))))
        trees = [ElementTree.fromstring(archive.read(name)) for name in slides]
    return "\n".join(
        "".join(
            part.text or "" if part.tag == f"{space}t" else " " if part.tag == f"{space}br" else ""
            for part in paragraph.iter()
        )
        for tree in trees
        for paragraph in tree.iter(f"{space}p")
    )


def _json_words(made: bytes) -> str:
    """Read back into a document, as whoever keeps the file would."""
    return _html_words(render_html(from_json(made.decode())).encode())


def _markdown_words(made: bytes) -> str:
    """Read by our own parser, as any reader of Markdown would."""
    return "\n".join(_block_words(block) for block in parse(made.decode()))


def _block_words(block: object) -> str:
    words = [words_of(getattr(block, "content", ()))]
    words += [_block_words(inner) for inner in getattr(block, "blocks", ())]
    words += [_block_words(inner) for item in getattr(block, "items", ()) for inner in item]
    lines = (getattr(block, "header", ()), *getattr(block, "rows", ()))
    words += [words_of(cell) for line in lines for cell in line]
    return "\n".join((*words, block.text if isinstance(block, CodeBlock) else ""))
