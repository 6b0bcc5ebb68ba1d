"""Receive submissions and withdraw them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import letters
from roundtable.evidence.attribution import WORDING, refuse_if_nameless
from roundtable.evidence.likeness import compare_one
from roundtable.evidence.models import (
    Attribution,
    Call,
    Kind,
    Question,
    Source,
    Submission,
    SubmissionVersion,
)
from roundtable.evidence.numbering import take_numbers
from roundtable.evidence.queries import WORDS, words_of_files
from roundtable.jobs import later
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record
from roundtable.web.words import deadline


@dataclass(frozen=True)
class Said:
    """The words of a submission, in the fields of its kind."""

    text: str
    setting: str = ""
    outcome: str = ""
    cost_and_benefit: str = ""
    contact: str = ""
    needed_by: str = ""
    reference_id: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    # To the questions of the call, as SubmissionVersion keeps them.


class Whose(Protocol):
    """By whose names a submission is looked for."""

    @property
    def contributor(self) -> str: ...
    @property
    def pseudonym(self) -> str: ...
    @property
    def on_behalf_of(self) -> str: ...


@dataclass(frozen=True)
class Contribution:
    """What somebody sends: the words, whose they are, and how they may be attributed."""

    kind: Kind
    said: Said
    attribution: Attribution
    contributor: str = ""
    email: str | None = None
    on_behalf_of: str = ""
    group_id: int | None = None
    person_id: int | None = None
    pseudonym: str = ""
    source: Source = Source.FORM
    consent_basis: str = field(default="")
    # By default the wording that the form shows.


GIVEN = (
    *("kind", "attribution", "contributor", "email", "on_behalf_of"),
    *("group_id", "person_id", "pseudonym", "source"),
)
# What a submission takes of a contribution as it is.


def submit(call: Call, contribution: Contribution, *, by: Actor) -> Submission:
    """Receive a submission, give it its number and write the receipt.

    Refuses when the call is not open, save for what a scribe writes down, and when the attribution lacks its name.
    """
    locked = lock_call(call)
    if contribution.source is Source.FORM:
        refuse_if_closed(locked)
    refuse_if_nameless(
        contribution.attribution, name=contribution.contributor, organisation=contribution.on_behalf_of
    )
    submission = _received(locked, contribution)
    db.session.add(submission)
    db.session.flush()
    count_received(call.id, 1)
    note_answered(contribution.said.answers)
    index([submission.id])
    record("submitted", submission, by=by, reference=submission.reference)
    later(compare_one, submission.id)
    letters.receipt(submission)
    return submission


def _received(call: Call, contribution: Contribution) -> Submission:
    code = db.session.scalars(select(Programme.code).where(Programme.id == call.programme_id)).one()
    number = take_numbers(call.programme_id, 1)[0]
    now = clock.now()
    given = {name: getattr(contribution, name) for name in GIVEN}
    return Submission(
        **given,
        programme_id=call.programme_id,
        call_id=call.id,
        number=number,
        reference=reference_of(code, number),
        consent_basis=contribution.consent_basis or WORDING[contribution.attribution],
        received_at=now,
        current_version=1,
        versions=[SubmissionVersion(number=1, created_at=now, **asdict(contribution.said))],
    )


def reference_of(code: str, number: int) -> str:
    """MHE-0017."""
    return f"{code}-{number:04d}"


def attribute(submission: Submission, attribution: Attribution, *, by: Actor) -> None:
    """Change how the words may be attributed. Consent can be changed whenever its giver wants."""
    refuse_if_nameless(attribution, name=submission.contributor, organisation=submission.on_behalf_of)
    if attribution is submission.attribution:
        return
    before, submission.attribution = submission.attribution, attribution
    submission.consent_basis, submission.attributed_at = WORDING[attribution], clock.now()
    db.session.flush()
    record("attributed", submission, by=by, before=before.value, after=attribution.value)


def withdraw(submission: Submission, *, by: Actor) -> None:
    """Take a submission back: its words are no longer shown, quoted or counted. Its number is not given again."""
    hold(submission)
    if submission.withdrawn_at is not None:
        return
    with counting(submission):
        submission.withdrawn_at = clock.now()
    record("withdrawn", submission, by=by)


def restore(submission: Submission, *, by: Actor) -> None:
    """Undo a withdrawal."""
    hold(submission)
    if submission.withdrawn_at is None:
        return
    with counting(submission):
        submission.withdrawn_at = None
    record("restored", submission, by=by)


def send_link(submission: Submission, *, by: Actor) -> None:
    """Send a fresh link to the address that came with the submission."""
    letters.fresh_link(submission)
    record("link sent", submission, by=by)


def refuse_if_closed(call: Call) -> None:
    """Refuse with when it closed (or opens), and to whom one can still write."""
    now = clock.now()
    if call.is_open(now):
        return
    programme = db.session.get_one(Programme, call.programme_id)
    contact = programme.contact_email or programme.organiser
    write = f" Copy your words and write to {contact}." if contact else ""
    if call.is_yet_to_open(now) and call.opens:
        raise Refusal(f"This call opens at {deadline(call.opens)}; it takes nothing before.")
    closed = f" at {deadline(call.closes)}" if call.is_past(now) and call.closes else ""
    raise Refusal(f"This call closed{closed}, so what you typed was not sent. It still stands below.{write}")


def refuse_if_withdrawn(submission: Submission) -> None:
    if submission.withdrawn_at is not None:
        raise Refusal(f"{submission.reference} was withdrawn. Undo that before you change it.")


def index(numbers: Sequence[int]) -> None:
    """Let the search find these submissions by their words and names as they stand, and by what their files say."""
    found = select(Submission).where(Submission.id.in_(numbers)).options(joinedload(Submission.latest))
    said = words_of_files(numbers)
    WORDS.put(
        (each.id, f"{searched(each.reference, each, each.latest)} {said.get(each.id, '')}")
        for each in db.session.scalars(found)
    )


def searched(reference: str, whose: Submission | Whose, said: SubmissionVersion | Said) -> str:
    """Everything by which a submission is looked for."""
    return " ".join(
        (
            reference,
            whose.contributor,
            whose.pseudonym,
            whose.on_behalf_of,
            said.text,
            said.setting,
            said.outcome,
            said.cost_and_benefit,
            said.contact,
            *(str(answer["words"]) for answer in said.answers.values()),
        )
    )


def hold(submission: Submission) -> None:
    """Keep it as it is now until this transaction ends: two who press at once do it one after the other."""
    seen = submission.current_version
    db.session.refresh(
        submission, ["withdrawn_at", "set_aside_at", "attribution", "current_version"], with_for_update=True
    )
    if submission.current_version != seen:
        db.session.expire(submission, ["versions", "latest"])


@contextmanager
def counting(submission: Submission) -> Iterator[None]:
    """What is changed within may let the submission count, or count no longer: its call's number follows."""
    counted = submission.stands
    yield
    db.session.flush()
    count_received(submission.call_id, int(submission.stands) - int(counted))


def count_received(call_id: int, more: int) -> None:
    """Let a call's number of submissions rise, or fall."""
    if more:
        db.session.execute(
            update(Call)
            .where(Call.id == call_id)
            .values(received=Call.received + more)
            .execution_options(synchronize_session=False)
        )


def note_answered(answers: Mapping[str, Any]) -> None:
    """Note of these questions that somebody has answered them."""
    if not answers:
        return
    # By table: an edit that somebody has open is not stale because an answer came.
    table: Any = Question.__table__
    these = table.c.id.in_([int(number) for number in answers])
    db.session.execute(
        update(table).where(these, table.c.answered_at.is_(None)).values(answered_at=clock.now())
    )


def lock_call(call: Call) -> Call:
    """The call as it is saved now, which nobody closes before this transaction ends."""
    query = select(Call).where(Call.id == call.id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()
