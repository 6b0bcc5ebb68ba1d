"""What every format needs of a document before it is written: whole headings, unique anchors, live links."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from roundtable.characters import normalised
from roundtable.documents.model import (
    Block,
    Callout,
    Card,
    DefinitionList,
    Document,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    walk,
    words_of,
)

DEEPEST = 6


def slug(words: str) -> str:
    """An anchor made from words: small ASCII letters, digits and hyphens, beginning with a letter."""
    folded = normalised("NFKD", words).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60].rstrip("-")
    return made if made[:1].isalpha() else f"part-{made}".rstrip("-")


def mended(document: Document) -> Document:
    """The document with no heading level skipped, every heading and card anchored, no anchor twice.

    Links to anchors that are not there become their words.
    """
    anchors = _Anchors(document)
    blocks = tuple(_mend_levels(document.blocks, anchors))
    present = {node.anchor for node in walk(blocks) if getattr(node, "anchor", "")}
    return replace(
        document,
        blocks=_without_dead_links(blocks, present),
        abstract=_without_dead_links(_inner(document.abstract, anchors), present),
    )


class _Anchors:
    """Hands out each anchor once: the given ones first come, first served; made ones keep clear of them."""

    def __init__(self, document: Document) -> None:
        self._given = {node.anchor for node in walk(document.blocks) if getattr(node, "anchor", "")}
        self._taken: set[str] = set()

    def take(self, anchor: str, words: str) -> str:
        wish = anchor or slug(words)
        name, number = wish, 2
        while name in self._taken or (not anchor and name in self._given):
            name, number = f"{wish}-{number}", number + 1
        self._taken.add(name)
        return name


def _mend_levels(blocks: tuple[Block, ...], anchors: _Anchors) -> list[Block]:
    level, done = 0, list[Block]()
    for block in blocks:
        match block:
            case Heading() if not words_of(block.content).strip():
                continue
            case Heading():
                level = max(1, min(block.level, level + 1, DEEPEST))
                anchor = anchors.take(block.anchor, words_of(block.content))
                done.append(replace(block, level=level, anchor=anchor))
            case Card():
                deep = min(block.level or level + 1, level + 1, DEEPEST)
                anchor = anchors.take(block.anchor, f"{block.number} {block.title}")
                title = block.title.strip() or block.number or "Untitled"
                done.append(replace(block, title=title, level=deep, anchor=anchor))
            case _:
                done.append(block)
    return [_mend_inside(block, anchors) for block in done]


def _mend_inside(block: Block, anchors: _Anchors) -> Any:
    """The block with what stands inside it mended: there a heading or card would tear the outline."""
    changed: dict[str, Any] = {}
    if not isinstance(block, Heading | Card) and (anchor := getattr(block, "anchor", "")):
        changed["anchor"] = anchors.take(anchor, "")
    match block:
        case Table():
            changed["header"], changed["rows"] = _whole_rows(block)
        case Quote() | Card() | Callout():
            changed["blocks"] = _inner(block.blocks, anchors)
        case ListBlock():
            changed["items"] = tuple(_inner(item, anchors) for item in block.items)
        case DefinitionList():
            changed["items"] = tuple((term, _inner(meaning, anchors)) for term, meaning in block.items)
    return replace(block, **changed) if changed else block


def _whole_rows(table: Table) -> tuple[Any, Any]:
    """Header and rows with as many cells as the longest has."""
    wide = max(len(row) for row in (table.header, *table.rows, ((),)))
    header, *rows = (row + ((),) * (wide - len(row)) for row in (table.header, *table.rows))
    return header, tuple(rows)


def _inner(blocks: tuple[Block, ...], anchors: _Anchors) -> tuple[Block, ...]:
    done: list[Block] = []
    for block in blocks:
        match block:
            case Heading():
                done.append(Paragraph((Strong(block.content),)))
            case Card():
                title = Paragraph((Strong((Text(f"{block.number} {block.title}".strip()),)),))
                facts = (Paragraph((Strong((Text(f"{label}: "),)), *value)) for label, value in block.fields)
                done.extend(_inner((title, *block.blocks, *facts), anchors))
            case _:
                done.append(_mend_inside(block, anchors))
    return tuple(done)


def _without_dead_links(node: Any, present: set[str]) -> Any:
    if isinstance(node, tuple):
        parts: list[Any] = []
        for part in node:
            if isinstance(part, Link) and part.href.startswith("#") and part.href[1:] not in present:
                parts.extend(_without_dead_links(part.content, present))
            else:
                parts.append(_without_dead_links(part, present))
        return tuple(parts)
    if is_dataclass(node) and not isinstance(node, type):
        changed = {
            place.name: mended_value
            for place in fields(node)
            if isinstance(value := getattr(node, place.name), tuple)
            and (mended_value := _without_dead_links(value, present)) != value
        }
        return replace(node, **changed) if changed else node
    return node
