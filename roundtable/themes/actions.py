"""What is done to the codebook and to excerpts."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.evidence.parts import TEXT
from roundtable.programmes.models import Programme
from roundtable.themes import passages
from roundtable.themes.models import CONTEXT, Coding, Excerpt, Reading, Theme
from roundtable.trail import Actor, ActorKind, record


def add_theme(
    programme: Programme, name: str, description: str = "", *, parent: Theme | None = None, by: Actor
) -> Theme:
    """Add a theme to the codebook, last among its neighbours."""
    name = " ".join(name.split())
    _refuse_taken(programme.id, name)
    _refuse_third_level(parent)
    theme = Theme(
        programme_id=programme.id,
        parent_id=parent.id if parent else None,
        position=_last_place(programme.id, parent) + 1,
        name=name,
        description=description,
    )
    db.session.add(theme)
    db.session.flush()
    record("added", theme, by=by)
    return theme


def theme_named(programme: Programme, name: str, *, by: Actor) -> Theme:
    """The theme of that name, added to the codebook where there is none."""
    found = db.session.scalars(
        select(Theme).where(
            Theme.programme_id == programme.id,
            func.lower(Theme.name) == " ".join(name.split()).lower(),
            Theme.retired_at.is_(None),
        )
    ).first()
    return found or add_theme(programme, name, by=by)


def revise_theme(theme: Theme, *, name: str, description: str, parent: Theme | None, by: Actor) -> None:
    """Rename a theme, say anew when to use it, or put it under another."""
    name = " ".join(name.split())
    if name != theme.name:
        _refuse_taken(theme.programme_id, name, but=theme)
    if parent is not None and (parent.id == theme.id or theme.children):
        raise Refusal(
            f"“{theme.name}” has themes below it, so it cannot go under another. Move those first.",
            field="parent",
        )
    _refuse_third_level(parent)
    theme.name, theme.description = name, description
    if theme.parent_id != (parent.id if parent else None):
        theme.position = _last_place(theme.programme_id, parent) + 1
        theme.parent_id = parent.id if parent else None
    db.session.flush()
    record("revised", theme, by=by)


def move_theme(theme: Theme, *, up: bool, by: Actor) -> None:
    """Let a theme change places with its neighbour."""
    neighbours = list(
        db.session.scalars(
            select(Theme)
            .where(
                Theme.programme_id == theme.programme_id,
                Theme.parent_id == theme.parent_id,
                Theme.retired_at.is_(None),
            )
            .order_by(Theme.position, Theme.id)
        )
    )
    at = neighbours.index(theme)
    to = at - 1 if up else at + 1
    if 0 <= to < len(neighbours):
        neighbours[at], neighbours[to] = neighbours[to], neighbours[at]
    for place, each in enumerate(neighbours, 1):
        each.position = place
    db.session.flush()
    record("moved", theme, by=by)


def retire_theme(theme: Theme, *, by: Actor) -> None:
    """Offer a theme, and those below it, no longer. What was coded to them stays."""
    if theme.retired_at is not None:
        return
    now = clock.now()
    for each in [theme, *theme.children]:
        each.retired_at = each.retired_at or now
    db.session.flush()
    record("retired", theme, by=by)


def bring_back_theme(theme: Theme, *, by: Actor) -> None:
    """Offer a retired theme again, with those that went at the same moment."""
    if theme.retired_at is None:
        return
    since = theme.retired_at
    for each in [theme, *theme.children, *([theme.parent] if theme.parent else [])]:
        if each.retired_at == since or each is theme.parent:
            each.retired_at = None
    db.session.flush()
    record("brought back", theme, by=by)


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
    excerpt = _put(version, part, starts, ends, by=by)
    excerpt.removed_at = None
    excerpt.memo = memo or excerpt.memo
    record("marked", excerpt, by=by)
    code(excerpt, themes, by=by)
    return excerpt


def _put(version: SubmissionVersion, part: str, starts: int, ends: int, *, by: Actor) -> Excerpt:
    """The excerpt of these words: a new one, or the one that is there."""
    text = version.words_of(part)
    row = {
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
        "account_id": _account_of(by),
    }
    insert_missing(Excerpt, [row], unique=["version_id", "part", "starts", "ends"])
    found = select(Excerpt).where(
        Excerpt.version_id == version.id,
        Excerpt.part == part,
        Excerpt.starts == starts,
        Excerpt.ends == ends,
    )
    return db.session.scalars(found).one()


def code(excerpt: Excerpt, themes: Iterable[Theme], *, by: Actor) -> None:
    """Say of which themes an excerpt speaks; those that it has already stay as they are."""
    chosen = list(themes)
    for theme in chosen:
        _refuse_foreign(excerpt, theme)
    rows = [
        {
            "excerpt_id": excerpt.id,
            "theme_id": theme.id,
            "account_id": _account_of(by),
            "created_at": clock.now(),
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
    row = {"submission_id": submission.id, "account_id": _account_of(by), "read_at": clock.now()}
    if insert_missing(Reading, [row], unique=["submission_id"]):
        record("read", submission, by=by)


def leave_for_reading(submission: Submission, *, by: Actor) -> None:
    """Put a submission back among those to be read."""
    gone = db.session.execute(
        delete(Reading).where(Reading.submission_id == submission.id).returning(Reading.id)
    ).all()
    if gone:
        record("left for reading", submission, by=by)


def _last_place(programme_id: int, parent: Theme | None) -> int:
    below = Theme.parent_id == (parent.id if parent else None)
    return (
        db.session.scalar(select(func.max(Theme.position)).where(Theme.programme_id == programme_id, below))
        or 0
    )


def _account_of(by: Actor) -> int | None:
    return by.id if by.kind is ActorKind.ACCOUNT else None


def _refuse_taken(programme_id: int, name: str, *, but: Theme | None = None) -> None:
    taken = db.session.scalars(
        select(Theme).where(
            Theme.programme_id == programme_id,
            func.lower(Theme.name) == name.lower(),
            Theme.id != (but.id if but else 0),
        )
    ).first()
    if taken is not None:
        where = "among the retired themes; bring it back" if taken.retired_at else "in the codebook"
        raise Refusal(f"“{taken.name}” is {where} already. Choose another name.", field="name")


def _refuse_third_level(parent: Theme | None) -> None:
    if parent is not None and parent.parent_id is not None:
        raise Refusal(
            f"“{parent.name}” is itself below another theme; the codebook has two levels.", field="parent"
        )


def _refuse_foreign(excerpt: Excerpt, theme: Theme) -> None:
    if theme.programme_id != excerpt.programme_id:
        raise Refusal(f"“{theme.name}” belongs to another programme’s codebook.", field="themes")
