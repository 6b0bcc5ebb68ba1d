"""Messages to the address of a call: each becomes a draft that its sender confirms, or waits for a person and says why."""

from itertools import islice

from flask import current_app

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.actions import Upload
from roundtable.evidence.actions.attachments import MOST
from roundtable.evidence.actions.mailed import draft_of_message
from roundtable.evidence.addresses import call_named_by
from roundtable.evidence.models import Call
from roundtable.inbox.models import Kind, Message, Outcome
from roundtable.inbox.quoting import said, unwrapped
from roundtable.inbox.reading import Mail
from roundtable.sheets.addresses import NotAnAddress, address

_LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List")
_NOBODY = ("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster", "bounce")


def take(mail: Mail, message: Message) -> bool:
    """Make a draft of a message that came to a call's address. False where it came to none."""
    call = _call_of(mail)
    if call is None:
        return False
    message.kind, message.programme_id = Kind.LETTER, call.programme_id
    if why := _unanswered(mail):
        message.words = f"For “{call.title}”. {why} Write it down on their behalf if it belongs to the call."
        return True
    uploads = [Upload(name, content) for name, content in islice(mail.files, 2 * MOST)]
    words = unwrapped(said(mail.text))
    if not words and not uploads:
        message.words = f"For “{call.title}”. It holds nothing that could be read."
        return True
    try:
        draft_of_message(
            call, text=words, name=mail.sender[0], sender=address(mail.sender[1]), uploads=uploads
        )
    except Refusal as refusal:
        message.words = f"For “{call.title}”. {refusal.sentence}"[:1000]
        return True
    message.outcome, message.settled_at = Outcome.DONE, clock.now()
    message.words = (
        f"Became a draft for “{call.title}”. Its sender was asked to confirm it; nothing is submitted yet."
    )
    return True


def _call_of(mail: Mail) -> Call | None:
    """The call that the message was sent to, if the public knows of it."""
    for each in mail.came_to:
        number = call_named_by(each)
        call = db.session.get(Call, number) if number else None
        if call is not None and call.public_at is not None and call.public_at <= clock.now():
            return call
    return None


def _unanswered(mail: Mail) -> str:
    """Why its sender is not written to, as a sentence; empty where they are. Automatic words were sorted out before."""
    try:
        sender = address(mail.sender[1])
    except NotAnAddress:
        return "It names no address that could be asked to confirm it."
    mailbox = sender.rpartition("@")[0].lower()
    whys = (
        (_is_ours(sender), "It says that it comes from us."),
        (
            mailbox.startswith(_NOBODY) or mail.header("Return-Path").strip() == "<>",
            "Its sender takes no answers.",
        ),
        (
            any(mail.message.get(name) for name in _LISTS) or mail.header("Precedence").lower() == "list",
            "It came by a mailing list, so nobody was asked to confirm it.",
        ),
        (
            mail.header("X-Auto-Response-Suppress").lower() in ("all", "autoreply"),
            "Its sender asks for no automatic answer.",
        ),
        (
            "dmarc=fail" in mail.header("Authentication-Results").lower(),
            "The mail server says that its sender is not who it names.",
        ),
    )
    return next((sentence for holds, sentence in whys if holds), "")


def _is_ours(sender: str) -> bool:
    """Whether it is MAIL_FROM, whatever stands after a plus."""
    theirs, ours = (
        each.lower().rpartition("@") for each in (sender, current_app.extensions["settings"].mail_from)
    )
    return theirs[2] == ours[2] and theirs[0].partition("+")[0] == ours[0].partition("+")[0]
