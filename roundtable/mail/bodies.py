"""What a letter says: Markdown with named places, made into text and HTML once and filled in for each person.

A place is a name in double braces: `Dear {{name}}`, `[Answer]({{link:page}})`. What is filled in is never read as
Markdown or HTML; a place that has no value stays as it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app
from markupsafe import Markup, escape

from roundtable.documents import model
from roundtable.documents.html import to_html
from roundtable.documents.markdown import parse
from roundtable.documents.model import Block, Inline
from roundtable.errors import Refusal

_PLACE = re.compile(r"\{\{((?:link:)?[a-z0-9_]+)\}\}")
_PLACE_IN_LINK = re.compile(r"(?<=\]\()\{\{((?:link:)?[a-z0-9_]+)\}\}(?=\))")
# Stand for the places while Markdown is read: it leaves letters and addresses alone.
_MARK = re.compile(r"https://place\.invalid/([0-9a-f]+)|QPLACEQ([0-9a-f]+)QECALPQ")
_QUOTED = re.compile(r"(?:> )+")
_LINK_ALONE = re.compile(r'<p><a href="([^"]*)">([^<]*)</a></p>')

LONGEST = 100_000


@dataclass(frozen=True)
class Body:
    """What letters share. Equal bodies are rendered once, however many people they go to."""

    subject: str
    markdown: str
    why: str
    sender: str = ""
    accent: str = "#0B5D5E"
    bulk: bool = False
    # Ends with the link by which its recipient leaves.


LEAVE = "leave"
"""The link of that name, in a bulk letter."""

Pieces = tuple[tuple[str, str], ...]
"""Text and, after each piece of it, the name of the place that follows ("" after the last)."""


@dataclass(frozen=True)
class Rendered:
    """A body as pieces: the text between the places, and their names."""

    subject: Pieces
    text: Pieces
    html: Pieces


@lru_cache(maxsize=128)
def rendered(body: Body) -> Rendered:
    """The body as text and as HTML, in pieces; made once for all letters that share it."""
    return render(body)


def render(body: Body) -> Rendered:
    """The same, made anew and kept nowhere."""
    if len(body.markdown) > LONGEST:
        raise Refusal(
            f"A letter can have {LONGEST:,} characters; this one has {len(body.markdown):,}.", field="text"
        )
    in_links = _PLACE_IN_LINK.sub(lambda place: _address_of(place[1]), body.markdown)
    marked, why = _marked(in_links), _marked(body.why)
    leave = [f"To get no more letters like this: {_address_of(f'link:{LEAVE}')}"] if body.bulk else []
    text = "\n\n".join([*_paragraphs(parse(marked)), f"-- \n{why}", *leave]) + "\n"
    words = str(to_html(marked, base_level=2))
    html = current_app.jinja_env.get_template("mail/layout.html").render(
        body=Markup(_LINK_ALONE.sub(r'<p class="act"><a href="\1">\2</a></p>', words)),  # noqa: S704 - to_html escapes
        why=why,
        sender=body.sender,
        accent=body.accent,
        leave=_address_of(f"link:{LEAVE}") if body.bulk else "",
    )
    return Rendered(_pieces(_marked(body.subject)), _pieces(text), _pieces(html))


def places_in(text: str) -> list[str]:
    """The names of the places in a text, each once, in their order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def _address_of(place: str) -> str:
    """What stands for a place where an address is wanted."""
    return f"https://place.invalid/{place.encode().hex()}"


def _marked(text: str) -> str:
    return _PLACE.sub(lambda place: f"QPLACEQ{place[1].encode().hex()}QECALPQ", text)


def _pieces(marked: str) -> Pieces:
    found, end = [], 0
    for match in _MARK.finditer(marked):
        found.append(
            (marked[end : match.start()], bytes.fromhex(match[1] or match[2]).decode(errors="replace"))
        )
        end = match.end()
    return (*found, (marked[end:], ""))


def fill(pieces: Pieces, fields: Mapping[str, str]) -> str:
    """The pieces as text, with each field in its place."""
    return "".join([text + (fields.get(name, "{{" + name + "}}") if name else "") for text, name in pieces])


def fill_text(pieces: Pieces, fields: Mapping[str, str]) -> str:
    """The same as plain text: what is filled into a quotation is quoted on every line."""
    if not any("\n" in fields.get(name, "") for _, name in pieces if name):
        return fill(pieces, fields)
    found = ""
    for text, name in pieces:
        found += text
        if name:
            quoted = _QUOTED.match(found.rpartition("\n")[2])
            value = fields.get(name, "{{" + name + "}}")
            found += value if quoted is None else value.replace("\n", "\n" + quoted[0])
    return found


def fill_html(pieces: Pieces, fields: Mapping[str, str]) -> str:
    """The same as HTML: what is filled in can be nothing but text, or the address of a link."""
    return fill(
        pieces,
        {
            name: str(escape(value))
            if name.startswith("link:")
            else _escaped(value)  # personal links are kept nowhere
            for name, value in fields.items()
        },
    )


@lru_cache(maxsize=1024)
def _escaped(value: str) -> str:
    return str(escape(value))


def _paragraphs(blocks: Iterable[Block], prefix: str = "") -> list[str]:
    """Blocks as plain text that reads well in a terminal."""
    return [_prefixed(_block(block), prefix) for block in blocks]


def _block(block: Block) -> str:  # noqa: PLR0911 - one for each kind of block
    match block:
        case model.Heading(_, content):
            words = _words(content)
            return f"{words}\n{'-' * min(len(words), 60)}"
        case model.Paragraph(content):
            return _words(content)
        case model.ListBlock(items, ordered, start):
            return "\n".join(
                _item(f"{number}. " if ordered else "- ", item) for number, item in enumerate(items, start)
            )
        case model.Quote(inner):
            return _prefixed("\n\n".join(_paragraphs(inner)), "> ")
        case model.Table(header, rows):
            return "\n".join(" | ".join(_words(cell) for cell in row) for row in (header, *rows))
        case model.CodeBlock(text):
            return _prefixed(text, "    ")
        case model.Divider():
            return "* * *"
        case _:  # what only documents are made of
            return ""


def _item(mark: str, blocks: Iterable[Block]) -> str:
    inside = _prefixed("\n\n".join(_paragraphs(blocks)), " " * len(mark))
    return mark + inside.lstrip()


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n")) if prefix else text


def _words(content: Iterable[Inline]) -> str:
    return "".join(_inline(inline) for inline in content)


def _inline(inline: Inline) -> str:
    match inline:
        case model.Text(text):
            return text.replace("\n", " ")
        case model.Code(text):
            return text
        case model.LineBreak():
            return "\n"
        case model.Link(href, content):
            words = _words(content)
            return words if words == href else f"{words}: {href}" if words else href
        case model.Emphasis(content) | model.Strong(content) | model.Footnote(content):
            return _words(content)
