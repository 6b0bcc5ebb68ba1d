"""Messages of a contributor when words are taken out of what they submitted."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from roundtable.db import db
from roundtable.evidence.masking import masked, patterns
from roundtable.evidence.models import Draft, Submission
from roundtable.inbox.models import Message


def mask(submission: Submission, words: Sequence[str], marker: str) -> int:
    """Take words out of the messages that came from where a submission came from; gives how many held them.

    Of a message that held them, the source goes altogether: nobody can take words out of that.
    """
    found_by = patterns(words)
    senders = {each.lower() for each in _addresses(submission)}
    query = (
        select(Message)
        .where(Message.programme_id == submission.programme_id, func.lower(Message.from_email).in_(senders))
        .options(undefer(Message.octets))
    )
    hit = 0
    for message in db.session.scalars(query) if senders else ():
        said = {name: getattr(message, name) for name in ("subject", "text", "words", "from_name")}
        less = {name: masked(value, found_by, marker).text for name, value in said.items()}
        files = [
            {**each, "name": masked(str(each.get("name", "")), found_by, marker).text}
            for each in message.attachments
        ]
        if less == said and files == message.attachments:
            continue
        hit += 1
        for name, value in less.items():
            setattr(message, name, value[:300] if name in ("subject", "from_name") else value)
        message.words = message.words[:1000]
        message.attachments, message.octets = files, None
    db.session.flush()
    return hit


def _addresses(submission: Submission) -> list[str]:
    """Where it came from: the address that was given, the person's, and that of the message that it was."""
    mailed = select(Draft.mailed_from).where(
        Draft.submission_id == submission.id, Draft.mailed_from.is_not(None)
    )
    known = [submission.email, submission.person.email if submission.person else None]
    return [each for each in (*known, *db.session.scalars(mailed)) if each]
