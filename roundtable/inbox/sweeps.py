"""What is done each minute: the mailbox is read. And what is not kept: sources of messages that are dealt with."""

import logging

from flask import current_app
from sqlalchemy import update

from roundtable import clock
from roundtable.db import UNWATCHED, db, transaction
from roundtable.errors import Refusal
from roundtable.inbox.models import Message, Outcome
from roundtable.inbox.queries import KEPT, SETTLED
from roundtable.jobs import sweep

log = logging.getLogger(__name__)


@sweep
def read_what_came() -> None:
    """Read the mailbox, where there is one."""
    if not current_app.extensions["settings"].imap_url:
        return
    from roundtable.inbox.mailbox import read_mailbox  # most installations' pages need no mailbox

    try:
        lines = list(read_mailbox())
    except Refusal as refusal:
        log.warning("%s", refusal.sentence)
        return
    if lines:
        log.info("%s messages were read, %s wait for a person", len(lines), sum(line.waits for line in lines))


@sweep
def settle_what_was_answered() -> None:
    """A proposal is answered on the event's desk, which knows of no message."""
    with transaction():
        db.session.execute(
            update(Message)
            .where(Message.outcome.is_(None), Message.proposal_id.in_(SETTLED))
            .values(outcome=Outcome.TAKEN, settled_at=clock.now()),
            execution_options=UNWATCHED,
        )


@sweep
def forget_what_is_dealt_with() -> None:
    """Delete the words and the source of messages that were settled long ago; the line about each stays."""
    with transaction():
        db.session.execute(
            update(Message)
            .where(
                Message.settled_at < clock.now() - KEPT,
                (Message.octets.is_not(None)) | (Message.text != ""),
            )
            .values(octets=None, text="", attachments=[], detail={}, suggestion=None),
            execution_options=UNWATCHED,
        )
