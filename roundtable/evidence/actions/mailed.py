"""Evidence by mail: a message becomes a draft, which is nothing until its sender confirms it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, or_, select

from roundtable import clock
from roundtable.db import db, new_uid
from roundtable.errors import Refusal
from roundtable.evidence.actions.attachments import Upload, attach
from roundtable.evidence.actions.submissions import refuse_if_closed
from roundtable.evidence.draft_letters import confirm_by_mail
from roundtable.evidence.forms.typing import name as one_name
from roundtable.evidence.forms.typing import prose
from roundtable.evidence.models import Call, Draft, Kind
from roundtable.files.actions import plain_name
from roundtable.trail import SYSTEM, record

MOST_A_DAY = 5
# Drafts of one address: anybody can write one into a message, and its owner gets a letter for each.
MOST_AN_HOUR = 60
# Of one call, from all addresses.
LONGEST = 20_000
# Characters, as the form takes them.
SAVED_BY = "the message"


def draft_of_message(call: Call, *, text: str, name: str, sender: str, uploads: Sequence[Upload]) -> Draft:
    """Make a draft of a message and ask its sender, by a letter that goes by itself, to confirm it.

    What is too long for the form comes along whole as a file. A file that is refused is told of in the letter, and keeps
    nothing else from being taken. Refuses where the call is closed or where too many came.

    The letter holds nothing that the message says, neither the sender's name nor those of its files: whoever forges an
    address would have us post their words.
    """
    refuse_if_closed(call)
    _refuse_too_many(call, sender)
    draft = Draft(
        call_id=call.id,
        uid=new_uid(),
        kind=Kind.GAP,
        typed={"text": prose(text)[:LONGEST], "contributor": one_name(name)[:200], "email": sender},
        saved_at=clock.now(),
        edits=1,
        saved_by=SAVED_BY,
        mailed_from=sender,
    )
    db.session.add(draft)
    db.session.flush()
    whole = [Upload("whole-message.txt", text.encode())] if len(text) > LONGEST else []
    files = [*((each, "The whole message") for each in whole), *_numbered(uploads)]
    refused = [sentence for each, called in files if (sentence := _attach(each, draft, called))]
    record("came by mail", draft, by=SYSTEM, programme_id=call.programme_id)
    confirm_by_mail(draft, sender, taken=len(whole) + len(uploads) - len(refused), refused=refused)
    return draft


def _numbered(uploads: Sequence[Upload]) -> list[tuple[Upload, str]]:
    return [(each, f"File {number}") for number, each in enumerate(uploads, 1)]


def _attach(upload: Upload, draft: Draft, called: str) -> str:
    """Keep one file; gives why it was not taken, called so, or nothing."""
    named = replace(upload, name=upload.name or "file")
    try:
        with db.session.begin_nested():
            attach([named], to=draft, by=SYSTEM)
    except Refusal as refusal:
        return refusal.sentence.replace(plain_name(named.name), called)
    return ""


def _refuse_too_many(call: Call, sender: str) -> None:
    now = clock.now()
    mailed = select(func.count(Draft.id))
    # What stands after a plus leads to the same person.
    mailbox, _, domain = sender.lower().rpartition("@")
    mailbox = mailbox.partition("+")[0]
    of = func.lower(Draft.mailed_from)
    theirs = mailed.where(
        or_(
            of == f"{mailbox}@{domain}",
            of.startswith(f"{mailbox}+", autoescape=True) & of.endswith(f"@{domain}", autoescape=True),
        ),
        Draft.saved_at > now - timedelta(days=1),
    )
    if (db.session.scalar(theirs) or 0) >= MOST_A_DAY:
        raise Refusal(f"This address sent {MOST_A_DAY} drafts within a day, so this one was not answered.")
    calls = mailed.where(
        Draft.call_id == call.id, Draft.mailed_from.is_not(None), Draft.saved_at > now - timedelta(hours=1)
    )
    if (db.session.scalar(calls) or 0) >= MOST_AN_HOUR:
        raise Refusal(
            f"{MOST_AN_HOUR} drafts came to this call within an hour, so this one was not answered."
        )
