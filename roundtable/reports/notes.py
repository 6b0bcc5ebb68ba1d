"""What an author should know before publishing: what rests on nothing, cites nothing, says nothing."""

from dataclasses import dataclass

from roundtable.documents import Document
from roundtable.findings.models import Gap, Recommendation
from roundtable.findings.resting import evidence_lines
from roundtable.reports.citing import DeadCitation, dead_citations
from roundtable.reports.compiling import compile_corpus
from roundtable.reports.consent import Breach, breaches
from roundtable.reports.corpus import gather
from roundtable.reports.models import Report, Section, SectionKind


@dataclass(frozen=True)
class Notes:
    """A report as it stands, and what there is to say about it."""

    document: Document
    without_evidence: list[Gap | Recommendation]
    dead: list[DeadCitation]
    breaches: list[Breach]
    empty: list[Section]
    # Narratives without a word: they are left out.

    @property
    def any(self) -> bool:
        return bool(self.without_evidence or self.dead or self.breaches or self.empty)


def notes_on(report: Report) -> Notes:
    """Compile the report and look it through."""
    corpus = gather(report)
    document = compile_corpus(corpus)
    kinds = {section.kind for section in report.sections}
    shown: list[Gap | Recommendation] = [
        *(corpus.gaps if SectionKind.GAPS in kinds else ()),
        *(corpus.recommendations if SectionKind.RECOMMENDATIONS in kinds else ()),
    ]
    return Notes(
        document=document,
        without_evidence=[finding for finding in shown if not evidence_lines(finding)],
        dead=dead_citations(corpus),
        breaches=breaches(document, report.programme_id),
        empty=[
            section
            for section in report.sections
            if section.kind is SectionKind.NARRATIVE and not section.body.strip()
        ],
    )
