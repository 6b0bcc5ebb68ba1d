"""What is done to excerpts."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.evidence.parts import TEXT
from roundtable.themes import passages
from roundtable.themes.actions.values import account_of
from roundtable.themes.chosen import Chosen
from roundtable.themes.models import CONTEXT, Coding, Excerpt, Reading, Suggested, Theme
from roundtable.trail import Actor, record


def mark_excerpt(
    version: SubmissionVersion,
    starts: int,
    ends: int,
    *,
    by: Actor,
    part: str = TEXT,
    themes: Iterable[Theme] = (),
    memo: str = "",
    words: str | None = None,
) -> Excerpt:
    """Mark words of a part of a submission and code them. Marking the same words again adds what is new, and nothing twice.

    `words` are what the reader saw; where the text says something else the mark is refused. White space at the
    ends is left out, and a character is never cut in two.
    """
    starts, ends = chosen_words(version, part, starts, ends, words)
    excerpt = _put(version, part, starts, ends, by=by)
    excerpt.removed_at = None
    excerpt.memo = memo or excerpt.memo
    record("marked", excerpt, by=by)
    code(excerpt, themes, by=by)
    return excerpt


def chosen_words(
    version: SubmissionVersion, part: str, starts: int, ends: int, words: str | None
) -> tuple[int, int]:
    """Where the chosen words start and end, without white space around them and with whole characters.

    Refuses places that are not there, and places where the text says something else than `words`.
    """
    text = version.words_of(part)
    if not 0 <= starts < ends <= len(text):
        raise Refusal("Choose some words of this text first.", field="sentences")
    if words is not None and not passages.same_words(words, text[starts:ends]):
        raise Refusal(
            "The text has changed since you opened it, and these words no longer stand there. Choose them again.",
            field="sentences",
        )
    starts, ends = passages.whole(text, *passages.trimmed(text, starts, ends))
    if starts >= ends:
        raise Refusal("There are no words in what you chose, only white space.", field="sentences")
    return starts, ends


def _put(version: SubmissionVersion, part: str, starts: int, ends: int, *, by: Actor) -> Excerpt:
    """The excerpt of these words: a new one, or the one that is there."""
    row = _row(version, part, starts, ends, account_of(by))
    insert_missing(Excerpt, [row], unique=["version_id", "part", "starts", "ends"])
    found = select(Excerpt).where(
        Excerpt.version_id == version.id,
        Excerpt.part == part,
        Excerpt.starts == starts,
        Excerpt.ends == ends,
    )
    return db.session.scalars(found).one()


def _row(
    version: SubmissionVersion, part: str, starts: int, ends: int, account_id: int | None
) -> dict[str, Any]:
    text = version.words_of(part)
    return {
        "programme_id": version.submission.programme_id,
        "version_id": version.id,
        "part": part,
        "starts": starts,
        "ends": ends,
        "words": text[starts:ends],
        "before": text[max(0, starts - CONTEXT) : starts],
        "after": text[ends : ends + CONTEXT],
        "memo": "",
        "created_at": clock.now(),
        "account_id": account_id,
    }


def code_many(programme_id: int, chosen: Sequence[Chosen]) -> int:
    """Mark and code all these in a constant number of statements; gives how many codings are new."""
    places = {(c.version.id, c.part, c.starts, c.ends): c for c in reversed(chosen)}
    rows = [_row(c.version, c.part, c.starts, c.ends, c.account_id) for c in places.values()]
    insert_missing(Excerpt, rows, unique=["version_id", "part", "starts", "ends"])
    versions = {c.version.id for c in chosen}
    found = {
        (excerpt.version_id, excerpt.part, excerpt.starts, excerpt.ends): excerpt
        for excerpt in db.session.scalars(
            select(Excerpt).where(Excerpt.programme_id == programme_id, Excerpt.version_id.in_(versions))
        )
    }
    for place in places:
        found[place].removed_at = None
    codings = [
        {
            "excerpt_id": found[c.version.id, c.part, c.starts, c.ends].id,
            "theme_id": c.theme_id,
            "account_id": c.account_id,
            "created_at": clock.now(),
        }
        for c in chosen
    ]
    return len(insert_missing(Coding, codings, unique=["excerpt_id", "theme_id"]))


def code(
    excerpt: Excerpt,
    themes: Iterable[Theme],
    *,
    by: Actor,
    suggested_by: Suggested | None = None,
    suggested_why: str = "",
) -> None:
    """Say of which themes an excerpt speaks; those that it has already stay as they are.

    Where that was suggested, the codings keep on what the suggestion rested.
    """
    chosen = list(themes)
    for theme in chosen:
        _refuse_foreign(excerpt, theme)
    rows = [
        {
            "excerpt_id": excerpt.id,
            "theme_id": theme.id,
            "account_id": account_of(by),
            "created_at": clock.now(),
            "suggested_by": suggested_by,
            "suggested_why": suggested_why,
        }
        for theme in chosen
    ]
    fresh = insert_missing(Coding, rows, unique=["excerpt_id", "theme_id"])
    db.session.flush()
    db.session.expire(excerpt, ["codings"])
    if fresh:
        record("coded", excerpt, by=by, themes=[theme.id for theme in chosen])


def recode(excerpt: Excerpt, themes: Iterable[Theme], *, memo: str, by: Actor) -> None:
    """Say anew of which themes an excerpt speaks: of these and no others."""
    chosen = list(themes)
    kept = {theme.id for theme in chosen}
    for coding in list(excerpt.codings):
        if coding.theme_id not in kept:
            uncode(excerpt, coding.theme, by=by)
    excerpt.memo = memo
    code(excerpt, chosen, by=by)
    record("recoded", excerpt, by=by)


def uncode(excerpt: Excerpt, theme: Theme, *, by: Actor) -> None:
    """Take an excerpt out of a theme."""
    gone = db.session.execute(
        delete(Coding)
        .where(Coding.excerpt_id == excerpt.id, Coding.theme_id == theme.id)
        .returning(Coding.id)
    ).all()
    db.session.expire(excerpt, ["codings"])
    if gone:
        record("uncoded", excerpt, by=by, themes=[theme.id])


def remove_excerpt(excerpt: Excerpt, *, by: Actor) -> None:
    """Unmark words. Whether a finding rests on them is for findings.actions to ask first."""
    if excerpt.removed_at is not None:
        return
    excerpt.removed_at = clock.now()
    db.session.flush()
    record("removed", excerpt, by=by)


def put_back_excerpt(excerpt: Excerpt, *, by: Actor) -> None:
    """Mark again what was unmarked, with the themes that it had."""
    if excerpt.removed_at is None:
        return
    excerpt.removed_at = None
    db.session.flush()
    record("put back", excerpt, by=by)


def note_nothing_to_mark(submission: Submission, *, by: Actor) -> None:
    """Say that a submission was read and holds nothing to mark."""
    row = {"submission_id": submission.id, "account_id": account_of(by), "read_at": clock.now()}
    if insert_missing(Reading, [row], unique=["submission_id"]):
        record("read", submission, by=by)


def leave_for_reading(submission: Submission, *, by: Actor) -> None:
    """Put a submission back among those to be read."""
    gone = db.session.execute(
        delete(Reading).where(Reading.submission_id == submission.id).returning(Reading.id)
    ).all()
    if gone:
        record("left for reading", submission, by=by)


def _refuse_foreign(excerpt: Excerpt, theme: Theme) -> None:
    if theme.programme_id != excerpt.programme_id:
        raise Refusal(f"“{theme.name}” belongs to another programme’s codebook.", field="themes")
