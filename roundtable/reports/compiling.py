"""From a report to its document: the cover, then each section's heading, words and what it fills in."""

from datetime import date

from roundtable import clock
from roundtable.charts import finding, ring
from roundtable.documents import Block, Document, Heading, Layout, text
from roundtable.reports.citing import narrative, with_citations
from roundtable.reports.corpus import Corpus, gather
from roundtable.reports.freezing import with_fingerprint
from roundtable.reports.models import Report, Section
from roundtable.reports.sections import FILLERS
from roundtable.reports.uses import as_chosen

DRAFT = "Draft"


def compile(report: Report, *, version: str = DRAFT, on: date | None = None) -> Document:
    """The report as it stands now, as a document that carries its own fingerprint."""
    return compile_corpus(gather(report), version=version, on=on)


def compile_corpus(corpus: Corpus, *, version: str = DRAFT, on: date | None = None) -> Document:
    """The same, of a corpus that was gathered already."""
    report = corpus.report
    cover, described = _ring(corpus)
    abstract, blocks = with_citations(
        (
            narrative(report.summary, corpus),
            tuple(block for section in report.sections for block in section_blocks(section, corpus)),
        ),
        corpus,
    )
    blocks = as_chosen(blocks, report)
    return with_fingerprint(
        Document(
            title=report.title,
            subtitle=report.subtitle,
            kind=_kind(report),
            organisation=corpus.programme.organiser,
            accent=corpus.programme.accent,
            version=version,
            date=on or clock.today(),
            cover_svg=cover,
            cover_alt=described,
            abstract=abstract,
            blocks=blocks,
            layout=Layout.BRIEFING if report.is_briefing else Layout.REPORT,
        )
    )


def _kind(report: Report) -> str:
    if not report.is_briefing:
        return "Round-table report"
    return f"Briefing for {report.audience.name}" if report.audience else "Briefing"


def _ring(corpus: Corpus) -> tuple[str, str]:
    """The event's own people, and what the picture says; nothing where nobody came yet."""
    if corpus.gathering is None or not corpus.gathering.came:
        return "", ""
    seats = corpus.gathering.seats
    return str(ring(seats, standalone=True)), finding(seats)


def section_blocks(section: Section, corpus: Corpus) -> tuple[Block, ...]:
    """A section as blocks; an empty one is left out, heading and all."""
    inside = (
        *narrative(section.body, corpus, base_level=2),
        *FILLERS[section.kind].blocks(corpus, section),
    )
    return (Heading(1, text(section.title)), *inside) if inside else ()
