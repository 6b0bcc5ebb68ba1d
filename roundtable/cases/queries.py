"""Find case studies."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from roundtable.cases.models import CaseReference, CaseStudy, CostLine
from roundtable.evidence.models import Kind, Submission
from roundtable.programmes.models import Programme


def ever_of(programme: Programme) -> Select[CaseStudy]:
    """The case studies of a programme by their titles, removed ones too."""
    return (
        select(CaseStudy)
        .where(CaseStudy.programme_id == programme.id)
        .options(
            joinedload(CaseStudy.submission),
            selectinload(CaseStudy.lines),
            selectinload(CaseStudy.rests_on).joinedload(CaseReference.reference),
        )
        .order_by(CaseStudy.title, CaseStudy.id)
    )


def of(programme: Programme) -> Select[CaseStudy]:
    """Those that count: on the list, and not drawn from what no longer stands."""
    drawn = or_(CaseStudy.submission_id.is_(None), CaseStudy.submission.has(Submission.stands))
    return ever_of(programme).where(CaseStudy.removed_at.is_(None), drawn)


def lines_of(programme: Programme) -> Select[CostLine]:
    """The cost-benefit lines of the case studies that count."""
    drawn = or_(CaseStudy.submission_id.is_(None), CaseStudy.submission.has(Submission.stands))
    return (
        select(CostLine)
        .join(CostLine.case_study)
        .where(CaseStudy.programme_id == programme.id, CaseStudy.removed_at.is_(None), drawn)
        .where(CostLine.removed_at.is_(None))
        .order_by(CostLine.id)
    )


def good_practice(programme: Programme) -> Select[Submission]:
    """The submissions that a case study can be drawn from."""
    return select(Submission).where(
        Submission.programme_id == programme.id, Submission.kind == Kind.GOOD_PRACTICE, Submission.stands
    )
