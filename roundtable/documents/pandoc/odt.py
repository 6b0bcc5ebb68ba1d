"""Documents as ODT with real styles, for LibreOffice and whoever must give an open format."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from roundtable.documents import model
from roundtable.documents.mending import mended
from roundtable.documents.model import Document, Layout
from roundtable.documents.pandoc import writer_styles
from roundtable.documents.pandoc.parts import packed, unpacked
from roundtable.documents.pandoc.running import TIME_LIMIT, Node, write
from roundtable.documents.pandoc.tree import (
    Writer,
    heading,
    meta_of,
    para,
    pictures_of,
    span,
    string,
    styled,
)
from roundtable.documents.pandoc.word_styles import HAIRLINE, INK

_PICTURE: Final = re.compile(rb"<draw:image [^>]*/>")
_STYLED: Final = re.compile(rb'(<text:(?:p|h|span) text:style-name=")([^"]* [^"]*)"')
_LINKED: Final = re.compile(rb'(<text:a [^>]*>)<text:span text:style-name="Definition">')


def render_odt(
    document: Document, *, font_paths: Sequence[Path] = (), time_limit: float = TIME_LIMIT
) -> bytes:
    """The document as ODT with real styles, language, alt texts, header rows and live links."""
    whole = mended(document)
    made = write(
        _Writer(pictures_of(whole, font_paths)).document(whole),
        meta_of(whole),
        whole,
        to="odt",
        name="ODT",
        beside={"reference.odt": writer_styles.reference(whole.layout, whole.accent)},
        options=["--reference-doc=reference.odt"],
        time_limit=time_limit,
    )
    parts = unpacked(made)
    parts["content.xml"] = _finished(parts["content.xml"], whole)
    return packed(parts)


def _finished(content: bytes, document: Document) -> bytes:
    """What pandoc leaves out: alt texts, the coded names of our styles, the look of links and of tables."""
    said = iter(_alts(document))
    content = _PICTURE.sub(lambda found: found[0] + b"<svg:desc>" + next(said, b"") + b"</svg:desc>", content)
    content = _STYLED.sub(lambda found: found[1] + found[2].replace(b" ", b"_20_") + b'"', content)
    content = _LINKED.sub(rb'\1<text:span text:style-name="Internet_20_link">', content)
    for name, rule in (
        (b"TableHeaderRowCell", f"1.25pt solid #{INK}"),
        (b"TableRowCell", f"0.5pt solid #{HAIRLINE}"),
    ):
        style = re.compile(rb'(<style:style style:name="' + name + rb'"[^>]*>).*?(</style:style>)', re.DOTALL)
        cell = (
            f'<style:table-cell-properties fo:border="none" fo:border-bottom="{rule}" fo:padding="0.05cm"/>'
        )
        content = style.sub(rb"\g<1>" + cell.encode() + rb"\g<2>", content)
    return content


def _alts(document: Document) -> list[bytes]:
    """What the pictures show, in the order in which they stand."""
    cover = [document.cover_alt] if document.cover_svg and document.layout is Layout.REPORT else []
    figures = [
        node.alt
        for node in model.walk((document.abstract, document.blocks))
        if isinstance(node, model.Figure)
    ]
    return [escape(model.printable(words)).encode() for words in (*cover, *figures)]


class _Writer(Writer):
    def card(self, block: model.Card) -> list[Node]:
        """Paragraphs that keep together, under a rule; the title is a heading of its level."""
        title = [
            *([span("Number", string(block.number)), {"t": "Space"}] if block.number else []),
            *string(block.title),
        ]
        parts = [
            styled("Card Lead", para([{"t": "Str", "c": "\u00a0"}])),
            heading(block.level, block.anchor, title),
        ]
        if block.marks:
            parts.append(styled("Card Marks", para(string(" · ".join(block.marks)))))
        if block.blocks:
            parts.append(styled("Card Text", *self.blocks(block.blocks)))
        tab = {"t": "RawInline", "c": ["opendocument", "<text:tab/>"]}
        for number, (label, value) in enumerate(block.fields, 1):
            style = "Card Last Field" if number == len(block.fields) else "Card Field"
            parts.append(styled(style, para([span("Label", string(label)), tab, *self.inlines(value)])))
        return parts
