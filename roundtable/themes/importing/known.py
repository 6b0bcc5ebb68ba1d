"""What a call has already."""

from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence.models import Call, Submission, SubmissionVersion


def references_of(call: Call) -> dict[str, str]:
    """The text of each submission of a call, as it stands, by its reference."""
    rows = db.session.execute(
        select(Submission.reference, SubmissionVersion.text)
        .join(Submission.latest)
        .where(Submission.call_id == call.id)
    )
    return dict(rows.all())
