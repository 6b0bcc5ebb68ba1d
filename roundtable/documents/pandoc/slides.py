"""Documents as slides (PPTX): a chapter opens a part, a heading or a card a slide; what is too much for one runs on.

A slide takes about so many lines as its box does; nothing is left out, so a long report makes many slides. For slides
to speak from, write a short document.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from roundtable.documents import model
from roundtable.documents.mending import mended
from roundtable.documents.model import Block, Document, Heading, Inline, Paragraph, Text, words_of
from roundtable.documents.pandoc import slide_styles
from roundtable.documents.pandoc.parts import packed, unpacked
from roundtable.documents.pandoc.running import TIME_LIMIT, Node, write
from roundtable.documents.pandoc.tree import Writer, heading, meta_of, para, pictures_of, string

LINES: Final = 11
"""So many lines fit on a slide."""
LINE: Final = 62
"""So many characters fit on a line."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")


def render_slides(
    document: Document, *, font_paths: Sequence[Path] = (), time_limit: float = TIME_LIMIT
) -> bytes:
    """The document as PPTX, each slide with its title, pictures with their alt texts. Equal documents give equal bytes."""
    whole = mended(document)
    made = write(
        _Writer(pictures_of(whole, font_paths)).document(whole),
        meta_of(whole),
        whole,
        to="pptx",
        name="PPTX",
        beside={"reference.pptx": slide_styles.reference(whole.accent)},
        options=["--reference-doc=reference.pptx", "--slide-level=2"],
        time_limit=time_limit,
    )
    parts = unpacked(made)
    moment = f"{whole.date.isoformat()}T12:00:00Z".encode()
    said = iter(_alts(whole))
    for name in sorted((name for name in parts if _SLIDE.fullmatch(name)), key=_number):
        parts[name] = _DESCRIBED.sub(lambda _: b'descr="' + next(said, b"") + b'"', parts[name])
    parts["docProps/core.xml"] = _MOMENT.sub(rb"\g<1>" + moment, parts["docProps/core.xml"])
    return packed(parts)


def _number(slide: str) -> int:
    found = _SLIDE.fullmatch(slide)
    return int(found[1]) if found else 0


def _alts(document: Document) -> list[bytes]:
    """What the pictures show, in the order in which they stand."""
    cover = [document.cover_alt] if document.cover_svg else []
    figures = [
        node.alt
        for node in model.walk((document.abstract, document.blocks))
        if isinstance(node, model.Figure)
    ]
    return [escape(model.printable(words), {'"': "&quot;"}).encode() for words in (*cover, *figures)]


_SLIDE: Final = re.compile(r"ppt/slides/slide(\d+)\.xml")
_DESCRIBED: Final = re.compile(rb'descr="data:[^"]*"')
_MOMENT: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass
class _Slide:
    """What stands under one title."""

    title: tuple[Inline, ...]
    anchor: str = ""
    blocks: list[Block] = field(default_factory=list)


class _Writer(Writer):
    def document(self, document: Document) -> list[Node]:
        nodes: list[Node] = []
        for part in (*_parts(_front(document)), *_parts(document.blocks, model.text(document.title))):
            if isinstance(part, Heading):
                nodes.append(heading(1, part.anchor, self.inlines(part.content)))
            else:
                nodes += self._slide(part)
        return nodes

    def contents(self, document: Document) -> list[Node]:
        return []

    def _slide(self, slide: _Slide) -> list[Node]:
        """The slide, and as many as it takes to say all of it under the same title."""
        nodes = []
        for number, some in enumerate(_shared_out(slide.blocks)):
            title = self.inlines(slide.title)
            more = [{"t": "Space"}, *string("(continued)")] if number else []
            nodes.append(heading(2, "" if number else slide.anchor, [*title, *more]))
            nodes += self.blocks(some)
        return nodes

    def card(self, block: model.Card) -> list[Node]:
        """A card inside another block: its title in bold. One that stands alone is a slide."""
        title = " ".join(filter(None, [block.number, block.title]))
        return [para([{"t": "Strong", "c": string(title)}]), *self.blocks(_inside(block))]

    def _figure(self, block: model.Figure) -> Node:
        """Under a picture pandoc writes what stands in it: its caption, or else what it shows."""
        picture = self.image(block.svg, words_of(block.caption) or block.alt, "15cm")
        return para([picture])

    def _quote(self, block: model.Quote) -> list[Node]:
        number = [para(string(block.ref))] if block.ref else []
        source = [para(string("— ") + self.inlines(block.attribution))] if block.attribution else []
        words = self.blocks(block.blocks)
        return [*number, *([{"t": "BlockQuote", "c": words}] if words else []), *source]


def _front(document: Document) -> list[Block]:
    """What the title slide does not hold."""
    title = Heading(2, model.text(document.title))
    kind = [Paragraph(model.text(document.kind))] if document.kind else []
    cover = [model.Figure(document.cover_svg, document.cover_alt)] if document.cover_svg else []
    imprint = [Paragraph(model.text(f"{label}: {value}")) for label, value in document.meta]
    blocks = [*kind, *document.abstract, *imprint, *cover]
    return [title, *blocks] if blocks else []


def _parts(blocks: Iterable[Block], title: tuple[Inline, ...] = ()) -> Iterator[Heading | _Slide]:
    """Chapters, and the slides between them in their order."""
    slide = _Slide(title)
    for block in blocks:
        match block:
            case Heading(level=1):
                yield from _if_said(slide)
                yield block
                slide = _Slide(block.content)
            case Heading():
                yield from _if_said(slide, also_empty=bool(slide.anchor))
                slide = _Slide(block.content, block.anchor)
            case model.Card():
                yield from _if_said(slide)
                yield _Slide(
                    model.text(" ".join(filter(None, [block.number, block.title]))),
                    block.anchor,
                    _inside(block),
                )
                slide = _Slide(slide.title)
            case model.Table() | model.Figure():  # a slide of their own, for pandoc sets them beside nothing
                yield from _if_said(slide)
                yield _Slide(slide.title, block.anchor, [block])
                slide = _Slide(slide.title)
            case model.Divider():
                yield from _if_said(slide)
                slide = _Slide(slide.title)
            case _:
                slide.blocks.append(block)
    yield from _if_said(slide, also_empty=bool(slide.anchor))


def _if_said(slide: _Slide, *, also_empty: bool = False) -> Iterator[_Slide]:
    if slide.blocks or also_empty:
        yield slide


def _inside(card: model.Card) -> list[Block]:
    marks = [Paragraph(model.text(" · ".join(card.marks)))] if card.marks else []
    fields = [
        Paragraph((model.Strong(model.text(f"{label}:")), Text(" "), *value)) for label, value in card.fields
    ]
    return [*marks, *card.blocks, *fields]


def _shared_out(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks in as many slides as they need; at least one."""
    some: list[Block] = []
    room = float(LINES)
    for piece in (piece for block in blocks for piece in _pieces(block)):
        needs = _lines(piece)
        if some and needs > room:
            yield some
            some, room = [], float(LINES)
        some.append(piece)
        room -= needs
    yield some


def _lines(block: Block) -> float:  # noqa: PLR0911 - one return for each kind
    """How many lines it takes, about."""
    match block:
        case Paragraph(content):
            return math.ceil(len(words_of(content)) / LINE) + 0.4
        case model.CodeBlock(text):
            return text.count("\n") + 1.4
        case model.ListBlock(items):
            return sum(_lines(inner) for item in items for inner in item)
        case model.Table():
            return LINES
        case model.Quote():
            return sum(map(_lines, block.blocks)) + 2
        case model.Callout():
            return sum(map(_lines, block.blocks)) + 1
        case model.Card():
            return sum(map(_lines, _inside(block))) + 1
        case model.DefinitionList(items):
            return sum(1 + sum(map(_lines, meaning)) for _, meaning in items)
        case _:
            return LINES


def _pieces(block: Block) -> Iterator[Block]:
    """A block in pieces that fit on a slide, as far as it can be parted."""
    if _lines(block) <= LINES and not isinstance(block, model.Table):
        yield block
        return
    match block:
        case Paragraph(content=(Text(words),)):
            yield from (Paragraph((Text(part),)) for part in _sentences(words))
        case model.Quote():
            inner = [piece for each in block.blocks for piece in _pieces(each)]
            for number, piece in enumerate(inner, 1):
                last = number == len(inner)
                yield model.Quote(
                    (piece,), block.attribution if last else (), block.ref if number == 1 else ""
                )
        case model.ListBlock(items, ordered, start):
            yield from (
                model.ListBlock((item,), ordered, start + number) for number, item in enumerate(items)
            )
        case model.CodeBlock(text):
            lines = text.split("\n")
            yield from (
                model.CodeBlock("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES)
            )
        case model.Table():
            yield from _rows_shared_out(block)
        case model.DefinitionList(items):
            yield from (model.DefinitionList((item,)) for item in items)
        case _:
            yield block


def _sentences(words: str) -> Iterator[str]:
    """Sentences together, as long as a slide takes them."""
    held = ""
    for sentence in _SENTENCE.split(words):
        if held and len(held) + len(sentence) > LINE * (LINES - 1):
            yield held
            held = ""
        held = f"{held} {sentence}" if held else sentence
    yield held


def _rows_shared_out(table: model.Table) -> Iterator[model.Table]:
    """The table in parts that repeat its head."""
    wide = max(LINE // max(1, len(table.header)), 8)
    rows: list[tuple[tuple[Inline, ...], ...]] = []
    room, caption = float(LINES - 2), table.caption
    for row in table.rows:
        needs = max((math.ceil(len(words_of(cell)) / wide) for cell in row), default=1)
        if rows and needs > room:
            yield model.Table(table.header, tuple(rows), caption, table.align)
            rows, room, caption = [], float(LINES - 2), ()
        rows.append(row)
        room -= max(needs, 1)
    yield model.Table(table.header, tuple(rows), caption, table.align)
