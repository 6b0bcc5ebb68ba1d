"""Check my quotation: a contributor sees their words as they are to be printed, and says yes, no, or how."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.documents import Document
from roundtable.errors import Refusal
from roundtable.evidence.attribution import refuse_if_nameless
from roundtable.evidence.masking import masked, patterns
from roundtable.evidence.models import Attribution, Submission
from roundtable.reports import quotation_letters as letters
from roundtable.reports.models import Answer, Quotation, Report
from roundtable.reports.printed import Printed, quoted
from roundtable.reports.uses import key_of
from roundtable.trail import Actor, ActorKind, record


@dataclass(frozen=True)
class Line:
    """Words that a document quotes, whose they are, and whether they were asked."""

    printed: Printed
    submission: Submission
    quotation: Quotation | None

    @property
    def key(self) -> str:
        return f"{self.submission.id}-{key_of(self.printed.words)}"

    @property
    def address(self) -> str:
        """Where they can be asked."""
        person = self.submission.person
        return self.submission.email or (person.email if person else "") or ""

    @property
    def is_asked(self) -> bool:
        return (
            self.quotation is not None
            and self.quotation.asked_at is not None
            and self.quotation.revoked_at is None
        )

    @property
    def standing(self) -> str:
        """Not asked, asked and silent, or what they answered."""
        if self.quotation is None or not self.is_asked:
            return "not asked"
        return self.quotation.answer.value if self.quotation.answer else "asked, no answer yet"


def lines(report: Report, document: Document) -> list[Line]:
    """Every quotation of a document, each words once, in reading order. Two statements."""
    printed = quoted(document)
    query = select(Submission).where(
        Submission.programme_id == report.programme_id,
        Submission.reference.in_({each.reference for each in printed}),
    )
    whose = {
        each.reference: each for each in db.session.scalars(query.options(joinedload(Submission.person)))
    }
    asked = {(each.submission_id, each.words_key): each for each in db.session.scalars(of_report(report))}
    found: dict[str, Line] = {}
    for each in printed:
        if each.reference in whose:
            submission = whose[each.reference]
            line = Line(each, submission, asked.get((submission.id, key_of(each.words))))
            found.setdefault(line.key, line)
    for one in asked.values():
        if one.answer is Answer.REFUSED and one.revoked_at is None:  # it is left out, and can be asked again
            left_out = Line(Printed(one.submission.reference, one.words, "", one.place), one.submission, one)
            found.setdefault(left_out.key, left_out)
    return list(found.values())


def of_report(report: Report) -> Select[Quotation]:
    """What was asked about the quotations of a report."""
    return (
        select(Quotation)
        .where(Quotation.report_id == report.id)
        .options(joinedload(Quotation.submission).joinedload(Submission.person))
        .order_by(Quotation.id)
    )


def ask(report: Report, chosen: Iterable[Line], *, by: Actor) -> int:
    """Ask whose words these are whether they may be printed so: a letter each, which waits in the outbox.

    Who was asked already and has not answered is not asked again. Gives how many were asked.
    """
    waiting = [
        line for line in chosen if not (line.is_asked and line.quotation and not line.quotation.answer)
    ]
    nowhere = [line.submission.reference for line in waiting if not line.address]
    if nowhere:
        raise Refusal(f"{', '.join(nowhere)} came without an address, so nobody can be asked. Leave it out.")
    now = clock.now()
    for line in waiting:
        key = key_of(line.printed.words)
        row = {
            "report_id": report.id,
            "submission_id": line.submission.id,
            "words": line.printed.words,
            "words_key": key,
            "place": line.printed.place[:300],
            "made_at": now,
        }
        insert_missing(Quotation, [row], unique=["report_id", "submission_id", "words_key"])
        asked = db.session.scalars(
            of_report(report).where(Quotation.submission_id == line.submission.id, Quotation.words_key == key)
        ).one()
        asked.asked_at, asked.revoked_at, asked.answered_at, asked.answer = now, None, None, None
        asked.place = line.printed.place[:300]
        asked.account_id = by.id if by.kind is ActorKind.ACCOUNT else None
        db.session.flush()
        letters.ask(asked, line.address)
    if waiting:
        record("asked about quotations in", report, by=by, number=len(waiting))
    return len(waiting)


def take_back(quotation: Quotation, *, by: Actor) -> None:
    """Take the question back: its link is dead, and what was answered for this use holds no longer."""
    if quotation.revoked_at is None:
        quotation.revoked_at, quotation.link_number = clock.now(), quotation.link_number + 1
        db.session.flush()
        record("took back a question about", quotation.submission, by=by)


def respond(
    quotation: Quotation, answer: Answer, *, attribution: Attribution | None, note: str, by: Actor
) -> None:
    """Take the contributor's answer; another answer replaces it as long as the link lives."""
    submission = quotation.submission
    if attribution is not None and answer is Answer.AGREED:
        refuse_if_nameless(attribution, name=submission.contributor, organisation=submission.on_behalf_of)
    quotation.answer, quotation.note, quotation.answered_at = answer, note, clock.now()
    quotation.attribution = attribution if answer is Answer.AGREED else None
    db.session.flush()
    record("answered about a quotation of", submission, by=by, answer=answer.value)


def mask(submission: Submission, words: Sequence[str], marker: str) -> None:
    """Take words out of what is kept of this submission's quotations."""
    found_by = patterns(words)
    for each in db.session.scalars(select(Quotation).where(Quotation.submission_id == submission.id)):
        now = masked(each.words, found_by, marker)
        each.note = masked(each.note, found_by, marker).text
        if now.spans:
            each.words = now.text
            each.words_key = hashlib.sha256(f"{each.id} redacted".encode()).hexdigest()
    db.session.flush()
