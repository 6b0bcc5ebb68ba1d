"""How well a recommendation is supported, derived from what it rests on; a person may say otherwise, with a reason."""

from dataclasses import dataclass
from enum import StrEnum

from roundtable.findings.models import Agreement, Gap, Recommendation, Strength
from roundtable.findings.resting import evidence_lines, references

STRONG, MODERATE = (6, 3), (3, 2)
# At least so many sources, of at least so many sorts. A source is a submission or a reference; the sorts are the
# stakeholder groups that they come from, and the literature.


class Basis(StrEnum):
    """How a recommendation was reached."""

    EVIDENCE = "evidence"
    CONSENSUS = "consensus"
    BOTH = "evidence and consensus"


@dataclass(frozen=True)
class Supported:
    """What follows from the sources, with the reason in words."""

    basis: Basis | None
    # None: from nothing that is written down here.
    derived: Strength | None
    why: str
    said: Strength | None
    # What a person calls it instead.
    reason: str
    # Theirs where they do, otherwise why it is derived.

    @property
    def strength(self) -> Strength | None:
        return self.said or self.derived


def supported(recommendation: Recommendation) -> Supported:
    """How well a recommendation that was loaded whole is supported, by its own evidence and that of its gaps."""
    gaps = [answered.gap for answered in recommendation.gaps if answered.gap.withdrawn_at is None]
    findings: list[Gap | Recommendation] = [recommendation, *gaps]
    submissions = {
        excerpt.version.submission_id: excerpt.version.submission
        for finding in findings
        for excerpt in evidence_lines(finding)
    }
    read = {reference.id for finding in findings for reference in references(finding)}
    agreed = standing_agreements(recommendation)
    groups = {each.group_id for each in submissions.values() if each.group_id is not None}
    sources, sorts = len(submissions) + len(read), len(groups) + bool(read)
    why = _why(len(submissions), len(groups), len(read), agreed)
    derived = _derived(sources, sorts, agreed=bool(agreed))
    said = recommendation.strength
    return Supported(
        basis=_basis(sources, agreed=bool(agreed)),
        derived=derived,
        why=why,
        said=said,
        reason=recommendation.strength_reason if said else why,
    )


def standing_agreements(recommendation: Recommendation) -> list[Agreement]:
    """Where it was agreed on, without what was taken back."""
    return [each for each in recommendation.agreements if each.taken_back_at is None]


def _basis(sources: int, *, agreed: bool) -> Basis | None:
    if sources and agreed:
        return Basis.BOTH
    if sources:
        return Basis.EVIDENCE
    return Basis.CONSENSUS if agreed else None


def _derived(sources: int, sorts: int, *, agreed: bool) -> Strength | None:
    for strength, (enough, mixed) in ((Strength.STRONG, STRONG), (Strength.MODERATE, MODERATE)):
        if sources >= enough and sorts >= mixed:
            return strength
    if agreed:
        return Strength.CONSENSUS
    return Strength.EMERGING if sources else None


def _why(submissions: int, groups: int, read: int, agreed: list[Agreement]) -> str:
    """ "4 submissions from 2 groups and 1 reference; agreed on at The first conversation." """
    said = []
    if submissions:
        of = f" from {groups} {'group' if groups == 1 else 'groups'}" if groups else ""
        said.append(f"{submissions} {'submission' if submissions == 1 else 'submissions'}{of}")
    if read:
        said.append(f"{read} {'reference' if read == 1 else 'references'}")
    parts = [" and ".join(said)] if said else []
    if agreed:
        where = " and ".join(each.event.title if each.event else each.said.rstrip(".") for each in agreed)
        at = "at " if all(each.event for each in agreed) else "as follows: "
        parts.append(f"{'agreed' if parts else 'Agreed'} on {at}{where}")
    return "; ".join(parts) + "." if parts else "Nothing that is written down here stands behind it."
