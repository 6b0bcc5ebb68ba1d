"""Says which sign no font has, where it stands, and how to mend it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from roundtable.documents.model import Card, Document, Heading, Quote, words_of
from roundtable.errors import Refusal

AROUND = 24


def refusal_for(document: Document, missing: str) -> Refusal:
    """The sentence for an author whose document holds signs that cannot be printed."""
    signs = list(dict.fromkeys(sign for sign in missing if not unicodedata.combining(sign) and sign.strip()))
    signs = signs or list(dict.fromkeys(missing))
    named = [_described(document, sign) for sign in signs[:3]]
    rest = f" and {len(signs) - 3} more" if len(signs) > 3 else ""
    return Refusal(
        f"The PDF cannot show {'; '.join(named)}{rest}: no font here has it. "
        "Write it in Latin letters or in words, or install a font that has it and name its folder in "
        "FONT_PATHS (such as Debian's fonts-noto-cjk). HTML, DOCX and Markdown can be exported as it is."
    )


def _described(document: Document, sign: str) -> str:
    name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
    place = next(_places_of(document, sign), "")
    return f"“{sign}” ({name}){place}"


def _places_of(document: Document, sign: str) -> Iterator[str]:
    for label, words in (("title", document.title), ("subtitle", document.subtitle)):
        if sign in words:
            yield f" in the {label}: {_around(words, sign)}"
    section, ref = "", ""
    for node in _reading_order((document.abstract, document.blocks)):
        match node:
            case Heading():
                section, ref = words_of(node.content), ""
            case Card():
                section, ref = f"{node.number} {node.title}", ""
            case Quote():
                ref = node.ref
            case str() if sign in node:
                under = f" under “{section}”" if section else ""
                yield f"{under}{f' in {ref}' if ref else ''}: {_around(node, sign)}"
    for words in (document.organisation, document.author, document.kind, document.version):
        if sign in words:
            yield f" on the cover: {_around(words, sign)}"


def _reading_order(node: Any) -> Iterator[Any]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _reading_order(part)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for place in fields(node):
            yield from _reading_order(getattr(node, place.name))


def _around(words: str, sign: str) -> str:
    at = words.index(sign)
    start, end = max(0, at - AROUND), at + len(sign) + AROUND
    shown = " ".join(words[start:end].split())
    return f"“{'…' if start else ''}{shown}{'…' if end < len(words) else ''}”"
