"""What this room writes: the receipt of a submission, and a fresh link to it."""

from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.db import db
from roundtable.evidence.answers import answers_in
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.links import submission_token
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.evidence.parts import TEXT
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording
from roundtable.web.words import deadline

_PLACES = {
    "reference": "the number of the submission",
    "call": "the title of the call",
    "programme": "the title of the programme",
    "link:own": "the person's own submission",
}

RECEIPT = Wording(
    "receipt",
    "Receipt of a submission",
    "{{reference}}: {{what}}",
    """
Thank you. We have received this for “{{call}}”. Its reference number is **{{reference}}**.

{{kind}}:

> {{words}}

What you agreed to: {{consent}}

You can read it, change it {{until}}, or withdraw it:

[Your submission]({{link:own}})

The link works for a day. After that, ask on the page of the call for a fresh one.
""".strip(),
    _PLACES
    | {
        "what": "“we have what you sent”, or “we have your changes”",
        "kind": "what kind of submission it is",
        "words": "what they sent",
        "consent": "what they agreed to, in the words they were shown",
        "until": "how long it can be changed",
    },
    needs=("reference", "words", "consent", "link:own"),
)

OWN_LINK = Wording(
    "submission-link",
    "Link to a submission",
    "{{reference}}: your link",
    """
Here you can read what you sent to “{{call}}”, change it while the call is open, or withdraw it:

[Your submission]({{link:own}})

The link works for a day.
""".strip(),
    _PLACES,
    needs=("link:own",),
)


def receipt(submission: Submission) -> None:
    """Acknowledge a submission that was received, where there is an address."""
    _write("receipt", submission, occasion=f"version-{submission.current_version}")


def fresh_link(submission: Submission) -> None:
    """A link to one's own submission, sent to the address that was given with it."""
    _write("submission link", submission, occasion=f"{clock.now():%Y-%m-%dT%H:%M}")


def _write(kind: str, submission: Submission, *, occasion: str) -> None:
    address = submission.email or (submission.person.email if submission.person else None)
    if not address:
        return
    to = Recipient(address, submission.contributor, submission.person_id)
    write(
        kind,
        [Draft(f"{kind}/submission-{submission.id}/{occasion}", to, submission)],
        programme_id=submission.programme_id,
        automatic=True,
    )


def _subjects(letters: Sequence[Letter]) -> list[Submission | None]:
    query = (
        select(Submission)
        .where(Submission.id.in_([letter.subject_id for letter in letters]))
        .options(joinedload(Submission.call), joinedload(Submission.group), joinedload(Submission.latest))
    )
    found = {submission.id: submission for submission in db.session.scalars(query)}
    return [found.get(letter.subject_id) for letter in letters]


def _own_page(submission: Submission) -> dict[str, str]:
    base_url = current_app.extensions["settings"].base_url
    return {"own": f"{base_url}/submissions/{submission_token(submission)}"}


@composer(RECEIPT.kind, RECEIPT.label, wordings=[RECEIPT])
def compose_receipts(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    for submission in _subjects(letters):
        yield None if submission is None else _receipt(submission)


def _receipt(submission: Submission) -> Composed:
    call, programme = submission.call, submission.call.programme
    what = "we have your changes" if submission.current_version > 1 else "we have what you sent"
    return Composed(
        subject=RECEIPT.subject,
        text=RECEIPT.text,
        wording=RECEIPT.kind,
        why="You get this because you gave this address with a submission to {{programme}}.",
        from_name=programme.organiser,
        reply_to=programme.contact_email,
        heading=programme.title,
        accent=programme.accent,
        links=_own_page(submission),
        fields={
            "reference": submission.reference,
            "what": what,
            "call": call.title,
            "kind": WORDS[submission.kind].name,
            "words": _copy(submission.latest),
            "consent": submission.consent_basis,
            "until": f"until {deadline(call.closes)}" if call.closes else "while the call is open",
            "programme": programme.title,
        },
    )


def _copy(version: SubmissionVersion) -> str:
    """Everything that was said, each answer under its question: the first needs none."""
    said = [part.text if part.name == TEXT else f"{part.label}: {part.text}" for part in version.parts]
    said += [f"Who could be asked: {version.contact}"] if version.contact else []
    return "\n\n".join(
        [
            *said,
            *(f"{each.asked}: {each.words}" for each in answers_in(version.answers) if each.type != "long"),
        ]
    )


@composer("submission link", OWN_LINK.label, wordings=[OWN_LINK])
def compose_links(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    for submission in _subjects(letters):
        if submission is None:
            yield None
            continue
        programme = submission.call.programme
        yield Composed(
            subject=OWN_LINK.subject,
            text=OWN_LINK.text,
            wording=OWN_LINK.kind,
            why="You get this because somebody asked for a link to {{reference}} on the page of the call. If it was "
            "not you, there is nothing to do.",
            from_name=programme.organiser,
            reply_to=programme.contact_email,
            heading=programme.title,
            accent=programme.accent,
            links=_own_page(submission),
            fields={
                "reference": submission.reference,
                "call": submission.call.title,
                "programme": programme.title,
            },
        )
