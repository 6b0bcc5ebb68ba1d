"""Evidence by mail: a message becomes a draft, which is nothing until its sender confirms it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db, new_uid
from roundtable.errors import Refusal
from roundtable.evidence.actions.attachments import Upload, attach
from roundtable.evidence.actions.submissions import refuse_if_closed
from roundtable.evidence.draft_letters import confirm_by_mail
from roundtable.evidence.forms.typing import name as one_name
from roundtable.evidence.forms.typing import prose
from roundtable.evidence.models import Call, Draft, Kind
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

    What is too long for the form comes along whole as a file. A file that is refused is named in the letter, and keeps
    nothing else from being taken. Refuses where the call is closed or where too many came.
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
    refused = [sentence for each in [*whole, *uploads] if (sentence := _attach(each, draft))]
    record("came by mail", draft, by=SYSTEM, programme_id=call.programme_id)
    confirm_by_mail(draft, sender, taken=len(whole) + len(uploads) - len(refused), refused=refused)
    return draft


def _attach(upload: Upload, draft: Draft) -> str:
    """Keep one file; gives why it was not taken, or nothing."""
    try:
        with db.session.begin_nested():
            attach([replace(upload, name=upload.name or "file")], to=draft, by=SYSTEM)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def _refuse_too_many(call: Call, sender: str) -> None:
    now = clock.now()
    mailed = select(func.count(Draft.id))
    theirs = mailed.where(
        func.lower(Draft.mailed_from) == sender.lower(), Draft.saved_at > now - timedelta(days=1)
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
