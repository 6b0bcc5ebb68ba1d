"""The signed links of drafts and submissions; pages elsewhere (the personal page) make theirs here too."""

from roundtable.access import links
from roundtable.evidence.models import Draft, Submission


def draft_token(draft: Draft) -> str:
    """For `evidence_guest.draft`: whoever holds it goes on writing."""
    return links.sign(links.Purpose.DRAFT, draft.id)


def co_author_token(draft: Draft) -> str:
    """For `evidence_guest.draft`: whoever holds it writes with its writer, until that is ended."""
    return links.sign(links.Purpose.CO_AUTHOR, draft.id, draft.share_number)


def submission_token(submission: Submission) -> str:
    """For `evidence_guest.submission`: whoever holds it reads, edits and withdraws, for a day."""
    return links.sign(links.Purpose.SUBMISSION, submission.id, submission.link_number)
