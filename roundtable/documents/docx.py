"""Documents as DOCX, through pandoc's own document tree: user text goes in as strings and is escaped there."""

import base64
import io
import json
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

from roundtable.documents import columns, model, word_styles, word_tables
from roundtable.documents.mending import mended
from roundtable.documents.model import Block, Document, Inline, Layout
from roundtable.documents.pdf import pictures
from roundtable.errors import Refusal

TIME_LIMIT: Final = 60.0

Node = dict[str, Any]
_PLAIN: Final[list[Any]] = ["", [], []]
_SIDES: Final = {"right": "AlignRight", "center": "AlignCenter"}


def render_docx(
    document: Document, *, font_paths: Sequence[Path] = (), time_limit: float = TIME_LIMIT
) -> bytes:
    """The document as DOCX with real styles, language, alt texts, header rows and live links."""
    whole = mended(document)
    tree = {
        "pandoc-api-version": [1, 23, 1],
        "meta": _meta(whole),
        "blocks": _Writer(_pictures_of(whole, font_paths)).document(whole),
    }
    made = _run_pandoc(json.dumps(tree, ensure_ascii=False), whole, time_limit)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # pandoc repeats the whole address of a picture, which here is the picture, as its description
    parts["word/document.xml"] = re.sub(rb' descr="data:[^"]*"', b"", parts["word/document.xml"])
    parts["word/document.xml"] = word_tables.kept_together(parts["word/document.xml"])
    return word_styles.packed(parts)


def _run_pandoc(tree: str, document: Document, time_limit: float) -> bytes:
    import pypandoc  # loaded when first used: it brings a program of 150 MB

    pandoc = str(pypandoc.get_pandoc_path())
    noon = int(datetime.combine(document.date, time(12), UTC).timestamp())
    try:
        with tempfile.TemporaryDirectory(prefix="docx-") as folder:
            reference = Path(folder) / "reference.docx"
            reference.write_bytes(word_styles.reference(pandoc, document.layout, document.accent))
            command = [
                pandoc,
                "-f",
                "json",
                "-t",
                "docx",
                "--sandbox",
                f"--reference-doc={reference}",
                "-o",
                "-",
            ]
            child = subprocess.run(  # noqa: S603 - pandoc of its package, no shell
                command,
                input=tree.encode(),
                capture_output=True,
                timeout=time_limit,
                check=False,
                env=os.environ | {"SOURCE_DATE_EPOCH": str(noon)},
            )
    except subprocess.TimeoutExpired as late:
        raise Refusal(f"Making the DOCX took over {time_limit:g} seconds. Shorten the document.") from late
    except OSError as full:
        reason = full.strerror or full
        raise Refusal(f"The DOCX could not be made: {reason}. Ask whoever runs this server.") from full
    if child.returncode:
        raise Refusal(
            f"The DOCX of “{document.title}” could not be made. Try again, or export it as HTML or PDF."
        )
    return child.stdout


def _pictures_of(document: Document, font_paths: Sequence[Path]) -> dict[str, bytes]:
    figures = [
        node.svg
        for node in model.walk((document.abstract, document.blocks))
        if isinstance(node, model.Figure)
    ]
    svgs = list(dict.fromkeys([*filter(None, [document.cover_svg]), *figures]))
    return dict(zip(svgs, pictures(svgs, font_paths=font_paths), strict=True)) if svgs else {}


def _meta(document: Document) -> Node:
    """Properties of the file. The title page is written as blocks, so that its order is ours."""
    properties = {
        "pagetitle": document.title,
        "lang": document.language,
        "subject": document.subtitle,
        "description": document.subtitle,
    }
    meta: Node = {name: {"t": "MetaString", "c": value} for name, value in properties.items() if value}
    meta["title"] = {"t": "MetaInlines", "c": _string(document.title)}
    if document.subtitle:
        meta["subtitle"] = {"t": "MetaInlines", "c": _string(document.subtitle)}
    names = [name for name in (document.organisation, document.author) if name]
    meta["author"] = {"t": "MetaList", "c": [{"t": "MetaInlines", "c": _string(name)} for name in names]}
    facts = " · ".join(fact for fact in (document.shown_date, document.version) if fact)
    meta["date"] = {"t": "MetaInlines", "c": _string(facts)}
    return meta


def _string(text: str) -> list[Node]:
    """Words for pandoc: spaces are nodes of their own, so that lines can break there."""
    parts: list[Node] = []
    for number, word in enumerate(text.replace("\n", " ").split(" ")):
        if number:
            parts.append({"t": "Space"})
        if word:
            parts.append({"t": "Str", "c": word})
    return parts


def _para(content: list[Node]) -> Node:
    return {"t": "Para", "c": content}


def _styled(style: str, *blocks: Node, anchor: str = "") -> Node:
    return {"t": "Div", "c": [[anchor, [], [["custom-style", style]]], list(blocks)]}


def _span(style: str, content: list[Node]) -> Node:
    return {"t": "Span", "c": [["", [], [["custom-style", style]]], content]}


def _anchored(anchor: str, content: list[Node]) -> list[Node]:
    return [{"t": "Span", "c": [[anchor, [], []], content]}] if anchor else content


class _Writer:
    """Writes the model as pandoc's tree."""

    def __init__(self, drawn: dict[str, bytes]) -> None:
        self._drawn = drawn

    def document(self, document: Document) -> list[Node]:
        imprint = [_styled("Imprint", _para(_string(f"{label}: {value}"))) for label, value in document.meta]
        front = [_styled("Kind", _para(_string(document.kind)))] if document.kind else []
        abstract = [_styled("Abstract", *self.blocks(document.abstract))] if document.abstract else []
        if document.layout is Layout.BRIEFING:  # two pages, with what is asked on the first
            return [*front, *abstract, *self.blocks(document.blocks), *imprint]
        if document.cover_svg:
            front.append(_para([self._image(document.cover_svg, document.cover_alt, "11cm")]))
        return [*front, *abstract, *imprint, *self._contents(document), *self.blocks(document.blocks)]

    def _contents(self, document: Document) -> list[Node]:
        headings = [
            block for block in document.blocks if isinstance(block, model.Heading) and block.level < 3
        ]
        if len(headings) < 3:
            return []
        return [
            _styled("Contents Title", _para(_string("Contents"))),
            *(
                _styled(
                    f"Contents {block.level}",
                    _para([_link(f"#{block.anchor}", _string(model.words_of(block.content)))]),
                )
                for block in headings
            ),
        ]

    def blocks(self, blocks: Iterable[Block]) -> list[Node]:
        return [node for block in blocks for node in self._block(block)]

    def _block(self, block: Block) -> list[Node]:  # noqa: PLR0911 - one return for each kind
        match block:
            case model.Heading():
                return [
                    {"t": "Header", "c": [block.level, [block.anchor, [], []], self.inlines(block.content)]}
                ]
            case model.Paragraph():
                return [_para(_anchored(block.anchor, self.inlines(block.content)))]
            case model.CodeBlock():
                return [{"t": "CodeBlock", "c": [_PLAIN, block.text]}]
            case model.ListBlock():
                return [self._list(block)]
            case model.Table():
                return [self._table(block)]
            case model.Quote():
                return self._quote(block)
            case model.Card():
                return self._card(block)
            case model.Figure():
                return [self._figure(block)]
            case model.Callout():
                style = "Callout Attention" if block.tone == "attention" else "Callout"
                title = [_para([{"t": "Strong", "c": _string(block.title)}])] if block.title else []
                return [_styled(style, *title, *self.blocks(block.blocks))]
            case model.Divider():
                return [{"t": "HorizontalRule"}]
            case model.DefinitionList():
                items = [[self.inlines(term), [self.blocks(meaning)]] for term, meaning in block.items]
                return [{"t": "DefinitionList", "c": items}]

    def _list(self, block: model.ListBlock) -> Node:
        items = [self.blocks(item) for item in block.items]
        if all(len(item) == 1 for item in items):
            items = [
                [node | {"t": "Plain"} if node["t"] == "Para" else node for node in item] for item in items
            ]
        if block.ordered:
            return {"t": "OrderedList", "c": [[block.start, {"t": "Decimal"}, {"t": "Period"}], items]}
        return {"t": "BulletList", "c": items}

    def _table(self, block: model.Table) -> Node:
        sides = [*block.align, *["left"] * (len(block.header) - len(block.align))][: len(block.header)]
        wide = columns.shares(block)
        specs = [
            [{"t": _SIDES.get(side, "AlignLeft")}, {"t": "ColWidth", "c": share}]
            for side, share in zip(sides, wide, strict=True)
        ]
        caption = [None, [{"t": "Plain", "c": self.inlines(block.caption)}] if block.caption else []]
        head = [_PLAIN, [self._row(block.header)]]
        body = [_PLAIN, 0, [], [self._row(row) for row in block.rows]]
        return {"t": "Table", "c": [[block.anchor, [], []], caption, specs, head, [body], [_PLAIN, []]]}

    def _row(self, cells: tuple[tuple[Inline, ...], ...]) -> list[Any]:
        return [
            _PLAIN,
            [
                [_PLAIN, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": self.inlines(cell)}]]
                for cell in cells
            ],
        ]

    def _quote(self, block: model.Quote) -> list[Node]:
        number = (
            [_styled("Quote Number", _para(_anchored(block.anchor, _string(block.ref))))] if block.ref else []
        )
        anchor = "" if block.ref else block.anchor
        source = [_styled("Quote Source", _para(_string("— ") + self.inlines(block.attribution)))]
        words = _styled("Quote", *self.blocks(block.blocks), anchor=anchor)
        return [*number, words, *(source if block.attribution else [])]

    def _card(self, block: model.Card) -> list[Node]:
        """A table of one cell, the one thing that both Word and LibreOffice never break over a page."""
        title = [_span("Number", _string(block.number)), {"t": "Space"}, *_string(block.title)]
        parts = [_styled(f"Card Title {block.level}", _para(_anchored(block.anchor, title)))]
        if block.marks:
            parts.append(_styled("Card Marks", _para(_string(" · ".join(block.marks)))))
        body = self.blocks(block.blocks)
        last = [] if block.fields else body[-1:]
        parts += [_styled("Card Text", *body[: len(body) - len(last)]), _styled("Card Last Text", *last)]
        for number, (label, value) in enumerate(block.fields, 1):
            style = _field_style(number, len(block.fields))
            tab = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}
            parts.append(_styled(style, _para([_span("Label", _string(label)), tab, *self.inlines(value)])))
        card = _whole_cell([part for part in parts if part["c"][1]])
        nothing = _para(
            [{"t": "Str", "c": "\u00a0"}]
        )  # Word joins tables that touch; a heading keeps to its card
        return [_styled("Card Lead", nothing), card, _styled("Card Gap", nothing)]

    def _figure(self, block: model.Figure) -> Node:
        picture = [{"t": "Plain", "c": [self._image(block.svg, block.alt, "15cm")]}]
        caption = [None, [{"t": "Plain", "c": self.inlines(block.caption)}] if block.caption else []]
        return {"t": "Figure", "c": [[block.anchor, [], []], caption, picture]}

    def _image(self, svg: str, alt: str, width: str) -> Node:
        address = "data:image/png;base64," + base64.b64encode(self._drawn[svg]).decode()
        return {"t": "Image", "c": [["", [], [["width", width]]], _string(alt), [address, ""]]}

    def inlines(self, content: Iterable[Inline]) -> list[Node]:
        return [node for inline in content for node in self._inline(inline)]

    def _inline(self, inline: Inline) -> list[Node]:  # noqa: PLR0911 - one return for each kind
        match inline:
            case model.Text(text):
                return _string(text)
            case model.Emphasis(content):
                return [{"t": "Emph", "c": self.inlines(content)}]
            case model.Strong(content):
                return [{"t": "Strong", "c": self.inlines(content)}]
            case model.Code(text):
                return [{"t": "Code", "c": [_PLAIN, text]}]
            case model.Link(href, content):
                return [_link(href, self.inlines(content))]
            case model.LineBreak():
                return [{"t": "LineBreak"}]
            case model.Footnote(content):
                return [{"t": "Note", "c": [_para(self.inlines(content))]}]


def _whole_cell(parts: list[Node]) -> Node:
    cell: list[Any] = [_PLAIN, {"t": "AlignDefault"}, 1, 1, parts]
    body: list[Any] = [_PLAIN, 0, [], [[_PLAIN, [cell]]]]
    attributes = ["", [], [["custom-style", "Card"]]]
    specs = [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": 1}]]
    return {"t": "Table", "c": [attributes, [None, []], specs, [_PLAIN, []], [body], [_PLAIN, []]]}


def _field_style(number: int, count: int) -> str:
    if count == 1:
        return "Card Only Field"
    return {1: "Card First Field", count: "Card Last Field"}.get(number, "Card Field")


def _link(href: str, content: list[Node]) -> Node:
    return {"t": "Link", "c": [_PLAIN, content, [href, ""]]}
