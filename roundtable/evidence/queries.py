"""Find calls, submissions and drafts."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from roundtable import clock
from roundtable.db import db
from roundtable.evidence.models import (
    Aside,
    Attachment,
    Attribution,
    Call,
    Draft,
    FieldType,
    Kind,
    Question,
    Submission,
    SubmissionVersion,
)
from roundtable.files.models import StoredFile
from roundtable.programmes.models import Programme
from roundtable.search import Index

WORDS = Index("search_submission")


def calls_of(programme: Programme) -> Select[Call]:
    """The calls of a programme, newest first."""
    return select(Call).where(Call.programme_id == programme.id).order_by(Call.id.desc())


def every_question_of(call: Call) -> Select[Question]:
    """The questions of a call in their order, with those that are retired."""
    return select(Question).where(Question.call_id == call.id).order_by(Question.position, Question.id)


def questions_of(call: Call) -> Select[Question]:
    """What a call asks beside its core, in order."""
    return every_question_of(call).where(Question.retired_at.is_(None))


def questions_for_files(call: Call) -> dict[str, str]:
    """What a call asks files for, by the key under which attachments name it."""
    query = every_question_of(call).where(Question.type == FieldType.FILE)
    return {f"q{each.id}": each.label for each in db.session.scalars(query)}


def public_calls() -> Select[Call]:
    """Calls that the public site shows, open or not, each with its programme."""
    return (
        select(Call)
        .where(Call.public_at.is_not(None), Call.public_at <= clock.now())
        .options(joinedload(Call.programme))
        .order_by(Call.closes_local.is_(None), Call.closes_local, Call.id)
    )


def open_calls(programme: Programme | None = None) -> list[Call]:
    """The public calls that take submissions now, those that close first before the others."""
    query = public_calls().where(Call.closed_at.is_(None))
    if programme is not None:
        query = query.where(Call.programme_id == programme.id)
    now = clock.now()
    return [call for call in db.session.scalars(query) if call.is_open(now)]


def _placed() -> Select[Submission]:
    """Submissions, each with its call and group."""
    return select(Submission).options(joinedload(Submission.call), joinedload(Submission.group))


def submissions_of(programme: Programme) -> Select[Submission]:
    """What was submitted to a programme, newest first, each with its call and group."""
    return _placed().where(Submission.programme_id == programme.id).order_by(Submission.number.desc())


def with_current_version(query: Select[Submission]) -> Select[Submission]:
    """The same with the words as they stand (`latest`), in one query."""
    return query.options(joinedload(Submission.latest, innerjoin=True))


def with_versions(query: Select[Submission]) -> Select[Submission]:
    """The same with all their versions."""
    return with_current_version(query).options(
        selectinload(Submission.versions).options(
            joinedload(SubmissionVersion.cites), joinedload(SubmissionVersion.account)
        )
    )


def listed(
    programme: Programme,
    *,
    words: str = "",
    call_id: int | None = None,
    kind: Kind | None = None,
    group_id: int | None = None,
    attribution: Attribution | None = None,
    withdrawn: bool = False,
    aside: Aside | None = None,
    campaign_id: int | None = None,
) -> Select[Submission]:
    """What was submitted to a programme, newest first, narrowed; what does not count only when it is asked for."""
    conditions: list[ColumnElement[bool] | None] = [
        Submission.withdrawn_at.is_not(None) if withdrawn else Submission.withdrawn_at.is_(None),
        Submission.set_aside_as == aside if aside else None,
        Submission.set_aside_at.is_(None) if not (withdrawn or aside) else None,
        Submission.campaign_id == campaign_id if campaign_id else None,
        Submission.call_id == call_id if call_id else None,
        Submission.kind == kind if kind else None,
        Submission.group_id == group_id if group_id else None,
        Submission.attribution == attribution if attribution else None,
        WORDS.matches(Submission.id, words),
    ]
    return submissions_of(programme).where(*(each for each in conditions if each is not None))


def to_list(ids: Sequence[int]) -> Select[Submission]:
    """These submissions with the words as they stand."""
    return with_current_version(_placed().where(Submission.id.in_(ids)))


def of_person(person_id: int) -> Select[Submission]:
    """What this person submitted, newest first, with the words as they stand and the call."""
    query = select(Submission).where(Submission.person_id == person_id).options(joinedload(Submission.call))
    return with_current_version(query).order_by(Submission.id.desc())


def also_from(submission: Submission) -> Select[Submission]:
    """What the same contributor said to the same call, as an import or a person tells them apart; the first twenty."""
    same = []
    if submission.pseudonym:
        same.append(Submission.pseudonym == submission.pseudonym)
    if submission.person_id is not None:
        same.append(Submission.person_id == submission.person_id)
    return (
        select(Submission)
        .where(Submission.call_id == submission.call_id, Submission.id != submission.id, Submission.stands)
        .where(or_(false(), *same))
        .order_by(Submission.number)
        .limit(20)
    )


def drafts_of(person_id: int) -> Select[Draft]:
    """What this person typed and did not send, newest first, with the call."""
    return (
        select(Draft)
        .where(Draft.person_id == person_id, Draft.submission_id.is_(None))
        .options(joinedload(Draft.call))
        .order_by(Draft.saved_at.desc())
    )


def neighbours(submission: Submission) -> tuple[int | None, int | None]:
    """The ids of the submission before and after it in its programme, without those that do not count."""
    others = select(Submission.id).where(
        Submission.programme_id == submission.programme_id, Submission.stands
    )
    before = others.where(Submission.number < submission.number).order_by(Submission.number.desc()).limit(1)
    after = others.where(Submission.number > submission.number).order_by(Submission.number).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


def attachments_of(owner: Draft | Submission, *, removed: bool | None = False) -> Select[Attachment]:
    """The files that stand with a draft or a submission, oldest first; those that were taken away, or all (None), when
    asked for.
    """
    whose = Attachment.draft_id if isinstance(owner, Draft) else Attachment.submission_id
    gone = Attachment.removed_at.is_not(None) if removed else Attachment.removed_at.is_(None)
    query = select(Attachment).where(whose == owner.id).order_by(Attachment.id)
    if removed is not None:
        query = query.where(gone)
    return query.options(joinedload(Attachment.file))


def attachments_within(programme: Programme) -> Select[Attachment]:
    """The files with a programme's submissions, save those of what was withdrawn."""
    return (
        select(Attachment)
        .join(Attachment.submission)
        .where(Submission.programme_id == programme.id, Submission.withdrawn_at.is_(None))
        .options(joinedload(Attachment.file), contains_eager(Attachment.submission))
    )


def words_of_files(numbers: Sequence[int]) -> dict[int | None, str]:
    """The names and the texts of the files of these submissions, by the submission."""
    rows = db.session.execute(
        select(Attachment.submission_id, StoredFile.name, Attachment.words)
        .join(Attachment.file)
        .where(Attachment.submission_id.in_(numbers), Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    found: dict[int | None, str] = {}
    for number, name, words in rows:
        found[number] = f"{found.get(number, '')} {name} {words}".strip()
    return found
