"""What still holds words that were taken out of a submission: what no deed here can change, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from roundtable.db import db
from roundtable.evidence import queries
from roundtable.evidence.models import Attachment, Draft, Submission
from roundtable.mail.models import Letter
from roundtable.reports import printed
from roundtable.reports.models import Quotation


@dataclass(frozen=True)
class Unreached:
    """Where the words of a submission stand beyond its versions."""

    files: Sequence[Attachment]
    letters: Sequence[Letter]
    # Handed over: nobody gets them back.
    versions: Sequence[printed.Place]
    # Frozen versions of reports that print it.


def of(submission: Submission) -> Unreached:
    """The files, the letters that went out and the frozen versions that may hold its words."""
    drafts = select(Draft.id).where(Draft.submission_id == submission.id)
    asked = select(Quotation.id).where(Quotation.submission_id == submission.id)
    about = or_(
        and_(Letter.subject_kind == "submission", Letter.subject_id == submission.id),
        and_(Letter.subject_kind == "draft", Letter.subject_id.in_(drafts)),
        and_(Letter.subject_kind == "quotation", Letter.subject_id.in_(asked)),
    )
    letters = select(Letter).where(about, Letter.handed_over_at.is_not(None)).order_by(Letter.id)
    return Unreached(
        db.session.scalars(queries.attachments_of(submission, removed=None)).all(),
        db.session.scalars(letters.limit(50)).all(),
        [place for place in printed.places_of(submission) if place.version],
    )
