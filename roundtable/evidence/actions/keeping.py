"""Edit a submission, correct it, take words out of it, and open what was sealed: each a version with its reason and author."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal, StaleEdit
from roundtable.evidence import letters
from roundtable.evidence.actions.reading import mask_files
from roundtable.evidence.actions.submissions import (
    Said,
    hold,
    index,
    lock_call,
    note_answered,
    refuse_if_closed,
    refuse_if_withdrawn,
)
from roundtable.evidence.answers import reworded, same_answers
from roundtable.evidence.attribution import WORDING
from roundtable.evidence.likeness import compare_anew
from roundtable.evidence.masking import NAMELESS, REDACTED, Masked, masked, patterns
from roundtable.evidence.models import Attribution, Change, SealedWords, Submission, SubmissionVersion
from roundtable.trail import Actor, ActorKind, record

FIELDS = ("text", "setting", "outcome", "cost_and_benefit", "contact", "answers")
# What of a version holds words. The rest (who needs it, what it cites) says nothing that could be taken out.
MARKERS = {Change.REDACTED: REDACTED, Change.ANONYMISED: NAMELESS}

Moves = dict[int, dict[str, Masked]]
"""What became of each part of each version, by the version's number in the database and the part's name."""


def correct(
    submission: Submission, values: dict[str, str], *, reason: str, expected_version: int, by: Actor
) -> None:
    """Put right what was written down wrongly, for its contributor; the words as they came stay as an earlier version.

    It may be done after the call has closed. Words that did not change make no version.
    """
    hold(submission)
    refuse_if_withdrawn(submission)
    latest = _latest(submission)
    changed = {name: value for name, value in values.items() if getattr(latest, name) != value}
    if not changed:
        return
    _refuse_if_stale(submission, expected_version)
    add_version(submission, Change.CORRECTED, reason, by=by, **changed)
    record("corrected", submission, by=by, version=submission.current_version)


def edit(submission: Submission, said: Said, *, expected_version: int, reason: str = "", by: Actor) -> None:
    """Put new words in place of the old, which stay as an earlier version. Refuses once the call is closed.

    Words that did not change make no version.
    """
    hold(submission)
    refuse_if_closed(lock_call(submission.call))
    refuse_if_withdrawn(submission)
    latest, words = _latest(submission), asdict(said)
    answers = words.pop("answers")
    if same_answers(latest.answers, answers) and all(
        getattr(latest, name) == value for name, value in words.items()
    ):
        return
    _refuse_if_stale(submission, expected_version)
    note_answered(answers)
    add_version(submission, Change.EDITED, reason, by=by, answers=answers, **words)
    record("edited", submission, by=by, version=submission.current_version)
    letters.receipt(submission)


def _refuse_if_stale(submission: Submission, expected_version: int) -> None:
    if expected_version != submission.current_version:
        raise StaleEdit(
            "This was changed elsewhere after you opened it. What is saved now stands beside your words."
        )


def take_out(
    submission: Submission, words: Sequence[str], *, change: Change, reason: str, by: Actor
) -> Moves:
    """Take words out of every version, seal those versions as they were, and say so in a new one.

    What the excerpts of the submission then say is for `overview.keeping`, which calls this. Refuses words that stand
    nowhere in it. Of a submission that is anonymised, no name is printed any more.
    """
    hold(submission)
    refuse_if_withdrawn(submission)
    marker, found_by = MARKERS[change], patterns(words)
    if not found_by:
        raise Refusal("Say which words are to be taken out.", field="words")
    for each, pattern in zip(words, found_by, strict=True):
        if not _in_beside(submission, [pattern]) and not any(
            _has(version, [pattern]) for version in submission.versions
        ):
            raise Refusal(
                f"“{each}” stands nowhere in {submission.reference}, in no version of it. Copy the words as they "
                "stand there.",
                field="words",
            )
    in_beside = _in_beside(submission, found_by)
    hit = [
        version
        for version in submission.versions
        if _has(version, found_by) or (in_beside and version.number == submission.current_version)
    ]
    _seal(hit, words, by=by)
    submission.beside = {
        asked: masked(str(said), found_by, marker).text for asked, said in (submission.beside or {}).items()
    }
    moves = {version.id: _mask(version, found_by, marker) for version in hit}
    mask_files(submission, found_by, marker)
    add_version(submission, change, reason, by=by)
    if change is Change.ANONYMISED:
        submission.attributed_at = clock.now()
        if submission.attribution in (Attribution.NAMED, Attribution.ORGANISATION):
            submission.attribution = Attribution.ANONYMOUS
            submission.consent_basis = WORDING[Attribution.ANONYMOUS]
        db.session.flush()
    index([submission.id])
    record(change.value, submission, by=by, version=submission.current_version, versions=len(hit))
    return moves


def _in_beside(submission: Submission, found_by: Sequence[Any]) -> bool:
    """Whether some of these words stand in what the same row of an import answered."""
    return any(each.search(str(said)) for said in (submission.beside or {}).values() for each in found_by)


def _has(version: SubmissionVersion, found_by: Sequence[Any]) -> bool:
    values = {name: getattr(version, name) for name in FIELDS}
    return any(_without(version, [pattern], REDACTED) != values for pattern in found_by)


def _without(version: SubmissionVersion, found_by: Sequence[Any], marker: str) -> dict[str, Any]:
    """Each field of a version with these words taken out."""

    def less(words: str) -> str:
        return masked(words, found_by, marker).text

    plain = {name: less(getattr(version, name)) for name in FIELDS if name != "answers"}
    return {**plain, "answers": reworded(version.answers, less)}


def _seal(versions: Sequence[SubmissionVersion], words: Sequence[str], *, by: Actor) -> None:
    """Keep what they say, for the few who may read it; what was sealed earlier stays as it was sealed."""
    rows: list[dict[str, Any]] = [
        {
            "version_id": version.id,
            "words": {
                **{name: getattr(version, name) for name in FIELDS},
                "beside": version.submission.beside or {},
            },
            "taken_out": [],
            "sealed_at": clock.now(),
            "account_id": account_of(by),
        }
        for version in versions
    ]
    insert_missing(SealedWords, rows, unique=["version_id"])
    for sealed in db.session.scalars(
        select(SealedWords).where(SealedWords.version_id.in_([version.id for version in versions]))
    ):
        sealed.words = {"beside": sealed.version.submission.beside or {}, **sealed.words}
        sealed.taken_out = [*sealed.taken_out, *(each for each in words if each not in sealed.taken_out)]


def _mask(version: SubmissionVersion, found_by: Sequence[Any], marker: str) -> dict[str, Masked]:
    moves = {part.name: masked(part.text, found_by, marker) for part in version.parts}
    for name, value in _without(version, found_by, marker).items():
        setattr(version, name, value)
    return moves


def sealed_of(submission: Submission) -> list[SealedWords]:
    """What is sealed of a submission, the first version first."""
    query = (
        select(SealedWords)
        .join(SealedWords.version)
        .where(SubmissionVersion.submission_id == submission.id)
        .order_by(SubmissionVersion.number)
    )
    return list(db.session.scalars(query))


def open_sealed(submission: Submission, *, reason: str, by: Actor) -> list[SealedWords]:
    """Give what is sealed of a submission, to be read once. It leaves a trail: who, when, and why is asked."""
    found = sealed_of(submission)
    if not found:
        raise Refusal(f"Nothing of {submission.reference} is sealed.")
    record("opened what is sealed of", submission, by=by, versions=len(found), reasons=len(reason.split()))
    return found


def unseal(submission: Submission, *, reason: str, by: Actor) -> None:
    """Let the words stand again that were taken out last: a new version with them. What is sealed stays sealed."""
    hold(submission)
    refuse_if_withdrawn(submission)
    found = sealed_of(submission)
    if not found:
        raise Refusal(f"Nothing of {submission.reference} is sealed.")
    if _latest(submission).change is Change.RESTORED:
        return
    words = dict(found[-1].words)
    words.pop("beside", None)
    # It has no versions: what was sealed first is what came.
    submission.beside = min(found, key=lambda each: each.id).words.get("beside", submission.beside)
    add_version(submission, Change.RESTORED, reason, by=by, **words)
    record("put words back into", submission, by=by, version=submission.current_version)


def add_version(submission: Submission, change: Change, reason: str, *, by: Actor, **words: Any) -> None:
    """The version that counts from now on: the last one, with these words in place of its own."""
    latest = _latest(submission)
    kept = {
        column.key: getattr(latest, column.key)
        for column in SubmissionVersion.__table__.columns
        if column.key not in ("id", "number", "created_at", "reason", "change", "account_id")
    }
    number = submission.current_version + 1
    submission.versions.append(
        SubmissionVersion(
            **(kept | words),
            number=number,
            created_at=clock.now(),
            reason=reason,
            change=change,
            account_id=account_of(by),
        )
    )
    submission.current_version = number
    db.session.flush()
    compare_anew(submission)
    db.session.expire(submission, ["latest"])
    index([submission.id])


def _latest(submission: Submission) -> SubmissionVersion:
    return next(each for each in submission.versions if each.number == submission.current_version)


def account_of(by: Actor) -> int | None:
    """The account that does it; none where the contributor or the system does."""
    return by.id if by.kind is ActorKind.ACCOUNT else None
