"""Whose words a report prints and where, and what a reader is told when they may be printed no longer."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import String, cast, select
from sqlalchemy.orm import joinedload, undefer

from roundtable.db import db
from roundtable.documents import Block, Card, Document, Heading, Quote, words_of
from roundtable.documents.model import walk
from roundtable.evidence.attribution import may_be_quoted
from roundtable.evidence.models import Submission
from roundtable.reports import queries
from roundtable.reports.compiling import compile
from roundtable.reports.freezing import thawed
from roundtable.reports.models import Report, Version
from roundtable.reports.uses import words_in


@dataclass(frozen=True)
class Printed:
    """Words of a submission as a document quotes them by its number."""

    reference: str
    words: str
    line: str
    # Under whose name.
    place: str


@dataclass(frozen=True)
class Place:
    """A draft or a version in which a submission is quoted."""

    report: Report
    version: Version | None
    # None is the report as it stands now.
    printed: list[Printed]


def quoted(document: Document) -> list[Printed]:
    """Every quotation by number, in reading order, each with the chapter or card that it stands in."""
    return list(_quoted(document))


def _quoted(document: Document) -> Iterator[Printed]:
    chapter = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapter = words_of(block.content)
        place = f"{block.number} {block.title}" if isinstance(block, Card) else chapter
        yield from _quotes_in((block,), place)


def _quotes_in(blocks: tuple[Block, ...], place: str) -> Iterator[Printed]:
    for node in walk(blocks):
        if isinstance(node, Quote) and node.ref:
            yield Printed(node.ref, words_in(node), words_of(node.attribution), place)


def places_of(submission: Submission) -> list[Place]:
    """Where a submission is quoted: the reports as they stand, and the versions that were made of them.

    A report whose words nowhere name its number is not compiled; a version that was withdrawn is no place.
    """
    found: list[Place] = []
    reports = db.session.scalars(
        queries.report_whole()
        .where(Report.programme_id == submission.programme_id)
        .order_by(Report.changed_at.desc())
    ).all()
    for report in reports:
        said = [each for each in quoted(compile(report)) if each.reference == submission.reference]
        if said:
            found.append(Place(report, None, said))
    frozen = db.session.scalars(
        select(Version)
        .join(Version.report)
        .where(
            Report.programme_id == submission.programme_id,
            Version.withdrawn_at.is_(None),
            cast(Version.document, String).contains(submission.reference, autoescape=True),
        )
        .options(joinedload(Version.report), undefer(Version.document))
        .order_by(Version.report_id, Version.number.desc())
    )
    for version in frozen:
        said = [each for each in quoted(thawed(version)) if each.reference == submission.reference]
        if said:
            found.append(Place(version.report, version, said))
    return found


def errata(version: Version) -> list[Submission]:
    """The submissions that a published version quotes and that may be quoted no longer, by number. One query."""
    references = _references(version.id, version.sha256)
    if not references:
        return []
    query = (
        select(Submission)
        .where(Submission.programme_id == version.report.programme_id, Submission.reference.in_(references))
        .order_by(Submission.number)
    )
    return [each for each in db.session.scalars(query) if not may_be_quoted(each)]


@lru_cache(maxsize=64)
def _references(version_id: int, sha256: str) -> frozenset[str]:
    """The numbers that a version quotes, kept by its number and fingerprint: it never changes."""
    query = select(Version).where(Version.id == version_id).options(undefer(Version.document))
    return frozenset(each.reference for each in quoted(thawed(db.session.scalars(query).one())))
