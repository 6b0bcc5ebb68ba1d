"""What this room writes about drafts: that a call closes soon, and that a message became a draft."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.evidence.links import draft_token
from roundtable.evidence.models import Draft
from roundtable.mail.actions import Draft as LetterDraft
from roundtable.mail.actions import Recipient, write
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording
from roundtable.sheets.addresses import NotAnAddress, address
from roundtable.web.words import count, deadline

_PLACES = {
    "call": "the title of the call",
    "programme": "the title of the programme",
    "closes": "when the call closes",
    "link:draft": "the person's own draft",
}

REMINDER = Wording(
    "draft-reminder",
    "Reminder of a draft",
    "Your draft for “{{call}}” is not sent yet",
    """
You began to write to “{{call}}” and have not sent it. The call closes at {{closes}}; a draft that was not sent by then does not count.

[Your draft]({{link:draft}})

If you do not want to send it, there is nothing to do.
""".strip(),
    _PLACES,
    needs=("link:draft",),
)

BY_MAIL = Wording(
    "mail-draft",
    "Confirmation of what came by mail",
    "Please confirm what you sent to “{{call}}”",
    """
We have your message to “{{call}}” as a draft. **Nothing is sent yet.** Look at it, say how your words may be quoted, and send it:

[Your draft]({{link:draft}})

The call closes at {{closes}}. What quoted an earlier letter was left out, and so was your signature.

{{files}}
""".strip(),
    _PLACES | {"files": "which files came with it, and which were not taken"},
    needs=("link:draft",),
)


def draft_reminder(draft: Draft, email: str | None) -> int:
    """A reminder to whoever writes it, where there is an address; gives how many were written. It waits in the outbox."""
    to = email or draft.mailed_from or _address_in(draft)
    if to is None:
        return 0
    return len(_write("draft-reminder", draft, to, automatic=False))


def confirm_by_mail(draft: Draft, to: str, *, taken: int, refused: Sequence[str]) -> None:
    """Ask the sender of a message to confirm the draft that it became. It goes by itself: they just wrote to us."""
    detail = {"taken": taken, "refused": list(refused)[:20]}
    _write("mail-draft", draft, to, automatic=True, detail=detail)


def _write(
    kind: str, draft: Draft, to: str, *, automatic: bool, detail: Mapping[str, Any] = MappingProxyType({})
) -> list[int]:
    # The name in a message may be anybody's words, and its address anybody's.
    name = "" if draft.mailed_from else str(draft.typed.get("contributor") or "")
    return write(
        kind,
        [LetterDraft(f"{kind}/draft-{draft.id}", Recipient(to, name, draft.person_id), draft, detail)],
        programme_id=draft.call.programme_id,
        automatic=automatic,
    )


def _address_in(draft: Draft) -> str | None:
    """The address that was typed into it, if it is one."""
    try:
        return address(str(draft.typed.get("email") or "")) or None
    except NotAnAddress:
        return None


def _composed(letter: Letter, draft: Draft | None, wording: Wording, why: str) -> Composed | None:
    if draft is None or draft.submission_id is not None:
        return None
    call, programme = draft.call, draft.call.programme
    base_url = current_app.extensions["settings"].base_url
    return Composed(
        subject=wording.subject,
        text=wording.text,
        wording=wording.kind,
        why=why,
        from_name=programme.organiser,
        reply_to=programme.contact_email,
        heading=programme.title,
        accent=programme.accent,
        links={"draft": f"{base_url}/drafts/{draft_token(draft)}"},
        fields={
            "call": call.title,
            "programme": programme.title,
            "closes": deadline(call.closes) if call.closes else "a time that is not set yet",
            "files": _about_files(letter.detail),
        },
    )


def _about_files(detail: Mapping[str, Any]) -> str:
    """Which files came along."""
    refused = detail.get("refused", [])
    came = f"{count(detail['taken'], 'file')} came with it." if detail.get("taken") else ""
    return " ".join(filter(None, (came, "Not taken: " + " ".join(refused) if refused else "")))


def _drafts(letters: Sequence[Letter]) -> list[Draft | None]:
    query = (
        select(Draft)
        .where(Draft.id.in_([letter.subject_id for letter in letters]))
        .options(joinedload(Draft.call))
    )
    found = {draft.id: draft for draft in db.session.scalars(query)}
    return [found.get(letter.subject_id) for letter in letters]


@composer(REMINDER.kind, REMINDER.label, bulk=True, wordings=[REMINDER])
def compose_reminders(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    why = "You get this because you saved a draft for {{call}} with this address."
    for letter, draft in zip(letters, _drafts(letters), strict=True):
        yield _composed(letter, draft, REMINDER, why)


@composer(BY_MAIL.kind, BY_MAIL.label, wordings=[BY_MAIL])
def compose_confirmations(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    why = (
        "You get this because a message with your address came to {{call}}. If you did not write it, there is "
        "nothing to do: nobody reads it, and it is thrown away."
    )
    for letter, draft in zip(letters, _drafts(letters), strict=True):
        yield _composed(letter, draft, BY_MAIL, why)
