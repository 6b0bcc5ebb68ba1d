"""Documents as Markdown that reads well as it is. What people wrote stands literally in any reader of it.

Only signs that would be read as Markdown where they stand get a backslash; the rest stays as typed.
"""

import re
from collections.abc import Iterable
from typing import Final

from roundtable.documents import model
from roundtable.documents.mending import mended
from roundtable.documents.model import Block, Document, Inline

_ALWAYS: Final = re.compile(
    r"[\\`*\[\]]|<(?=[A-Za-z/!?])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|~(?=~)|&(?=#?\w+;)"
)
_MATHS: Final = re.compile(r"\$(?=\S[^$\n]*\$)|(?<=\S)\$")
_LINE_START: Final = re.compile(r"([#>]|[-+=](?=[\s=-]|$)|:(?=[\s-])|\||```|~~~)")
_NUMBER_START: Final = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_ADDRESS: Final = re.compile(r"[\s()<>\\]")


def render_markdown(document: Document) -> str:
    """The document as Markdown (CommonMark with tables and footnotes)."""
    whole = mended(document)
    writer = _Writer()
    parts = [*_head(whole), *writer.parts(whole.abstract), *writer.parts(whole.blocks), *writer.notes()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(document: Document) -> Iterable[str]:
    if document.kind:
        yield _escaped(document.kind)
    yield f"# {_escaped(document.title)}"
    if document.subtitle:
        yield f"*{_escaped(document.subtitle)}*"
    facts = (document.organisation, document.author, document.shown_date, document.version)
    yield _at_line_start(_escaped(" · ".join(fact for fact in facts if fact)))
    if document.cover_svg:
        yield _at_line_start(_escaped(document.cover_alt))
    yield "\n".join(f"- {_escaped(label)}: {_escaped(value)}" for label, value in document.meta)


class _Writer:
    def __init__(self) -> None:
        self._notes: list[str] = []

    def parts(self, blocks: Iterable[Block]) -> list[str]:
        """Each block as its lines, without the blank line between."""
        return [self._block(block) for block in blocks]

    def notes(self) -> list[str]:
        return [f"[^{number}]: {note}" for number, note in enumerate(self._notes, 1)]

    def _inside(self, blocks: Iterable[Block]) -> str:
        return "\n\n".join(part for part in self.parts(blocks) if part)

    def _block(self, block: Block) -> str:  # noqa: PLR0911 - one return for each kind
        match block:
            case model.Heading():
                return f"{'#' * min(6, block.level + 1)} {self._line(block.content)}"
            case model.Paragraph():
                return self._lines(block.content)
            case model.CodeBlock():
                return _fenced(block.text)
            case model.ListBlock():
                return self._list(block)
            case model.Table():
                return self._table(block)
            case model.Quote():
                return self._quote(block)
            case model.Card():
                return self._card(block)
            case model.Figure():
                caption = f"\n\n*{self._line(block.caption)}*" if block.caption else ""
                return f"**Figure.** {_escaped(block.alt)}{caption}"
            case model.Callout():
                title = f"**{_escaped(block.title)}**\n\n" if block.title else ""
                return _prefixed(title + self._inside(block.blocks), "> ")
            case model.Divider():
                return "---"
            case model.DefinitionList():
                return "\n\n".join(
                    f"**{self._line(term)}**\n\n{self._inside(meaning)}" for term, meaning in block.items
                )

    def _list(self, block: model.ListBlock) -> str:
        written = []
        for number, item in enumerate(block.items, block.start):
            mark = f"{number}." if block.ordered else "-"
            body = _prefixed(self._inside(item), "    ", blank="")
            written.append(mark + body[len(mark) :] if body else mark)
        loose = any(len(item) > 1 for item in block.items)
        return ("\n\n" if loose else "\n").join(written)

    def _table(self, block: model.Table) -> str:
        rules = {"right": "---:", "center": ":---:"}
        align = [rules.get(side, "---") for side in block.align]
        align += ["---"] * (len(block.header) - len(align))
        lines = [self._row(block.header), f"| {' | '.join(align)} |", *map(self._row, block.rows)]
        caption = f"**Table.** {self._line(block.caption)}\n\n" if block.caption else ""
        return caption + "\n".join(lines)

    def _row(self, cells: tuple[tuple[Inline, ...], ...]) -> str:
        written = [self._line(cell).replace("|", r"\|") for cell in cells]
        return f"| {' | '.join(written)} |"

    def _quote(self, block: model.Quote) -> str:
        ref = f"**{_escaped(block.ref)}**\n\n" if block.ref else ""
        source = f"\n\n— {self._line(block.attribution)}" if block.attribution else ""
        return _prefixed(ref + self._inside(block.blocks) + source, "> ")

    def _card(self, block: model.Card) -> str:
        title = f"{'#' * min(6, block.level + 1)} {_escaped(f'{block.number} {block.title}')}"
        marks = f"*{_escaped(' · '.join(block.marks))}*" if block.marks else ""
        fields = "\n".join(f"- **{_escaped(label)}:** {self._line(value)}" for label, value in block.fields)
        return "\n\n".join(part for part in (title, marks, self._inside(block.blocks), fields) if part)

    def _line(self, content: Iterable[Inline]) -> str:
        """Inlines on one line, for headings and cells."""
        return self._inlines(content).replace("  \n", " ").replace("\n", " ")

    def _lines(self, content: Iterable[Inline]) -> str:
        return "\n".join(_at_line_start(line) for line in self._inlines(content).split("\n"))

    def _inlines(self, content: Iterable[Inline]) -> str:
        return "".join(self._inline(inline) for inline in content)

    def _inline(self, inline: Inline) -> str:  # noqa: PLR0911 - one return for each kind
        match inline:
            case model.Text(text):
                return _escaped(text)
            case model.Emphasis(content):
                return f"*{self._inlines(content)}*"
            case model.Strong(content):
                return f"**{self._inlines(content)}**"
            case model.Code(text):
                return _ticked(text)
            case model.Link(href, content):
                words = self._inlines(content)
                return words if href.startswith("#") else f"[{words}]({_ADDRESS.sub(_percent, href)})"
            case model.LineBreak():
                return "  \n"
            case model.Footnote(content):
                place = len(self._notes)
                self._notes.append("")
                self._notes[place] = self._line(content)
                return f"[^{place + 1}]"


def _escaped(text: str) -> str:
    text = _ALWAYS.sub(r"\\\g<0>", text.replace("\n", " "))
    return _MATHS.sub(r"\\$", text) if text.count("$") > 1 and _MATHS.search(text) else text


def _at_line_start(line: str) -> str:
    line = line.lstrip()
    if _LINE_START.match(line):
        return f"\\{line}"
    if found := _NUMBER_START.match(line):
        return f"{found[1]}\\{line[len(found[1]) :]}"
    return line


def _ticked(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if longest else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _fenced(text: str) -> str:
    return _prefixed(text, "    ", blank="")


def _prefixed(text: str, prefix: str, *, blank: str | None = None) -> str:
    empty = prefix.rstrip() if blank is None else blank
    return "\n".join(f"{prefix}{line}" if line else empty for line in text.split("\n"))


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
