"""Documents as HTML: one whole file that needs nothing else, or a fragment for the site's own page."""

import base64
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from roundtable import places
from roundtable.documents import markdown, model
from roundtable.documents.mending import mended
from roundtable.documents.model import Block, Card, Document, Heading, Inline

FigureAddress = Callable[[int], str]
"""Gives the address of the nth picture of a document, 0 being the one on the cover."""


def render_html(
    document: Document,
    *,
    standalone: bool = True,
    base_level: int = 1,
    figure_address: FigureAddress | None = None,
) -> str:
    """The document as a whole page, or (`standalone=False`) as a fragment for the site's own layout.

    The fragment holds the title block, contents and body; `base_level` is the level of its title. Its pictures
    are `data:` addresses unless `figure_address` gives better ones.
    """
    whole = mended(document)
    notes = _Notes()
    name = "standalone.html" if standalone else "fragment.html"
    return (
        _templates()
        .get_template(f"documents/{name}")
        .render(
            document=whole,
            stylesheet=_stylesheet() if standalone else "",
            contents=_contents(whole),
            notes=notes,
            inlines=partial(_inlines, notes=notes),
            level=lambda deep: min(6, deep + base_level),
            title_level=base_level,
            address=_addresses(whole, figure_address),
            kind_of=lambda block: type(block).__name__,
        )
    )


def to_html(text: str, *, base_level: int = 3) -> Markup:
    """Short Markdown (an aim, the purpose of an event) as HTML for a page; headings begin at `base_level`."""
    blocks = markdown.parse(text, base_level=1)
    notes = _Notes()
    return Markup(  # noqa: S704 - the template escapes every word
        _templates()
        .get_template("documents/short.html")
        .render(
            blocks=blocks,
            notes=notes,
            inlines=partial(_inlines, notes=notes),
            level=lambda deep: min(6, deep + base_level - 1),
            address=lambda figure: "",
            kind_of=lambda block: type(block).__name__,
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(places.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _stylesheet() -> Markup:
    """The site's rules for documents, for a file that stands alone: without the layer that they are in."""
    rules = (places.STATIC / "css" / "document.css").read_text(encoding="utf-8")
    shared = rules.partition("{\n")[2].partition("/* Only on the site")[0]
    return Markup(shared.rpartition("}")[0])  # noqa: S704 - our own file


class _Notes:
    """The footnotes met so far, in order; a template asks for them when the body is written."""

    def __init__(self) -> None:
        self.written: list[Markup] = []

    def add(self, content: tuple[Inline, ...]) -> int:
        self.written.append(_inlines(content, notes=self))
        return len(self.written)


def _inlines(content: tuple[Inline, ...], *, notes: _Notes) -> Markup:
    return Markup("").join(_inline(inline, notes) for inline in content)


def _inline(inline: Inline, notes: _Notes) -> Markup:  # noqa: PLR0911 - one return for each kind
    match inline:
        case model.Text(text):
            return escape(text)
        case model.Emphasis(content):
            return Markup("<em>{}</em>").format(_inlines(content, notes=notes))
        case model.Strong(content):
            return Markup("<strong>{}</strong>").format(_inlines(content, notes=notes))
        case model.Code(text):
            return Markup("<code>{}</code>").format(text)
        case model.Link(href, content):
            return Markup('<a href="{}">{}</a>').format(href, _inlines(content, notes=notes))
        case model.LineBreak():
            return Markup("<br>")
        case model.Footnote(content):
            number = notes.add(content)
            return Markup(
                '<sup><a href="#note-{0}" id="note-ref-{0}" role="doc-noteref" aria-label="Note {0}">{0}</a></sup>'
            ).format(number)


def _contents(document: Document) -> list[dict[str, Any]]:
    """Chapters with their parts (headings of level 2, and cards), for the contents list."""
    chapters: list[dict[str, Any]] = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapters.append({"anchor": block.anchor, "words": model.words_of(block.content), "parts": []})
        elif chapters and (entry := _part(block)):
            chapters[-1]["parts"].append(entry)
    return chapters if len(chapters) > 1 else []


def _part(block: Block) -> dict[str, Any] | None:
    if isinstance(block, Heading) and block.level == 2:
        return {"anchor": block.anchor, "words": model.words_of(block.content)}
    if isinstance(block, Card):
        return {"anchor": block.anchor, "words": f"{block.number} {block.title}"}
    return None


def _addresses(document: Document, given: FigureAddress | None) -> Callable[[str], str]:
    """The address of a picture, found by its SVG."""
    pictures = [document.cover_svg]
    pictures += [
        node.svg
        for node in model.walk((document.abstract, document.blocks))
        if isinstance(node, model.Figure)
    ]

    def address(svg: str) -> str:
        if given is not None:
            return given(pictures.index(svg))
        return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()

    return address
