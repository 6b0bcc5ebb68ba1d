"""Markdown as people write it, into the document model. Raw HTML is text; nothing here is ever markup again.

Python-Markdown parses; a walker reads its finished element tree. Hostile input is bounded before it is parsed:
a minute for 20,000 brackets is what the bare library takes.
"""

import re
from html import unescape
from string import punctuation
from typing import Final
from xml.etree.ElementTree import Element

import markdown as engine
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from roundtable.documents import model
from roundtable.documents.model import Block, Inline
from roundtable.errors import Refusal

LONGEST: Final = 200_000
"""Characters in one text. A long report section has about 20,000."""

MOST_LINES: Final = 5_000
"""Lines in one text."""

DEEPEST: Final = 24
"""Lists and quotations in one another."""

PATIENCE: Final = 1_000_000
"""Steps that the parser may take over one kind of sign in one text, where each may read to the paragraph's end."""

FEWEST: Final = 8
"""Signs of a kind that a paragraph may always use; beyond these, and with no patience left, they stand as typed."""

_GUARDED: Final = "[]`*_<!\\"
_SHIELDS: Final = {sign: chr(0xFDD0 + number) for number, sign in enumerate(_GUARDED)}
_UNSHIELD: Final = str.maketrans({shield: sign for sign, shield in _SHIELDS.items()})
_NEST: Final = re.compile(r"^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d+[.)](?=[ \t])))+", re.MULTILINE)
_UNDERLINE: Final = re.compile(r"^([=-]+[ \t]*|#{1,6}.*)$(?=\n)", re.MULTILINE)
_LEVEL: Final = re.compile(r"h([1-6])\Z")


def parse(text: str, *, base_level: int = 1) -> tuple[Block, ...]:
    """Markdown as blocks; its first level of heading becomes `base_level`, and skipped levels are mended.

    Takes paragraphs, emphasis, lists, quotations, tables, links, code, rules and footnotes. A picture becomes
    a link to it, a link to anywhere but http, https, mailto or an anchor becomes its words. Refuses a text
    that is too long or too deeply nested.
    """
    text = model.printable(text)
    if len(text) > LONGEST:
        raise Refusal(
            f"This text has {len(text):,} characters; at most {LONGEST:,} fit. Divide it into sections."
        )
    if text.count("\n") > MOST_LINES:
        raise Refusal(f"This text has more than {MOST_LINES:,} lines. Divide it into sections.")
    try:
        root = _tree_of(_guarded(text))
        return _Walker(root, base_level).blocks(root)
    except RecursionError:
        raise Refusal("This text has lists or quotations nested too deeply. Take some levels out.") from None


def _guarded(text: str) -> str:
    """The text with what could keep the parser busy made harmless, sign for sign."""
    text = _UNDERLINE.sub(r"\1\n", _NEST.sub(_shallow, text))
    patience = dict.fromkeys(_GUARDED, PATIENCE)
    return "\n\n".join(_guarded_paragraph(part, patience) for part in re.split(r"\n[ \t]*\n", text))


def _guarded_paragraph(part: str, patience: dict[str, int]) -> str:
    for sign, shield in _SHIELDS.items():
        there = part.count(sign)
        allowed = max(FEWEST, patience[sign] // (len(part) or 1))
        if there > allowed:
            head = part.split(sign, allowed)
            part = sign.join((*head[:-1], head[-1].replace(sign, shield)))
        patience[sign] = max(0, patience[sign] - min(there, allowed) * len(part))
    return part


def _shallow(match: re.Match[str]) -> str:
    marks = match[0]
    if sum(not sign.isspace() for sign in marks) <= DEEPEST:
        return marks
    raise Refusal("This text has lists or quotations nested too deeply. Take some levels out.")


class _Keep(Treeprocessor):
    """Comes last and keeps the finished tree, so that nothing need be serialised and parsed again."""

    tree: Element | None = None

    def run(self, root: Element) -> Element:
        self.tree = root
        return Element("div")


def _tree_of(text: str) -> Element:
    parser = engine.Markdown(extensions=["tables", "footnotes", "sane_lists"], output_format="xhtml")
    parser.ESCAPED_CHARS = list(punctuation)  # as in CommonMark
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    parser.inlinePatterns.deregister("entity")
    keep = _Keep(parser)
    parser.treeprocessors.register(keep, "keep", -100)
    parser.convert(text)
    return keep.tree if keep.tree is not None else Element("div")


def _code(part: Element) -> str:
    """Code as it was typed; the parser escapes it for HTML."""
    words = "".join(part.itertext()).translate(_UNSHIELD)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _words(text: str | None) -> str:
    """Text of the tree as it was typed; mail addresses come obfuscated."""
    if not text:
        return ""
    if AMP_SUBSTITUTE in text:
        text = unescape(text.replace(AMP_SUBSTITUTE, "&"))
    if NBSP_PLACEHOLDER in text:
        text = text.replace(NBSP_PLACEHOLDER, "")
    return text.translate(_UNSHIELD)


class _Walker:
    def __init__(self, root: Element, base_level: int) -> None:
        self._base = base_level
        self._level = base_level - 1
        self._notes = {
            item.get("id", ""): item
            for part in root.iter("div")
            if part.get("class") == "footnote"
            for item in part.iter("li")
        }
        self._top = min(
            (int(found[1]) for part in root.iter() if (found := _LEVEL.match(str(part.tag)))), default=1
        )

    def blocks(self, parent: Element) -> tuple[Block, ...]:
        """What stands in an element, as blocks; loose inlines become a paragraph."""
        done: list[Block] = []
        loose: list[Inline] = list(self._text(parent.text))
        for part in parent:
            made = self._block(part)
            if made is None:
                loose.extend(self._inline(part))
            else:
                done.extend((*_paragraph(loose), *made))
                loose = []
            loose.extend(self._text(part.tail))
        return (*done, *_paragraph(loose))

    def _block(self, part: Element) -> tuple[Block, ...] | None:  # noqa: PLR0911 - one return for each kind
        tag = str(part.tag)
        if found := _LEVEL.match(tag):
            return (self._heading(part, int(found[1])),)
        match tag:
            case "p":
                return _paragraph(self._inlines(part))
            case "ul" | "ol":
                items = tuple(self.blocks(item) for item in part if item.tag == "li")
                return (model.ListBlock(items, tag == "ol", _whole(part.get("start"))),)
            case "blockquote":
                return (model.Quote(self.blocks(part)),)
            case "pre":
                return (model.CodeBlock(_code(part).rstrip("\n")),)
            case "hr":
                return (model.Divider(),)
            case "table":
                return (self._table(part),)
            case "div":
                return () if part.get("class") == "footnote" else self.blocks(part)
        return None

    def _heading(self, part: Element, level: int) -> Block:
        wished = self._base + level - self._top
        self._level = max(self._base, min(wished, self._level + 1, 6))
        return model.Heading(self._level, self._inlines(part))

    def _table(self, part: Element) -> Block:
        lines = [[cell for cell in line if cell.tag in ("th", "td")] for line in part.iter("tr")]
        align = tuple(_alignment(cell) for cell in lines[0]) if lines else ()
        cells = [tuple(self._inlines(cell) for cell in line) for line in lines]
        return model.Table(cells[0], tuple(cells[1:]), align=align)

    def _inlines(self, parent: Element) -> tuple[Inline, ...]:
        done = list(self._text(parent.text))
        for part in parent:
            done.extend(self._inline(part))
            done.extend(self._text(part.tail))
        return _trimmed(done)

    def _text(self, text: str | None) -> tuple[Inline, ...]:
        words = _words(text)
        return (model.Text(words.replace("\n", " ")),) if words else ()

    def _inline(self, part: Element) -> tuple[Inline, ...]:  # noqa: PLR0911 - one return for each kind
        match part.tag:
            case "em":
                return (model.Emphasis(self._inlines(part)),)
            case "strong":
                return (model.Strong(self._inlines(part)),)
            case "code":
                return (model.Code(_code(part)),)
            case "br":
                return (model.LineBreak(),)
            case "a":
                return self._link(_words(part.get("href")), self._inlines(part))
            case "img":
                return self._link(_words(part.get("src")), model.text(_words(part.get("alt")) or "picture"))
            case "sup" if part.get("id", "").startswith("fnref"):
                return self._footnote(part)
        return self._inlines(part)

    def _link(self, href: str, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        href = href.strip()
        return (model.Link(href, content),) if content and model.is_safe_href(href) else content

    def _footnote(self, part: Element) -> tuple[Inline, ...]:
        link = part.find("a")
        note = self._notes.pop(link.get("href", "").removeprefix("#"), None) if link is not None else None
        if note is None:  # a note is carried once, where it is first referred to
            return ()
        content: list[Inline] = []
        for paragraph in note.iter("p"):
            for back in [found for found in paragraph if found.get("class") == "footnote-backref"]:
                paragraph.remove(back)
            content.extend(
                (model.LineBreak(), *self._inlines(paragraph)) if content else self._inlines(paragraph)
            )
        return (model.Footnote(_trimmed(content)),)


def _paragraph(content: "list[Inline] | tuple[Inline, ...]") -> tuple[Block, ...]:
    return (model.Paragraph(_trimmed(list(content))),) if model.words_of(content).strip() else ()


def _trimmed(content: list[Inline]) -> tuple[Inline, ...]:
    """Without line breaks at the end, and without space at both ends and after line breaks."""
    while content and isinstance(content[-1], model.LineBreak):
        content.pop()
    done: list[Inline] = []
    for place, part in enumerate(content):
        if isinstance(part, model.Text):
            words = part.text
            if not done or isinstance(done[-1], model.LineBreak):
                words = words.lstrip()
            if place == len(content) - 1:
                words = words.rstrip()
            part = model.Text(words)  # noqa: PLW2901
        if part != model.Text(""):
            done.append(part)
    return tuple(done)


def _whole(number: str | None) -> int:
    return int(number) if number and number.isdecimal() and len(number) < 7 else 1


def _alignment(cell: Element) -> str:
    found = re.search(r"left|right|center", f"{cell.get('style', '')} {cell.get('align', '')}")
    return found[0] if found else "left"
