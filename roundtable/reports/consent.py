"""Publication is refused while a document prints words or names that may not be printed, and says which.

A quotation carries the number of its submission, so it is checked by number: consent may have gone since the
version was made, or stand for another name. What authors wrote themselves is compared with the words that are
withheld or withdrawn, and the list of participants with those who agree to be named now.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.documents import Card, Document, Heading, ListBlock, Quote, words_of
from roundtable.documents.model import Text, walk
from roundtable.errors import Refusal
from roundtable.evidence.attribution import NAMELESS, attribution_line
from roundtable.evidence.models import Attribution, Submission, SubmissionVersion
from roundtable.reports import redacted
from roundtable.reports.models import Answer, Quotation
from roundtable.reports.sections.participants import AGREED
from roundtable.reports.uses import said_no
from roundtable.stakeholders.models import Consent, Person, Use
from roundtable.themes.models import Excerpt

SHORTEST = 20
# Characters. Shorter words are anybody's.
IN_A_ROW = 6
# Words. So many of a longer passage, verbatim, are a quotation.


@dataclass(frozen=True)
class Breach:
    """Words or a name that may not be printed, and where they stand."""

    place: str
    reference: str
    # The number of the submission, or the line of a participant.


def breaches(document: Document, programme_id: int) -> list[Breach]:
    """Where the document prints what was withheld, withdrawn, taken out or agreed to otherwise; each place and whose
    once.
    """
    hidden, taken = _hidden(programme_id), redacted.taken_out(programme_id)
    passages = [
        (reference, words)
        for reference, said in (
            *hidden.items(),
            *((reference, map(folded, words)) for reference, words in taken.items()),
        )
        for words in said
        if len(words) >= SHORTEST
    ]
    otherwise = _named_otherwise(document, programme_id)
    found: dict[Breach, None] = {}
    for place, ours, quoted in _places(document):
        for reference in sorted(quoted & (hidden.keys() | otherwise)):
            found[Breach(place, reference)] = None
        for reference in _quoted_in(ours, passages):
            found[Breach(place, reference)] = None
    for each, reference in (*said_no(document, programme_id), *redacted.still_quoted(document, taken)):
        found[Breach(each, reference)] = None
    for line in _no_longer_agreed(document, programme_id):
        found[Breach(AGREED, line)] = None
    return list(found)


def refuse_breaches(document: Document, programme_id: int) -> None:
    """Refuse, naming each place and submission, while the document prints what may not be printed."""
    found = breaches(document, programme_id)
    if not found:
        return
    where = "; ".join(f"{breach.reference} in “{breach.place}”" for breach in found[:10])
    more = f"; and {len(found) - 10} more" if len(found) > 10 else ""
    raise Refusal(
        f"This prints words or names that may not be printed: {where}{more}. Take them out, or ask whose they are; "
        "then make a new version and publish that."
    )


def _hidden(programme_id: int) -> dict[str, set[str]]:
    """The words of each submission that may not be printed, folded, by reference: all versions, all excerpts."""
    versions = db.session.scalars(
        select(SubmissionVersion)
        .join(SubmissionVersion.submission)
        .where(
            Submission.programme_id == programme_id,
            or_(Submission.withdrawn_at.is_not(None), Submission.attribution == Attribution.WITHHELD),
        )
        .options(joinedload(SubmissionVersion.submission))
    ).all()
    by_version = {version.id: version.submission.reference for version in versions}
    hidden: dict[str, set[str]] = {}
    for version in versions:
        said = (*(part.text for part in version.parts), version.contact)
        hidden.setdefault(version.submission.reference, set()).update(map(folded, filter(None, said)))
    marked = select(Excerpt.version_id, Excerpt.words).where(Excerpt.programme_id == programme_id)
    for version_id, words in db.session.execute(marked):
        if version_id in by_version:
            hidden[by_version[version_id]].add(folded(words))
    return hidden


def _named_otherwise(document: Document, programme_id: int) -> set[str]:
    """The submissions that are quoted under a name to which their giver does not agree now."""
    printed: dict[str, set[str]] = {}
    for node in walk(document.blocks):
        if isinstance(node, Quote) and node.ref and not words_of(node.attribution).startswith(NAMELESS):
            printed.setdefault(node.ref, set()).add(words_of(node.attribution))
    named = printed.keys()
    query = select(Submission).where(Submission.programme_id == programme_id, Submission.reference.in_(named))
    found = {each.id: each for each in db.session.scalars(query.options(joinedload(Submission.group)))}
    agreed = {each.reference: {attribution_line(each)} for each in found.values()}
    for asked in db.session.scalars(select(Quotation).where(Quotation.submission_id.in_(found))):
        if asked.answer is Answer.AGREED and asked.revoked_at is None:
            whose = found[asked.submission_id]
            agreed[whose.reference].add(attribution_line(whose, asked.use))
    return {reference for reference, lines in printed.items() if not lines <= agreed.get(reference, set())}


def _no_longer_agreed(document: Document, programme_id: int) -> list[str]:
    """The lines of the list of participants that name somebody, or their organisation, without consent now."""
    rows = db.session.execute(
        select(Person.name, Consent.use)
        .join(Consent, Consent.person_id == Person.id)
        .where(Consent.programme_id == programme_id, Consent.withdrawn_at.is_(None))
    ).all()
    names = {name for name, use in rows if use is Use.NAME}
    placed = tuple(f"{name}, " for name, use in rows if use is Use.ORGANISATION and name in names)
    return [line for line in _participants(document) if line not in names and not line.startswith(placed)]


def _participants(document: Document) -> Iterator[str]:
    for heading, listed in pairwise(document.blocks):
        if (
            isinstance(heading, Heading)
            and isinstance(listed, ListBlock)
            and words_of(heading.content) == AGREED
        ):
            yield from (
                "".join(each.text for each in walk(item) if isinstance(each, Text)) for item in listed.items
            )


def folded(words: str) -> str:
    """The words for comparing: one space between them, without case and without what typing makes of quotes."""
    return " ".join(re.findall(r"\w+", words.replace("’", "").replace("'", "").casefold()))


def _quoted_in(ours: str, passages: list[tuple[str, str]]) -> Iterator[str]:
    """Whose passages stand in these words: whole, or so many words in a row of a longer one."""
    held = f" {ours} "
    words = ours.split()
    rows = {" ".join(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1)}
    for reference, passage in passages:
        if f" {passage} " in held:
            yield reference
            continue
        theirs = passage.split()
        if any(
            len(row) >= SHORTEST and row in rows
            for at in range(len(theirs) - IN_A_ROW + 1)
            for row in (" ".join(theirs[at : at + IN_A_ROW]),)
        ):
            yield reference


def _places(document: Document) -> Iterator[tuple[str, str, set[str]]]:
    """Each chapter and card: its name, the words that are ours (folded), and the numbers whose words it quotes."""
    yield "title and summary", _ours((document.abstract, document.title, document.subtitle)), set()
    chapter: list[Any] = []
    name = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield name, _ours(tuple(chapter)), _numbers(tuple(chapter))
            chapter, name = [], words_of(block.content)
        elif isinstance(block, Card):
            yield f"{block.number} {block.title}", _ours(block), _numbers(block)
            continue
        chapter.append(block)
    yield name, _ours(tuple(chapter)), _numbers(tuple(chapter))


def _ours(node: Any) -> str:
    return folded(" ".join(_own_words(node)))


def _own_words(node: Any) -> Iterator[str]:
    """Every word of a part of a document, save what it quotes by number."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _own_words(part)
    elif isinstance(node, Text):
        yield node.text
    elif is_dataclass(node) and not (isinstance(node, Quote) and node.ref):
        for place in fields(node):
            if place.name not in ("anchor", "href", "svg", "align", "tone"):
                yield from _own_words(getattr(node, place.name))


def _numbers(node: Any) -> set[str]:
    """The submissions that a part of a document quotes by number."""
    if isinstance(node, tuple):
        return {number for part in node for number in _numbers(part)}
    if isinstance(node, Quote) and node.ref:
        return {node.ref}
    if is_dataclass(node):
        return {
            number
            for place in fields(node)
            if isinstance(value := getattr(node, place.name), tuple)
            for number in _numbers(value)
        }
    return set()
