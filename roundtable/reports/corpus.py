"""All that a report can say, read once: a constant number of queries, however long the report becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm import undefer

from roundtable.db import db
from roundtable.documents.model import walk
from roundtable.evidence import queries as evidence
from roundtable.evidence.attribution import may_be_quoted
from roundtable.evidence.models import Kind, Submission, SubmissionVersion
from roundtable.findings import lineage
from roundtable.findings import queries as findings
from roundtable.findings.models import Gap, Recommendation
from roundtable.literature import queries as literature
from roundtable.literature.citing import keys_in
from roundtable.literature.models import CitationStyle, Reference
from roundtable.literature.styles import style_of
from roundtable.programmes.models import Programme
from roundtable.reports import queries
from roundtable.reports.attendance import Gathering, gathering_of
from roundtable.reports.freezing import thawed
from roundtable.reports.models import Report, SectionKind, Version


@dataclass(frozen=True)
class FullReport:
    """The published report that a briefing points to, and which anchors it holds."""

    title: str
    address: str
    anchors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Corpus:
    """What stands in a programme, for one report."""

    report: Report
    programme: Programme
    recommendations: Sequence[Recommendation]
    # For a briefing, those meant for its audience.
    gaps: Sequence[Gap]
    submissions: Sequence[Submission]
    # Those that stand, with their words, in the order of their numbers; withheld ones too.
    references: Sequence[Reference]
    # What is cited in this report, by its texts or by the evidence that it prints.
    gathering: Gathering | None = None
    full_report: FullReport | None = None
    style: str = ""
    # The CSL style that the programme has chosen; empty for pandoc's own.
    others: Mapping[str, str] = field(default_factory=dict)
    # Marks of recommendations that stand in the programme and are not in this report: R7 and its title.
    became: Mapping[str, list[str]] = field(default_factory=dict)
    # Marks of findings that were merged or split, and of what they became.

    @cached_property
    def works(self) -> dict[str, Mapping[str, Any]]:
        """What can be cited, by its key."""
        return {each.key: each.csl for each in self.references}

    @property
    def findings(self) -> list[Gap | Recommendation]:
        """Gaps and recommendations, in the order of their numbers."""
        return [*self.gaps, *self.recommendations]

    @cached_property
    def marks(self) -> frozenset[str]:
        return frozenset(each.mark for each in self.findings)

    @cached_property
    def words_now(self) -> dict[int, SubmissionVersion]:
        """What each submission says today, by its id."""
        return {each.id: each.latest for each in self.submissions}

    @cached_property
    def holds_evidence(self) -> bool:
        """Whether this report prints the evidence list, to which numbers can link."""
        return any(section.kind is SectionKind.EVIDENCE for section in self.report.sections)

    @cached_property
    def submissions_by_reference(self) -> dict[str, Submission]:
        return {each.reference.upper(): each for each in self.submissions}

    def of_kind(self, kind: Kind) -> list[Submission]:
        """The submissions of one kind that may be printed."""
        return [each for each in self.submissions if each.kind is kind and may_be_quoted(each)]

    def address_of(self, anchor: str, *, here: bool) -> str:
        """Where an anchor is: in this document, or in the published full report; empty where it is in neither."""
        if here:
            return f"#{anchor}"
        if self.full_report is not None and anchor in self.full_report.anchors:
            return f"{self.full_report.address}#{anchor}"
        return ""


def gather(report: Report, *, also: str = "") -> Corpus:
    """Everything that this report can draw on; a briefing only what is meant for its audience.

    `also` are words that are to be looked at as if they stood in it.
    """
    programme = report.programme
    standing = db.session.scalars(findings.recommendations_for_reports(programme)).all()
    chosen = [each for each in standing if is_for(report, each)]
    here = {each.id for each in chosen}
    gaps = db.session.scalars(findings.gaps_for_reports(programme)).all()
    submissions = db.session.scalars(
        evidence.with_current_version(evidence.submissions_of(programme))
        .where(Submission.stands)
        .order_by(None)
        .order_by(Submission.number)
    ).all()
    rested_on = {each.latest.reference_id for each in submissions if each.latest.reference_id}
    written = (
        report.summary,
        also,
        *(section.body for section in report.sections),
        *(finding.text for finding in gaps),
        *(finding.text for finding in chosen),
    )
    return Corpus(
        report=report,
        programme=programme,
        recommendations=chosen,
        gaps=gaps,
        submissions=submissions,
        references=db.session.scalars(literature.cited(programme, keys_in(written), rested_on)).all(),
        style=db.session.scalar(style_of(programme).with_only_columns(CitationStyle.xml)) or "",
        gathering=gathering_of(report.event, programme) if report.event else None,
        full_report=_full_report(report) if report.is_briefing else None,
        others={each.mark: each.title for each in standing if each.id not in here},
        became={**lineage.became(Gap, programme.id), **lineage.became(Recommendation, programme.id)},
    )


def is_for(report: Report, recommendation: Recommendation) -> bool:
    """Whether a report holds this recommendation: a briefing only what asks something of its audience."""
    if not report.is_briefing:
        return True
    return any(ask.audience_id == report.audience_id for ask in recommendation.audiences)


def _full_report(report: Report) -> FullReport | None:
    """The newest published round-table report of the programme, of the same event where there is one."""
    version = db.session.scalars(
        queries.full_reports(report).options(undefer(Version.document)).limit(1)
    ).first()
    if version is None:
        return None
    anchors = (getattr(node, "anchor", "") for node in walk(thawed(version).blocks))
    return FullReport(
        title=version.title,
        address=queries.public_address(version.report),
        anchors=frozenset(filter(None, anchors)),
    )
