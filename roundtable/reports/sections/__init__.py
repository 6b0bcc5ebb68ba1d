"""What a section says. A kind of section is one class in one file: it takes a corpus and fills itself."""

from roundtable.reports.models import SectionKind
from roundtable.reports.sections.evidence_list import EvidenceList
from roundtable.reports.sections.filling import Filler
from roundtable.reports.sections.gaps import Gaps
from roundtable.reports.sections.good_practice import GoodPractice
from roundtable.reports.sections.method import Method
from roundtable.reports.sections.narrative import Narrative
from roundtable.reports.sections.participants import Participants
from roundtable.reports.sections.recommendations import Recommendations
from roundtable.reports.sections.references import References
from roundtable.reports.sections.support_needs import SupportNeeds

FILLERS: dict[SectionKind, Filler] = {
    SectionKind.NARRATIVE: Narrative(),
    SectionKind.GAPS: Gaps(),
    SectionKind.RECOMMENDATIONS: Recommendations(),
    SectionKind.GOOD_PRACTICE: GoodPractice(),
    SectionKind.SUPPORT_NEEDS: SupportNeeds(),
    SectionKind.PARTICIPANTS: Participants(),
    SectionKind.METHOD: Method(),
    SectionKind.REFERENCES: References(),
    SectionKind.EVIDENCE: EvidenceList(),
}

__all__ = ["FILLERS", "Filler"]
