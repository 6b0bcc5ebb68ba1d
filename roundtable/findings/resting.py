"""What a finding rests on, line by line: the words that hold, and those that no longer do, with the reason."""

from dataclasses import dataclass
from enum import StrEnum

from roundtable.evidence.parts import paragraph_at
from roundtable.findings.models import Gap, Recommendation
from roundtable.literature.models import Reference, Stage
from roundtable.themes.coding import place_of
from roundtable.themes.models import Excerpt


class Lost(StrEnum):
    """Why words hold a finding no longer."""

    UNMARKED = "unmarked"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set aside"
    ORPHANED = "gone from what is said now"


@dataclass(frozen=True)
class Line:
    """An excerpt among a finding's evidence."""

    excerpt: Excerpt
    lost: Lost | None
    paragraph: int | None
    # In the present version; None where the words are not there.


def lines(finding: Gap | Recommendation) -> list[Line]:
    """Every excerpt that was given to a finding loaded whole, in the order in which they were said."""
    return [Line(excerpt, lost(excerpt), paragraph(excerpt)) for excerpt in _in_order(finding)]


def evidence_lines(finding: Gap | Recommendation) -> list[Excerpt]:
    """The excerpts that a finding rests on, in the order in which they were said; of a finding loaded whole.

    Left out: what was unmarked, what was withdrawn by whoever said it, what was set aside, and words that are gone
    from the present version.
    """
    return [excerpt for excerpt in _in_order(finding) if lost(excerpt) is None]


def _in_order(finding: Gap | Recommendation) -> list[Excerpt]:
    held = (line.excerpt for line in finding.evidence)
    return sorted(held, key=lambda e: (e.version.submission_id, e.version.number, e.starts))


def lost(excerpt: Excerpt) -> Lost | None:
    """Why an excerpt holds nothing any more; None where it does. Its submission is loaded with what it says now."""
    submission = excerpt.version.submission
    if submission.withdrawn_at is not None:
        return Lost.WITHDRAWN
    if submission.set_aside_at is not None:
        return Lost.SET_ASIDE
    if excerpt.removed_at is not None:
        return Lost.UNMARKED
    return Lost.ORPHANED if place_of(excerpt, submission.latest) is None else None


def paragraph(excerpt: Excerpt) -> int | None:
    """In which paragraph of the present version the words stand; None where they are gone."""
    latest = excerpt.version.submission.latest
    place = place_of(excerpt, latest)
    return paragraph_at(latest.parts, excerpt.part, place[0]) if place else None


def references(finding: Gap | Recommendation) -> list[Reference]:
    """The literature that a finding builds on, by author; without what was removed or screened out since."""
    found = [source.reference for source in finding.sources]
    held = [each for each in found if each.removed_at is None and each.stage is Stage.INCLUDED]
    return sorted(held, key=lambda each: (each.sorted_by, each.id))
