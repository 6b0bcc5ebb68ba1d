"""The document model: what a document says, without how any format says it. Immutable, nothing raw.

Text is text: no sign in it is ever markup. A link goes to http, https, mailto or an anchor of the document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]")
_HREF = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|#[^\s#]+$)[^\s]*\Z", re.IGNORECASE)


def printable(text: str) -> str:
    """The text without control characters, which XML forbids and no font shows; line ends become newlines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text) if _CONTROL.search(text) else text


def is_safe_href(href: str) -> bool:
    """Whether a link may go there: http, https, mailto, or `#anchor`."""
    return _HREF.match(href) is not None


# Inlines


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are. A newline in it is a space: use LineBreak, or `plain_text` for what people typed."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Emphasis:
    content: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Strong:
    content: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Code:
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Link:
    """A link to http, https, mailto or `#anchor`. Raises ValueError for any other; see is_safe_href."""

    href: str
    content: tuple["Inline", ...]

    def __post_init__(self) -> None:
        if not is_safe_href(self.href):
            raise ValueError(f"A link may go to http, https, mailto or #anchor, not to {self.href!r}.")


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note carried where it is referred to; each format numbers and places it."""

    content: tuple["Inline", ...]


Inline = Text | Emphasis | Strong | Code | Link | LineBreak | Footnote

# Blocks


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is a chapter; the document's title stands above it. An empty anchor is made from the words."""

    level: int
    content: tuple[Inline, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: tuple[Inline, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, bulleted or numbered from `start`; each item is blocks."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are inlines. `align` names left, right or center for each column; numbers belong on the right."""

    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    caption: tuple[Inline, ...] = ()
    align: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words. `ref` is the number of its source ("S-0123") and stands in the margin."""

    blocks: tuple["Block", ...]
    attribution: tuple[Inline, ...] = ()
    ref: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A numbered thing that never breaks over a page: a recommendation, a gap.

    `fields` are labelled facts under the body (owner, timescale, evidence); `marks` are short words beside the
    number in the margin ("14 submissions"). `level` 0 makes the title a heading one below the one above it.
    """

    number: str
    title: str
    blocks: tuple["Block", ...] = ()
    fields: tuple[tuple[str, tuple[Inline, ...]], ...] = ()
    marks: tuple[str, ...] = ()
    anchor: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG, the finding in words (`alt`, never empty) and a caption. Put its table after it."""

    svg: str
    alt: str
    caption: tuple[Inline, ...] = ()
    anchor: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("A figure needs alt text that says what it shows.")


@dataclass(frozen=True, slots=True)
class Callout:
    """Something set apart: what a reader must not miss ("attention") or may like to know ("note")."""

    blocks: tuple["Block", ...]
    title: str = ""
    tone: str = "note"


@dataclass(frozen=True, slots=True)
class Divider:
    pass


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """Terms, each with what it means as blocks."""

    items: tuple[tuple[tuple[Inline, ...], tuple["Block", ...]], ...]


Block = (
    Heading
    | Paragraph
    | CodeBlock
    | ListBlock
    | Table
    | Quote
    | Card
    | Figure
    | Callout
    | Divider
    | DefinitionList
)


ACCENT = "#0B5D5E"


class Layout(StrEnum):
    """A report has a cover page and contents; a briefing begins at once, under its title."""

    REPORT = "report"
    BRIEFING = "briefing"


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `kind` stands above the title; `meta` is small print on the cover (label, value)."""

    title: str
    date: date
    blocks: tuple[Block, ...] = ()
    subtitle: str = ""
    kind: str = ""
    author: str = ""
    organisation: str = ""
    version: str = ""
    abstract: tuple[Block, ...] = ()
    cover_svg: str = ""
    cover_alt: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    language: str = "en-GB"
    layout: Layout = Layout.REPORT
    accent: str = ACCENT
    # The colour of rules, numbers and links, readable on white: #RRGGBB.

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}", self.accent):
            raise ValueError(f"An accent is a colour such as {ACCENT}, not {self.accent!r}.")
        if self.cover_svg and not self.cover_alt.strip():
            raise ValueError("The picture on the cover needs alt text that says what it shows.")

    @property
    def shown_date(self) -> str:
        """14 January 2027."""
        return f"{self.date.day} {self.date:%B %Y}"


def text(words: str) -> tuple[Inline, ...]:
    """The words as inlines, for the places that take them."""
    return (Text(words),) if words else ()


def plain_text(words: str) -> tuple[Block, ...]:
    """What somebody typed, as it stands: a blank line parts paragraphs, a line end stays a line end."""
    parts = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", printable(words).strip()))
    return tuple(Paragraph(tuple(_lines(part))) for part in parts if part.strip())


def _lines(part: str) -> Iterator[Inline]:
    for number, line in enumerate(part.split("\n")):
        if number:
            yield LineBreak()
        yield Text(line)


def words_of(content: Iterable[Inline]) -> str:
    """The bare words of inlines, footnotes left out."""
    words: list[str] = []
    for inline in content:
        match inline:
            case Text(text) | Code(text):
                words.append(text)
            case LineBreak():
                words.append(" ")
            case Emphasis(inner) | Strong(inner):
                words.append(words_of(inner))
            case Link(_, inner):
                words.append(words_of(inner))
            case Footnote():
                pass
    return "".join(words)


def walk(node: Any) -> Iterator[Any]:
    """Every block and inline under a document, block, inline or tuple of them, in reading order."""
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for place in fields(node):
            value = getattr(node, place.name)
            if isinstance(value, tuple):
                yield from walk(value)
