"""Documents as DOCX with real styles, for Word and LibreOffice."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from roundtable.documents import model
from roundtable.documents.mending import mended
from roundtable.documents.model import Document
from roundtable.documents.pandoc import word_styles, word_tables
from roundtable.documents.pandoc.parts import packed, unpacked
from roundtable.documents.pandoc.running import TIME_LIMIT, Node, write
from roundtable.documents.pandoc.tree import (
    PLAIN,
    Writer,
    anchored,
    meta_of,
    para,
    pictures_of,
    span,
    string,
    styled,
)


def render_docx(
    document: Document, *, font_paths: Sequence[Path] = (), time_limit: float = TIME_LIMIT
) -> bytes:
    """The document as DOCX with real styles, language, alt texts, header rows and live links."""
    whole = mended(document)
    made = write(
        _Writer(pictures_of(whole, font_paths)).document(whole),
        meta_of(whole),
        whole,
        to="docx",
        name="DOCX",
        beside={"reference.docx": word_styles.reference(whole.layout, whole.accent)},
        options=["--reference-doc=reference.docx"],
        time_limit=time_limit,
    )
    parts = unpacked(made)
    # pandoc repeats the whole address of a picture, which here is the picture, as its description
    parts["word/document.xml"] = re.sub(rb' descr="data:[^"]*"', b"", parts["word/document.xml"])
    parts["word/document.xml"] = word_tables.kept_together(parts["word/document.xml"])
    return packed(parts)


class _Writer(Writer):
    def card(self, block: model.Card) -> list[Node]:
        """A table of one cell, the one thing that both Word and LibreOffice never break over a page."""
        title = [span("Number", string(block.number)), {"t": "Space"}, *string(block.title)]
        parts = [styled(f"Card Title {block.level}", para(anchored(block.anchor, title)))]
        if block.marks:
            parts.append(styled("Card Marks", para(string(" · ".join(block.marks)))))
        body = self.blocks(block.blocks)
        last = [] if block.fields else body[-1:]
        parts += [styled("Card Text", *body[: len(body) - len(last)]), styled("Card Last Text", *last)]
        for number, (label, value) in enumerate(block.fields, 1):
            style = _field_style(number, len(block.fields))
            tab = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}
            parts.append(styled(style, para([span("Label", string(label)), tab, *self.inlines(value)])))
        card = _whole_cell([part for part in parts if part["c"][1]])
        nothing = para(
            [{"t": "Str", "c": "\u00a0"}]
        )  # Word joins tables that touch; a heading keeps to its card
        return [styled("Card Lead", nothing), card, styled("Card Gap", nothing)]


def _whole_cell(parts: list[Node]) -> Node:
    cell: list[Any] = [PLAIN, {"t": "AlignDefault"}, 1, 1, parts]
    body: list[Any] = [PLAIN, 0, [], [[PLAIN, [cell]]]]
    attributes = ["", [], [["custom-style", "Card"]]]
    specs = [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": 1}]]
    return {"t": "Table", "c": [attributes, [None, []], specs, [PLAIN, []], [body], [PLAIN, []]]}


def _field_style(number: int, count: int) -> str:
    if count == 1:
        return "Card Only Field"
    return {1: "Card First Field", count: "Card Last Field"}.get(number, "Card Field")
