"""What a new report of each kind begins with."""

from collections.abc import Mapping
from typing import NamedTuple

from roundtable.reports.models import ReportKind, SectionKind


class Planned(NamedTuple):
    """A section of a new report."""

    kind: SectionKind
    title: str


OUTLINES: Mapping[ReportKind, tuple[Planned, ...]] = {
    ReportKind.ROUND_TABLE: (
        Planned(SectionKind.NARRATIVE, "Summary"),
        Planned(SectionKind.NARRATIVE, "Background"),
        Planned(SectionKind.METHOD, "Method and numbers"),
        Planned(SectionKind.PARTICIPANTS, "Who took part"),
        Planned(SectionKind.GAPS, "Gaps"),
        Planned(SectionKind.RECOMMENDATIONS, "Recommendations"),
        Planned(SectionKind.GOOD_PRACTICE, "Good practice"),
        Planned(SectionKind.SUPPORT_NEEDS, "Support needs"),
        Planned(SectionKind.REFERENCES, "References"),
        Planned(SectionKind.EVIDENCE, "Evidence"),
    ),
    ReportKind.BRIEFING: (
        Planned(SectionKind.NARRATIVE, "Why this matters"),
        Planned(SectionKind.RECOMMENDATIONS, "What we ask"),
        Planned(SectionKind.METHOD, "Where this comes from"),
    ),
}

NAMES: Mapping[SectionKind, str] = {
    SectionKind.NARRATIVE: "Narrative",
    SectionKind.GAPS: "Gaps",
    SectionKind.RECOMMENDATIONS: "Recommendations",
    SectionKind.GOOD_PRACTICE: "Good practice",
    SectionKind.SUPPORT_NEEDS: "Support needs",
    SectionKind.PARTICIPANTS: "Who took part",
    SectionKind.METHOD: "Method and numbers",
    SectionKind.REFERENCES: "References",
    SectionKind.EVIDENCE: "Evidence list",
}
