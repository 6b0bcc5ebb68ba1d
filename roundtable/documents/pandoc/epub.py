"""Documents as EPUB 3: a file that a reader sets in the size that suits them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from roundtable import places
from roundtable.documents import model
from roundtable.documents.mending import mended
from roundtable.documents.model import ACCENT, Document
from roundtable.documents.pandoc.parts import packed, unpacked
from roundtable.documents.pandoc.running import TIME_LIMIT, Node, write
from roundtable.documents.pandoc.tree import Writer, heading, meta_of, para, pictures_of, span, string, styled

_MODIFIED: Final = re.compile(rb'(<meta property="dcterms:modified">)[^<]*')
_FIRST_HEADING: Final = re.compile(rb"<h[1-6][^>]*>(.*?)</h[1-6]>", re.DOTALL)
_FILE_NAME: Final = re.compile(rb"<title>ch\d+\.xhtml</title>")
_TAG: Final = re.compile(rb"<[^>]*>")
_ACCESS: Final = {
    "accessModes": ["textual", "visual"],
    "accessModesSufficient": ["textual"],
    "accessibilityFeatures": ["alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"],
    "accessibilityHazards": ["none"],
}


def render_epub(
    document: Document, *, font_paths: Sequence[Path] = (), time_limit: float = TIME_LIMIT
) -> bytes:
    """The document as EPUB, with a table of contents, language and alt texts. Equal documents give equal bytes."""
    whole = mended(document)
    sheet = (places.TEMPLATES / "documents" / "epub.css").read_text(encoding="utf-8")
    made = write(
        _Writer(pictures_of(whole, font_paths)).document(whole),
        _meta(whole),
        whole,
        to="epub3",
        name="EPUB",
        options=["--toc", "--toc-depth=2", "--split-level=1", "--epub-title-page=false"],
        time_limit=time_limit,
    )
    parts = unpacked(made)
    # pandoc runs in a sandbox, where it reads no style sheet: ours takes the place of its own
    parts["EPUB/styles/stylesheet1.css"] = sheet.replace(ACCENT, whole.accent).encode()
    noon = f"{whole.date.isoformat()}T12:00:00Z".encode()
    parts["EPUB/content.opf"] = _MODIFIED.sub(rb"\g<1>" + noon, parts["EPUB/content.opf"])
    return packed({name: _titled(part) if name.endswith(".xhtml") else part for name, part in parts.items()})


def _titled(page: bytes) -> bytes:
    """A page whose title is its first heading; pandoc gives it the name of the file."""
    found = _FIRST_HEADING.search(page)
    words = b" ".join(_TAG.sub(b"", found[1]).split()) if found else b""
    return _FILE_NAME.sub(lambda _: b"<title>" + words + b"</title>", page) if words else page


def _meta(document: Document) -> Node:
    meta = meta_of(document)
    name = f"{document.title} {document.version} {document.date.isoformat()}"
    single = {
        "date": document.date.isoformat(),
        "identifier": f"urn:uuid:{uuid5(NAMESPACE_URL, name)}",
        "accessibilitySummary": "Pictures are described in words, and every table has its headers.",
    }
    meta.pop("subject", None)
    meta |= {key: {"t": "MetaString", "c": value} for key, value in single.items()}
    for key, values in _ACCESS.items():
        meta[key] = {"t": "MetaList", "c": [{"t": "MetaString", "c": value} for value in values]}
    return meta


class _Writer(Writer):
    def document(self, document: Document) -> list[Node]:
        """Its first page holds what a cover says; pandoc puts the title above it."""
        said = {
            "Kind": document.kind,
            "Subtitle": document.subtitle,
            "Author": " · ".join(filter(None, [document.organisation, document.author])),
            "Date": " · ".join(filter(None, [document.shown_date, document.version])),
        }
        front = [styled(style, para(string(words))) for style, words in said.items() if words]
        return [*front, *super().document(replace(document, kind=""))]

    def contents(self, document: Document) -> list[Node]:
        return []  # every reader has a list of its own, made from the headings

    def card(self, block: model.Card) -> list[Node]:
        title = [
            *([span("Number", string(block.number)), {"t": "Space"}] if block.number else []),
            *string(block.title),
        ]
        parts = [heading(block.level, block.anchor, title)]
        if block.marks:
            parts.append(styled("Card Marks", para(string(" · ".join(block.marks)))))
        parts += self.blocks(block.blocks)
        for label, value in block.fields:
            words = [span("Label", string(label)), {"t": "Space"}, *self.inlines(value)]
            parts.append(styled("Card Field", para(words)))
        return [styled("Card", *parts)]
