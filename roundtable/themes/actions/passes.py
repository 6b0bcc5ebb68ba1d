"""What is done in a coding pass: several coders read the same submissions without seeing each other's marks."""

import random
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from roundtable import clock
from roundtable.access.models import Account
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.evidence.parts import TEXT
from roundtable.programmes.models import Programme
from roundtable.themes import comparing, queries
from roundtable.themes.actions.excerpts import chosen_words, code_many
from roundtable.themes.actions.values import account_of
from roundtable.themes.models import (
    CodingPass,
    PassCoder,
    PassMark,
    PassReading,
    PassSettlement,
    PassSubmission,
    Theme,
)
from roundtable.trail import Actor, record

MOST = 300
# Submissions in one pass.


def start_pass(
    programme: Programme, title: str, *, coders: Sequence[Account], count: int, spread: bool, by: Actor
) -> CodingPass:
    """Give coders some submissions to read apart: the next that nobody has read, or some drawn from all.

    What is drawn depends on the pass's number alone, so that it can be told how it came about.
    """
    if len({each.id for each in coders}) < 2:
        raise Refusal("A pass needs two coders or more.", field="coders")
    waiting = queries.submissions(programme) if spread else queries.uncoded(programme)
    numbers = db.session.scalars(
        waiting.order_by(None).order_by(Submission.id).with_only_columns(Submission.id)
    ).all()
    if not numbers:
        raise Refusal(
            "There is nothing to read." if spread else "Everything was read already. Draw from all."
        )
    made = CodingPass(
        programme_id=programme.id, title=title, account_id=account_of(by), created_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    count = min(count, MOST, len(numbers))
    chosen = sorted(random.Random(made.id).sample(numbers, count)) if spread else numbers[:count]  # noqa: S311
    versions = select(SubmissionVersion.id, SubmissionVersion.submission_id).join(
        Submission,
        (Submission.id == SubmissionVersion.submission_id)
        & (Submission.current_version == SubmissionVersion.number),
    )
    rows = db.session.execute(versions.where(Submission.id.in_(chosen)).order_by(Submission.id))
    made.coders = [PassCoder(account_id=each.id) for each in coders]
    made.submissions = [PassSubmission(submission_id=of, version_id=number) for number, of in rows]
    db.session.flush()
    record("started", made, by=by, submissions=count)
    return made


def mark_in_pass(
    coder: PassCoder,
    version: SubmissionVersion,
    starts: int,
    ends: int,
    *,
    part: str = TEXT,
    words: str | None = None,
    themes: Iterable[Theme],
    memo: str = "",
    by: Actor,
) -> list[PassMark]:
    """Mark words for themes, as one coder of a pass reads them. The same again adds nothing."""
    _refuse_open(coder.coding_pass)
    chosen = list(themes)
    if not chosen:
        raise Refusal("Choose the themes that these words speak of.", field="themes")
    starts, ends = chosen_words(version, part, starts, ends, words)
    said = version.words_of(part)[starts:ends]
    standing = select(PassMark).where(
        PassMark.coder_id == coder.id,
        PassMark.version_id == version.id,
        PassMark.part == part,
        PassMark.starts == starts,
        PassMark.ends == ends,
    )
    there = {mark.theme_id: mark for mark in db.session.scalars(standing)}
    marks = []
    for theme in chosen:
        mark = there.get(theme.id) or PassMark(
            coder_id=coder.id,
            version_id=version.id,
            part=part,
            starts=starts,
            ends=ends,
            words=said,
            theme_id=theme.id,
            created_at=clock.now(),
        )
        mark.removed_at, mark.memo = None, memo or mark.memo or ""
        marks.append(mark)
    db.session.add_all(marks)
    db.session.flush()
    record("marked in", coder.coding_pass, by=by)
    return marks


def take_back(marks: Sequence[PassMark], coder: PassCoder, *, by: Actor) -> None:
    """Take a coder's own marks back; marking the same words again puts them back."""
    _refuse_open(coder.coding_pass)
    standing = [mark for mark in marks if mark.removed_at is None]
    for mark in standing:
        mark.removed_at = clock.now()
    db.session.flush()
    if standing:
        record("took back a mark in", coder.coding_pass, by=by)


def finish_reading(coder: PassCoder, submission: Submission, *, by: Actor) -> None:
    """Say that one has read a submission to its end. The pass opens once all coders have read all."""
    # Of two who finish at once the later one sees that the other has.
    coders = select(PassCoder).where(PassCoder.pass_id == coder.pass_id).order_by(PassCoder.id)
    db.session.scalars(coders.with_for_update(), execution_options={"populate_existing": True}).all()
    if coder.coding_pass.opened_at is not None:
        return
    read = set(db.session.scalars(select(PassReading.submission_id).where(PassReading.coder_id == coder.id)))
    if submission.id in read:
        return
    db.session.add(PassReading(coder_id=coder.id, submission_id=submission.id, read_at=clock.now()))
    record("read in", coder.coding_pass, by=by)
    if comparing.standing_in(coder.coding_pass) <= read | {submission.id}:
        coder.finished_at = clock.now()
    db.session.flush()
    if all(each.finished_at for each in coder.coding_pass.coders):
        open_pass(coder.coding_pass, by=by)


def open_pass(made: CodingPass, *, by: Actor) -> None:
    """Let all coders see the marks of all; nobody marks any more."""
    if made.opened_at is not None:
        return
    made.opened_at = clock.now()
    db.session.flush()
    record("opened", made, by=by)


def settle(
    made: CodingPass,
    version: SubmissionVersion,
    paragraph: int,
    theme: Theme,
    *,
    holds: bool,
    reason: str = "",
    by: Actor,
) -> None:
    """Decide whether a paragraph speaks of a theme, where the coders differ. The newest decision holds; all are kept."""
    if made.opened_at is None:
        raise Refusal("The coders have not finished, so nothing is compared yet.")
    newest = comparing.settlements(made).get((version.id, paragraph, theme.id))
    if newest is not None and newest.holds == holds and newest.reason == reason:
        return
    db.session.add(
        PassSettlement(
            pass_id=made.id,
            version_id=version.id,
            paragraph=paragraph,
            theme_id=theme.id,
            holds=holds,
            reason=reason,
            account_id=account_of(by),
            settled_at=clock.now(),
        )
    )
    db.session.flush()
    record("settled a difference in", made, by=by, holds=holds)


def take_over(made: CodingPass, *, by: Actor) -> int:
    """Let what all coders agree on, and what was settled to hold, count as excerpts and codings.

    Of each paragraph and theme the words of the first coder who marked it are taken, and the coding is theirs. Done
    again after more was settled it adds what is new. Gives how many codings were added.
    """
    if made.opened_at is None:
        raise Refusal("The coders have not finished, so nothing can be taken over yet.")
    held = comparing.compare(made).holding
    added = code_many(made.programme_id, held)
    db.session.flush()
    if added:
        record("took over", made, by=by, codings=added)
    return added


def _refuse_open(made: CodingPass) -> None:
    if made.opened_at is not None:
        raise Refusal("This pass is open: the coders’ marks are being compared, and stay as they are.")
