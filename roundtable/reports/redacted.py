"""Words that were taken out of a submission after a document was made of them."""

from collections.abc import Iterator

from sqlalchemy import select

from roundtable.db import db
from roundtable.documents import Card, Document, Heading, Quote, words_of
from roundtable.documents.model import walk
from roundtable.evidence.masking import patterns
from roundtable.evidence.models import Change, SealedWords, Submission, SubmissionVersion
from roundtable.reports.uses import words_in


def taken_out(programme_id: int) -> dict[str, set[str]]:
    """What was taken out of each submission, by its number; nothing of those whose words were put back since."""
    sealed = db.session.execute(
        select(Submission.reference, SealedWords.taken_out, Submission.id)
        .join(SubmissionVersion, SubmissionVersion.id == SealedWords.version_id)
        .join(Submission, Submission.id == SubmissionVersion.submission_id)
        .where(Submission.programme_id == programme_id)
    ).all()
    back = set(
        db.session.scalars(
            select(SubmissionVersion.submission_id)
            .join(
                Submission,
                (Submission.id == SubmissionVersion.submission_id)
                & (Submission.current_version == SubmissionVersion.number),
            )
            .where(
                Submission.programme_id == programme_id,
                SubmissionVersion.change == Change.RESTORED,
            )
        )
    )
    found: dict[str, set[str]] = {}
    for reference, words, number in sealed:
        if number not in back:
            found.setdefault(reference, set()).update(words)
    return found


def still_quoted(document: Document, taken: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Where a document quotes a submission with words that were taken out of it, and which."""
    if not taken:
        return
    found_by = {reference: patterns(words) for reference, words in taken.items()}
    chapter = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapter = words_of(block.content)
        place = f"{block.number} {block.title}" if isinstance(block, Card) else chapter
        for node in walk((block,)):
            if isinstance(node, Quote) and any(
                each.search(words_in(node)) for each in found_by.get(node.ref or "", ())
            ):
                yield place, node.ref
