"""Markdown -> document model -> HTML, PDF, DOCX, ODT, EPUB, PPTX, Markdown, JSON. Knows no domain: it is given words, it sets them.

Build a `Document` of blocks and inlines, then `export` it:

    from roundtable.documents import Card, Document, Heading, Link, Paragraph, Quote, Text
    from roundtable.documents import Format, export, parse, plain_text, text

    document = Document(
        title="Staying in work",
        date=date(2027, 1, 14),               # of the version: every file of it carries this date
        kind="Round-table report",            # small, above the title
        organisation="Work and Minds Alliance",
        version="Version 1.2",
        cover_svg=ring, cover_alt="23 of 28 seats were taken; two GPs were missing.",
        meta=(("Fingerprint", "3f9a0c12b7e4"),),
        blocks=(
            Heading(1, text("Summary"), anchor="summary"),
            *parse(section.markdown, base_level=2),      # what an author wrote in Markdown
            Heading(1, text("Recommendations")),
            Card("R1", "Give employers one number to ring",
                 blocks=parse(recommendation.reasons),
                 fields=(("Owner", text("Integrated care board")),
                         ("Evidence", (Link("#s-12", text("S-0012")),))),
                 marks=("14 submissions", "3 groups"),   # small, under the number
                 anchor="r1"),
            Heading(1, text("Evidence")),
            Quote(plain_text(submission.text),           # what a contributor typed: stands literally
                  attribution=text("an employer"), ref="S-0012", anchor="s-12"),
        ),
    )
    export(document, Format.PDF, font_paths=settings.font_paths)   # bytes; Format has content_type and extension
    to_json(document); from_json(frozen)                 # a published version keeps the document, not its files
    render_html(document, standalone=False, base_level=1, figure_address=...)  # a fragment, classes `doc-…`
    to_html("Short *Markdown* on a page")                # Markup, safe

Text is never markup: put what people typed into `Text` or through `plain_text`, never into a Markdown string.
Everywhere a tuple is asked for; `text("words")` makes inlines of a plain string. Level 1 is a chapter (a new page
in reports). Skipped heading levels, double anchors and links to anchors that are not there are mended when a
format is written. A `Card` title is a heading and never breaks over a page. `layout=Layout.BRIEFING` leaves the
cover and the contents away. Give a `Figure` its SVG and alt text that says the finding, and its `Table` after it.

`parse` and `export` raise Refusal: a text too long or too deeply nested; a sign that no font of the PDF has
(named with its place; the other formats still go out); a typesetter that took too long or was killed.
"""

from roundtable.documents.exporting import Format, export
from roundtable.documents.freezing import from_json, to_json
from roundtable.documents.html import render_html, to_html
from roundtable.documents.markdown import parse
from roundtable.documents.model import (
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
    Heading,
    Inline,
    Layout,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    is_safe_href,
    plain_text,
    text,
    words_of,
)

__all__ = [
    "Block",
    "Callout",
    "Card",
    "Code",
    "CodeBlock",
    "DefinitionList",
    "Divider",
    "Document",
    "Emphasis",
    "Figure",
    "Footnote",
    "Format",
    "Heading",
    "Inline",
    "Layout",
    "LineBreak",
    "Link",
    "ListBlock",
    "Paragraph",
    "Quote",
    "Strong",
    "Table",
    "Text",
    "export",
    "from_json",
    "is_safe_href",
    "parse",
    "plain_text",
    "render_html",
    "text",
    "to_html",
    "to_json",
    "words_of",
]
