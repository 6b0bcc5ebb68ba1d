"""Find calls, submissions and drafts."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from roundtable import clock
from roundtable.db import db
from roundtable.evidence.attribution import QUOTABLE
from roundtable.evidence.models import Attribution, Call, Draft, Kind, Submission, SubmissionVersion
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.search import Index

WORDS = Index("search_submission")

# A submission's words as they stand.
CURRENT = and_(
    SubmissionVersion.submission_id == Submission.id, SubmissionVersion.number == Submission.current_version
)


def calls_of(programme: Programme) -> Select[Call]:
    """The calls of a programme, newest first."""
    return select(Call).where(Call.programme_id == programme.id).order_by(Call.id.desc())


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


def submissions_of(programme: Programme) -> Select[Submission]:
    """What was submitted to a programme, newest first, each with its call and group."""
    return (
        select(Submission)
        .where(Submission.programme_id == programme.id)
        .options(joinedload(Submission.call), joinedload(Submission.group))
        .order_by(Submission.number.desc())
    )


def with_current_version(query: Select[Submission]) -> Select[Submission]:
    """The same with the words as they stand (`latest`), in one query."""
    return query.options(joinedload(Submission.latest, innerjoin=True))


def with_versions(query: Select[Submission]) -> Select[Submission]:
    """The same with all their versions."""
    return with_current_version(query).options(
        selectinload(Submission.versions).joinedload(SubmissionVersion.cites)
    )


def narrowed(
    query: Select[Submission],
    *,
    words: str = "",
    call_id: int | None = None,
    kind: Kind | None = None,
    group_id: int | None = None,
    attribution: Attribution | None = None,
    withdrawn: bool = False,
) -> Select[Submission]:
    """Only those submissions; the withdrawn ones only when asked for."""
    conditions: list[ColumnElement[bool] | None] = [
        Submission.withdrawn_at.is_not(None) if withdrawn else Submission.withdrawn_at.is_(None),
        Submission.call_id == call_id if call_id else None,
        Submission.kind == kind if kind else None,
        Submission.group_id == group_id if group_id else None,
        Submission.attribution == attribution if attribution else None,
        WORDS.matches(Submission.id, words),
    ]
    return query.where(*(condition for condition in conditions if condition is not None))


def quotable(query: Select[Submission]) -> Select[Submission]:
    """Only those whose words may be printed, under the name that `attribution_line` gives."""
    return query.where(Submission.withdrawn_at.is_(None), Submission.attribution.in_(QUOTABLE))


def of_kind(programme: Programme, *kinds: Kind) -> Select[Submission]:
    """Quotable submissions of these kinds with their words, as a report prints them: oldest first."""
    found = quotable(submissions_of(programme)).where(Submission.kind.in_(kinds))
    return with_current_version(found).order_by(None).order_by(Submission.number)


def by_numbers(programme: Programme, numbers: Iterable[int]) -> Select[Submission]:
    """The submissions of these ids with their words."""
    return with_current_version(submissions_of(programme)).where(Submission.id.in_(list(numbers)))


def counts_by_kind(programme: Programme) -> Select[Kind, int]:
    """How many submissions of each kind there are, without the withdrawn."""
    return (
        select(Submission.kind, func.count(Submission.id))
        .where(Submission.programme_id == programme.id, Submission.withdrawn_at.is_(None))
        .group_by(Submission.kind)
    )


def counts_by_group(programme: Programme) -> Select[int | None, str, int]:
    """How many came from each group (its id and name; None: no group was said), without the withdrawn."""
    return (
        select(Submission.group_id, StakeholderGroup.name, func.count(Submission.id))
        .join(StakeholderGroup, Submission.group_id == StakeholderGroup.id, isouter=True)
        .where(Submission.programme_id == programme.id, Submission.withdrawn_at.is_(None))
        .group_by(Submission.group_id, StakeholderGroup.name, StakeholderGroup.position)
        .order_by(StakeholderGroup.position)
    )


def counts_by_kind_and_group(programme: Programme) -> Select[Kind, int | None, int]:
    """How many of each kind came from each group, without the withdrawn."""
    return (
        select(Submission.kind, Submission.group_id, func.count(Submission.id))
        .where(Submission.programme_id == programme.id, Submission.withdrawn_at.is_(None))
        .group_by(Submission.kind, Submission.group_id)
    )


def of_person(person_id: int) -> Select[Submission]:
    """What this person submitted, newest first, with the words as they stand and the call."""
    query = select(Submission).where(Submission.person_id == person_id).options(joinedload(Submission.call))
    return with_current_version(query).order_by(Submission.id.desc())


def drafts_of(person_id: int) -> Select[Draft]:
    """What this person typed and did not send, newest first, with the call."""
    return (
        select(Draft)
        .where(Draft.person_id == person_id, Draft.submission_id.is_(None))
        .options(joinedload(Draft.call))
        .order_by(Draft.saved_at.desc())
    )


def neighbours(submission: Submission) -> tuple[int | None, int | None]:
    """The ids of the submission before and after it in its programme, without the withdrawn."""
    others = select(Submission.id).where(
        Submission.programme_id == submission.programme_id, Submission.withdrawn_at.is_(None)
    )
    before = others.where(Submission.number < submission.number).order_by(Submission.number.desc()).limit(1)
    after = others.where(Submission.number > submission.number).order_by(Submission.number).limit(1)
    return db.session.scalar(before), db.session.scalar(after)
