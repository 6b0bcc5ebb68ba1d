"""One verb for the formats in which a document leaves the house."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from roundtable.documents.freezing import to_json
from roundtable.documents.html import render_html
from roundtable.documents.model import Document
from roundtable.documents.pandoc.docx import render_docx
from roundtable.documents.pandoc.epub import render_epub
from roundtable.documents.pandoc.odt import render_odt
from roundtable.documents.pandoc.slides import render_slides
from roundtable.documents.pdf import render_pdf
from roundtable.documents.plain import render_markdown


class Format(StrEnum):
    """What a document can be exported as; the values are what the shell and the addresses use."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    EPUB = "epub"
    PPTX = "pptx"
    MARKDOWN = "markdown"
    JSON = "json"

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self]

    @property
    def extension(self) -> str:
        """Of a file name, without its point."""
        return "md" if self is Format.MARKDOWN else self.value


_CONTENT_TYPES = {
    Format.HTML: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.ODT: "application/vnd.oasis.opendocument.text",
    Format.EPUB: "application/epub+zip",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.JSON: "application/json; charset=utf-8",
}


def export(  # noqa: PLR0911 - one return for each format
    document: Document, format: Format | str, *, font_paths: Sequence[Path] = ()
) -> bytes:
    """The document as a file. Equal documents give equal bytes. Refuses what a format cannot show."""
    match Format(format):
        case Format.HTML:
            return render_html(document).encode()
        case Format.PDF:
            return render_pdf(document, font_paths=font_paths)
        case Format.DOCX:
            return render_docx(document, font_paths=font_paths)
        case Format.ODT:
            return render_odt(document, font_paths=font_paths)
        case Format.EPUB:
            return render_epub(document, font_paths=font_paths)
        case Format.PPTX:
            return render_slides(document, font_paths=font_paths)
        case Format.MARKDOWN:
            return render_markdown(document).encode()
        case Format.JSON:
            return to_json(document).encode()
