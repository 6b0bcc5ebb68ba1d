"""A document as a version keeps it, with the fingerprint by which anyone can tell that it is the same."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from roundtable.documents import Document, Heading, Paragraph, from_json, to_json, words_of
from roundtable.documents.model import walk
from roundtable.reports.models import Version

LABEL = "Fingerprint"
SHOWN = 12


def fingerprint(document: Document) -> str:
    """The SHA-256 of a document as JSON, without the fingerprint that it may carry itself."""
    bare = replace(document, meta=tuple(line for line in document.meta if line[0] != LABEL))
    return hashlib.sha256(to_json(bare).encode()).hexdigest()


def with_fingerprint(document: Document) -> Document:
    """The document with the beginning of its fingerprint in its small print."""
    others = tuple(line for line in document.meta if line[0] != LABEL)
    return replace(document, meta=(*others, (LABEL, fingerprint(document)[:SHOWN])))


def frozen(document: Document) -> dict[str, Any]:
    """The document as a version keeps it."""
    kept: dict[str, Any] = json.loads(to_json(document))
    return kept


def thawed(version: Version) -> Document:
    """The document that a version keeps."""
    return from_json(json.dumps(version.document))


def in_short(document: Document) -> str:
    """The summary of a document in bare words, for a list."""
    said = (node.content for node in walk(document.abstract) if isinstance(node, Heading | Paragraph))
    return " ".join(words_of(content) for content in said)


def says_the_same(one: Document, other: Document) -> bool:
    """Whether two documents say the same, whatever their dates and numbers."""
    return _said(one) == _said(other)


def _said(document: Document) -> Document:
    return replace(document, version="", date=document.date.min, meta=())
