"""The letter by which a contributor checks a quotation."""

from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.access import links
from roundtable.db import db
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording
from roundtable.reports.models import Quotation

QUOTATION = Wording(
    "quotation",
    "Check my quotation",
    "{{reference}}: may we print these words?",
    """
We are writing “{{report}}” and should like to quote what you sent us. Please look at the words, at the place where \
they are to stand, and at the name under them, and tell us whether this is right:

[Look at your words]({{link:own}})

You can agree, choose another name or none, ask for a change, or say no.
""".strip(),
    {
        "reference": "the number of the submission",
        "report": "the title of the report",
        "programme": "the title of the programme",
        "link:own": "the page on which they answer",
    },
    needs=("link:own",),
)


def token_of(quotation: Quotation) -> str:
    return links.sign(links.Purpose.QUOTATION, quotation.id, quotation.link_number)


def ask(quotation: Quotation, address: str) -> None:
    """Write to whose words they are; the letter waits in the outbox."""
    submission = quotation.submission
    key = f"quotation/{quotation.id}/{quotation.asked_at:%Y-%m-%dT%H:%M:%S}"
    to = Recipient(address, submission.contributor, submission.person_id)
    write("quotation", [Draft(key, to, quotation)], programme_id=submission.programme_id)


@composer("quotation", QUOTATION.label, wordings=[QUOTATION])
def compose(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    base_url = current_app.extensions["settings"].base_url
    query = (
        select(Quotation)
        .where(Quotation.id.in_([letter.subject_id for letter in letters]))
        .options(joinedload(Quotation.report), joinedload(Quotation.submission))
    )
    found = {each.id: each for each in db.session.scalars(query)}
    for letter in letters:
        quotation = found.get(letter.subject_id)
        if quotation is None or quotation.revoked_at is not None or not quotation.submission.stands:
            yield None
            continue
        programme = quotation.report.programme
        yield Composed(
            subject=QUOTATION.subject,
            text=QUOTATION.text,
            wording=QUOTATION.kind,
            why="You get this because you gave this address with {{reference}}.",
            from_name=programme.organiser,
            reply_to=programme.contact_email,
            heading=programme.title,
            accent=programme.accent,
            links={"own": f"{base_url}/quotations/{token_of(quotation)}"},
            fields={
                "reference": quotation.submission.reference,
                "report": quotation.report.title,
                "programme": programme.title,
            },
        )
