"""Words of a contributor in one report: under which name they are printed there, and whether they were asked."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Select, select

from roundtable.db import db
from roundtable.evidence.masking import masked, patterns
from roundtable.evidence.models import Submission
from roundtable.reports.consent import folded
from roundtable.reports.models import Quotation, Report


def key_of(words: str) -> str:
    """By what the same words are known again, however a document sets them."""
    return hashlib.sha256(folded(words).encode()).hexdigest()


def of_report(report: Report) -> Select[Quotation]:
    """What was asked or chosen about the quotations of a report."""
    return select(Quotation).where(Quotation.report_id == report.id).order_by(Quotation.id)


def mask(submission: Submission, words: Sequence[str], marker: str) -> None:
    """Take words out of what is kept of this submission's quotations; a question about them asks for nothing more."""
    found_by = patterns(words)
    for each in db.session.scalars(select(Quotation).where(Quotation.submission_id == submission.id)):
        now = masked(each.words, found_by, marker)
        each.note = masked(each.note, found_by, marker).text
        if now.spans:
            each.words = now.text
            each.words_key = hashlib.sha256(f"{each.id} redacted".encode()).hexdigest()
    db.session.flush()
