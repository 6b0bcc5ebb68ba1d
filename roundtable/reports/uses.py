"""What was chosen for single uses of a contributor's words: under another name there, or not there at all."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.documents import Block, Card, Document, Heading, Quote, text, words_of
from roundtable.documents.model import Text, walk
from roundtable.evidence.attribution import attribution_line
from roundtable.evidence.models import Attribution, Submission
from roundtable.reports.models import Answer, Quotation, Report

STOPS = (Answer.REFUSED, Answer.OTHER_WORDS)
# What a contributor answers that keeps these words from being published as they are.


def words_in(quote: Quote) -> str:
    """The words within the quotation marks that a document puts around them."""
    said = "\n".join(
        "".join(part.text for part in walk((block,)) if isinstance(part, Text)) for block in quote.blocks
    )
    return said[1:-1] if said.startswith("“") and said.endswith("”") else said


def key_of(words: str) -> str:
    """By what the same words are known again, however a document sets them."""
    return hashlib.sha256(" ".join(re.findall(r"\w+", words.casefold())).encode()).hexdigest()


def as_chosen(blocks: tuple[Block, ...], report: Report) -> tuple[Block, ...]:
    """The blocks with each quotation under the name that was chosen for it here; without those that were refused."""
    asked = db.session.scalars(
        select(Quotation)
        .where(Quotation.report_id == report.id, Quotation.revoked_at.is_(None))
        .options(joinedload(Quotation.submission).joinedload(Submission.group))
    )
    chosen = {(each.submission.reference, each.words_key): each for each in asked}
    found: tuple[Block, ...] = _chosen(blocks, chosen) if chosen else blocks
    return found


def _chosen(node: Any, chosen: dict[tuple[str, str], Quotation]) -> Any:
    if isinstance(node, tuple):
        return tuple(part for each in node if (part := _chosen(each, chosen)) is not None)
    if isinstance(node, Quote) and node.ref:
        asked = chosen.get((node.ref, key_of(words_in(node))))
        if asked is None:
            return node
        if asked.answer is Answer.REFUSED or asked.use is Attribution.WITHHELD:
            return None
        return replace(node, attribution=text(attribution_line(asked.submission, asked.use) or ""))
    if is_dataclass(node) and not isinstance(node, type):
        changed = {
            place.name: _chosen(value, chosen)
            for place in fields(node)
            if isinstance(value := getattr(node, place.name), tuple)
        }
        return replace(node, **changed) if changed else node
    return node


def said_no(document: Document, programme_id: int) -> Iterator[tuple[str, str]]:
    """Where a document quotes words that their giver refused, or asked to have changed, and whose they are."""
    query = (
        select(Submission.reference, Quotation.words_key)
        .join(Quotation, Quotation.submission_id == Submission.id)
        .where(
            Submission.programme_id == programme_id,
            Quotation.revoked_at.is_(None),
            Quotation.answer.in_(STOPS) | (Quotation.attribution == Attribution.WITHHELD),
        )
    )
    stopped = {(reference, key) for reference, key in db.session.execute(query)}
    if not stopped:
        return
    chapter = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapter = words_of(block.content)
        for node in walk((block,)):
            if isinstance(node, Quote) and (node.ref, key_of(words_in(node))) in stopped:
                yield f"{block.number} {block.title}" if isinstance(block, Card) else chapter, node.ref
