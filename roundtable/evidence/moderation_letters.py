"""What moderation writes: to a contributor whose submission is out of scope, and to whom a concern is told."""

from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.evidence.models import SafeguardingFlag, Submission
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording
from roundtable.programmes.models import Programme

OUT_OF_SCOPE = Wording(
    "out-of-scope",
    "A submission is out of scope",
    "{{reference}}: not part of this call",
    """
Thank you for what you sent to “{{call}}”. We have read it. It speaks of something that this call does not ask about, \
so it is not counted as evidence and will not be quoted:

> {{reason}}

We keep it under its number, {{reference}}. If you think that we are mistaken, answer this letter.
""".strip(),
    {
        "reference": "the number of the submission",
        "call": "the title of the call",
        "programme": "the title of the programme",
        "reason": "why it is out of scope",
    },
    needs=("reference", "reason"),
)


def out_of_scope(submission: Submission) -> None:
    """Tell the contributor, where there is an address; the letter waits in the outbox to be seen."""
    address = submission.email or (submission.person.email if submission.person else None)
    if not address:
        return
    occasion = f"{submission.set_aside_at:%Y-%m-%dT%H:%M:%S}"
    to = Recipient(address, submission.contributor, submission.person_id)
    draft = Draft(f"out-of-scope/submission-{submission.id}/{occasion}", to, submission)
    write("out of scope", [draft], programme_id=submission.programme_id)


@composer("out of scope", OUT_OF_SCOPE.label, wordings=[OUT_OF_SCOPE])
def compose_out_of_scope(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    query = (
        select(Submission)
        .where(Submission.id.in_([letter.subject_id for letter in letters]))
        .options(joinedload(Submission.call))
    )
    found = {each.id: each for each in db.session.scalars(query)}
    for letter in letters:
        submission = found.get(letter.subject_id)
        if submission is None or submission.set_aside_at is None:
            yield None  # it counts again, so there is nothing to tell
            continue
        programme = submission.call.programme
        yield Composed(
            subject=OUT_OF_SCOPE.subject,
            text=OUT_OF_SCOPE.text,
            wording=OUT_OF_SCOPE.kind,
            why="You get this because you gave this address with a submission to {{programme}}.",
            from_name=programme.organiser,
            reply_to=programme.contact_email,
            heading=programme.title,
            accent=programme.accent,
            fields={
                "reference": submission.reference,
                "call": submission.call.title,
                "programme": programme.title,
                "reason": submission.set_aside_reason,
            },
        )


def safeguarding(flag: SafeguardingFlag, *, name: str) -> None:
    """Tell whom the programme names, at once."""
    draft = Draft(f"safeguarding/flag-{flag.id}", Recipient(flag.told, name), flag)
    write("safeguarding", [draft], programme_id=flag.programme_id, automatic=True)


@composer("safeguarding", "Safeguarding concern")
def compose_safeguarding(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    base_url = current_app.extensions["settings"].base_url
    query = (
        select(SafeguardingFlag, Programme)
        .join(Programme, Programme.id == SafeguardingFlag.programme_id)
        .where(SafeguardingFlag.id.in_([letter.subject_id for letter in letters]))
        .options(joinedload(SafeguardingFlag.submission))
    )
    found = {flag.id: (flag, programme) for flag, programme in db.session.execute(query)}
    for letter in letters:
        if letter.subject_id not in found:
            yield None
            continue
        flag, programme = found[letter.subject_id]
        page = f"{base_url}/programmes/{programme.slug}/evidence/{flag.submission_id}"
        yield Composed(
            subject="A safeguarding concern: {{reference}}",
            text="Somebody who read {{reference}} is concerned that a person may be in danger. Their words are not in "
            f"this letter. Sign in to read them and to say what was done:\n\n[Read it]({page})",
            why="You get this because {{programme}} names you for concerns like this.",
            from_name=programme.organiser,
            reply_to=programme.contact_email,
            heading=programme.title,
            accent=programme.accent,
            fields={"reference": flag.submission.reference, "programme": programme.title},
        )
