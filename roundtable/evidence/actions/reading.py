"""Read the text of files that came, so that the search finds it: later, in another process, each for a while.

A worker may be killed anywhere: the lease runs out and the sweep has the file read again; what breaks off PATIENCE
times is said to be unreadable.
"""

import logging
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.evidence.actions.submissions import index
from roundtable.evidence.masking import REDACTED, masked, patterns
from roundtable.evidence.models import Attachment, SealedWords, Submission, SubmissionVersion
from roundtable.evidence.queries import attachments_of
from roundtable.files import actions as files
from roundtable.files.models import StoredFile
from roundtable.files.reading import Found, read_words
from roundtable.jobs import job, sweep

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
PATIENCE = 3
BROKE_OFF = "Its text could not be read: reading it broke off each time."
_at_once = 20


@job
def read_attachment(attachment_id: int) -> None:
    """Read the text and the details of one file, unless it was read or somebody is at it."""
    claimed = _claim(attachment_id)
    if claimed is None:
        return
    content, media_type = claimed
    try:
        _keep(attachment_id, read_words(content, media_type))
    except Refusal as refusal:
        _keep(attachment_id, Found(problem=refusal.sentence))
    except Exception:  # tried again once the lease has run out
        log.exception("Attachment %s could not be read", attachment_id)


@sweep
def read_attachments_that_wait() -> None:
    """Bring back what a lost job or a dead worker left."""
    with transaction() as session:
        waiting = session.scalars(
            select(Attachment.id)
            .where(Attachment.read_from <= clock.now())
            .order_by(Attachment.read_from)
            .limit(_at_once)
        ).all()
    for each in waiting:
        read_attachment(each)


def _claim(attachment_id: int) -> tuple[bytes, str] | None:
    """The octets of the file and what it is, for as long as the lease."""
    with transaction() as session:
        due = (Attachment.id == attachment_id) & (Attachment.read_from <= clock.now())
        session.execute(
            update(Attachment)
            .where(due, Attachment.tries >= PATIENCE)
            .values(read_from=None, unread=BROKE_OFF)
            .execution_options(synchronize_session=False)
        )
        claimed = session.scalar(
            update(Attachment)
            .where(due)
            .values(read_from=clock.now() + LEASE, tries=Attachment.tries + 1)
            .returning(Attachment.file_id)
            .execution_options(synchronize_session=False)
        )
        if claimed is None:
            return None
        file = session.get_one(StoredFile, claimed)
        media_type = file.media_type
    try:
        return files.read(file), media_type
    except Refusal as refusal:
        _keep(attachment_id, Found(problem=refusal.sentence))
        return None


def _keep(attachment_id: int, found: Found) -> None:
    with transaction() as session:
        attachment = session.get(Attachment, attachment_id)
        if attachment is None:
            return
        attachment.words, attachment.details = found.words, found.details
        if attachment.submission_id is not None:
            _mask([attachment], patterns(_taken_out_of(attachment.submission_id)), REDACTED)
        attachment.unread, attachment.read_from = found.problem[:200], None
        session.flush()
        if attachment.submission_id is not None:
            index([attachment.submission_id])


def mask_files(submission: Submission, found_by: Sequence[re.Pattern[str]], marker: str) -> None:
    """Take words out of what the search knows of the files of a submission: their names, their text, what they say of
    themselves. The files themselves are as they came.
    """
    query = attachments_of(submission, removed=None).options(undefer(Attachment.words))
    _mask(db.session.scalars(query).all(), found_by, marker)


def _mask(attachments: Iterable[Attachment], found_by: Sequence[re.Pattern[str]], marker: str) -> None:
    def less(words: str) -> str:
        return masked(words, found_by, marker).text

    for each in attachments:
        each.words, each.file.name = less(each.words), less(each.file.name)
        each.details = {
            name: less(said) if isinstance(said, str) else said for name, said in each.details.items()
        }
    db.session.flush()


def _taken_out_of(submission_id: int) -> set[str]:
    """The words that were taken out of a submission before a file of it was read."""
    query = (
        select(SealedWords.taken_out)
        .join(SealedWords.version)
        .where(SubmissionVersion.submission_id == submission_id)
    )
    return {each for words in db.session.scalars(query) for each in words}
