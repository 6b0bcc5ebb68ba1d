"""The document model as pandoc's document tree: what all of pandoc's formats share."""

import base64
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from roundtable.documents import columns, model
from roundtable.documents.model import Block, Document, Inline, Layout
from roundtable.documents.pandoc.running import Node
from roundtable.documents.pdf import pictures

PLAIN: Final[list[Any]] = ["", [], []]
_SIDES: Final = {"right": "AlignRight", "center": "AlignCenter"}


def pictures_of(document: Document, font_paths: Sequence[Path]) -> dict[str, bytes]:
    """Each picture of a document as PNG, by its SVG."""
    figures = [
        node.svg
        for node in model.walk((document.abstract, document.blocks))
        if isinstance(node, model.Figure)
    ]
    svgs = list(dict.fromkeys([*filter(None, [document.cover_svg]), *figures]))
    return dict(zip(svgs, pictures(svgs, font_paths=font_paths), strict=True)) if svgs else {}


def meta_of(document: Document) -> Node:
    """Properties of the file. What the title page says beside them is written as blocks, so that its order is ours."""
    properties = {
        "pagetitle": document.title,
        "lang": document.language,
        "subject": document.subtitle,
        "description": document.subtitle,
    }
    meta: Node = {name: {"t": "MetaString", "c": value} for name, value in properties.items() if value}
    meta["title"] = {"t": "MetaInlines", "c": string(document.title)}
    if document.subtitle:
        meta["subtitle"] = {"t": "MetaInlines", "c": string(document.subtitle)}
    names = [name for name in (document.organisation, document.author) if name]
    meta["author"] = {"t": "MetaList", "c": [{"t": "MetaInlines", "c": string(name)} for name in names]}
    facts = " · ".join(fact for fact in (document.shown_date, document.version) if fact)
    meta["date"] = {"t": "MetaInlines", "c": string(facts)}
    return meta


def string(text: str) -> list[Node]:
    """Words for pandoc: spaces are nodes of their own, so that lines can break there."""
    parts: list[Node] = []
    for number, word in enumerate(text.replace("\n", " ").split(" ")):
        if number:
            parts.append({"t": "Space"})
        if word:
            parts.append({"t": "Str", "c": word})
    return parts


def para(content: list[Node]) -> Node:
    return {"t": "Para", "c": content}


def styled(style: str, *blocks: Node, anchor: str = "") -> Node:
    """Blocks in a paragraph style of the reference document; in an EPUB, in a class."""
    return {
        "t": "Div",
        "c": [[anchor, [style.lower().replace(" ", "-")], [["custom-style", style]]], list(blocks)],
    }


def span(style: str, content: list[Node]) -> Node:
    return {"t": "Span", "c": [["", [style.lower().replace(" ", "-")], [["custom-style", style]]], content]}


def anchored(anchor: str, content: list[Node]) -> list[Node]:
    return [{"t": "Span", "c": [[anchor, [], []], content]}] if anchor else content


def heading(level: int, anchor: str, content: list[Node]) -> Node:
    return {"t": "Header", "c": [level, [anchor, [], []], content]}


def link(href: str, content: list[Node]) -> Node:
    return {"t": "Link", "c": [PLAIN, content, [href, ""]]}


class Writer:
    """Writes the model as pandoc's tree. A format says for itself what a card is, and how it lists its contents."""

    def __init__(self, drawn: dict[str, bytes]) -> None:
        self._drawn = drawn

    def card(self, block: model.Card) -> list[Node]:
        """A numbered thing: its title is a heading."""
        raise NotImplementedError

    def document(self, document: Document) -> list[Node]:
        imprint = [styled("Imprint", para(string(f"{label}: {value}"))) for label, value in document.meta]
        front = [styled("Kind", para(string(document.kind)))] if document.kind else []
        abstract = [styled("Abstract", *self.blocks(document.abstract))] if document.abstract else []
        if document.layout is Layout.BRIEFING:  # two pages, with what is asked on the first
            return [*front, *abstract, *self.blocks(document.blocks), *imprint]
        if document.cover_svg:
            front.append(para([self.image(document.cover_svg, document.cover_alt, "11cm")]))
        return [*front, *abstract, *imprint, *self.contents(document), *self.blocks(document.blocks)]

    def contents(self, document: Document) -> list[Node]:
        headings = [
            block for block in document.blocks if isinstance(block, model.Heading) and block.level < 3
        ]
        if len(headings) < 3:
            return []
        return [
            styled("Contents Title", para(string("Contents"))),
            *(
                styled(
                    f"Contents {block.level}",
                    para([link(f"#{block.anchor}", string(model.words_of(block.content)))]),
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
                return [para(anchored(block.anchor, self.inlines(block.content)))]
            case model.CodeBlock():
                return [{"t": "CodeBlock", "c": [PLAIN, block.text]}]
            case model.ListBlock():
                return [self._list(block)]
            case model.Table():
                return [self._table(block)]
            case model.Quote():
                return self._quote(block)
            case model.Card():
                return self.card(block)
            case model.Figure():
                return [self._figure(block)]
            case model.Callout():
                style = "Callout Attention" if block.tone == "attention" else "Callout"
                title = [para([{"t": "Strong", "c": string(block.title)}])] if block.title else []
                return [styled(style, *title, *self.blocks(block.blocks))]
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
        head = [PLAIN, [self._row(block.header)]]
        body = [PLAIN, 0, [], [self._row(row) for row in block.rows]]
        return {"t": "Table", "c": [[block.anchor, [], []], caption, specs, head, [body], [PLAIN, []]]}

    def _row(self, cells: tuple[tuple[Inline, ...], ...]) -> list[Any]:
        return [
            PLAIN,
            [
                [PLAIN, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": self.inlines(cell)}]]
                for cell in cells
            ],
        ]

    def _quote(self, block: model.Quote) -> list[Node]:
        number = (
            [styled("Quote Number", para(anchored(block.anchor, string(block.ref))))] if block.ref else []
        )
        anchor = "" if block.ref else block.anchor
        source = [styled("Quote Source", para(string("— ") + self.inlines(block.attribution)))]
        words = styled("Quote", *self.blocks(block.blocks), anchor=anchor)
        return [*number, words, *(source if block.attribution else [])]

    def _figure(self, block: model.Figure) -> Node:
        picture = [{"t": "Plain", "c": [self.image(block.svg, block.alt, "15cm")]}]
        caption = [None, [{"t": "Plain", "c": self.inlines(block.caption)}] if block.caption else []]
        return {"t": "Figure", "c": [[block.anchor, [], []], caption, picture]}

    def image(self, svg: str, alt: str, width: str) -> Node:
        address = "data:image/png;base64," + base64.b64encode(self._drawn[svg]).decode()
        return {"t": "Image", "c": [["", [], [["width", width]]], string(alt), [address, ""]]}

    def inlines(self, content: Iterable[Inline]) -> list[Node]:
        return [node for inline in content for node in self._inline(inline)]

    def _inline(self, inline: Inline) -> list[Node]:  # noqa: PLR0911 - one return for each kind
        match inline:
            case model.Text(text):
                return string(text)
            case model.Emphasis(content):
                return [{"t": "Emph", "c": self.inlines(content)}]
            case model.Strong(content):
                return [{"t": "Strong", "c": self.inlines(content)}]
            case model.Code(text):
                return [{"t": "Code", "c": [PLAIN, text]}]
            case model.Link(href, content):
                return [link(href, self.inlines(content))]
            case model.LineBreak():
                return [{"t": "LineBreak"}]
            case model.Footnote(content):
                return [{"t": "Note", "c": [para(self.inlines(content))]}]
