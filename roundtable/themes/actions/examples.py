"""Choose the excerpts that show what a theme means."""

from sqlalchemy import delete, select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.themes.actions.values import account_of
from roundtable.themes.models import Coding, Excerpt, Theme, ThemeExample
from roundtable.trail import Actor, record


def choose_example(theme: Theme, excerpt: Excerpt, *, by: Actor) -> None:
    """Let an excerpt that is coded to a theme stand in the codebook as an example of it."""
    coded = select(Coding.id).where(Coding.theme_id == theme.id, Coding.excerpt_id == excerpt.id)
    if db.session.scalar(coded) is None:
        raise Refusal(f"These words are not coded to “{theme.name}”. Code them to it first.")
    if _is_example(theme, excerpt):
        return
    row = {
        "theme_id": theme.id,
        "excerpt_id": excerpt.id,
        "account_id": account_of(by),
        "created_at": clock.now(),
    }
    if insert_missing(ThemeExample, [row], unique=["theme_id", "excerpt_id"]):
        record("chose an example of", theme, by=by, excerpt=excerpt.id)


def leave_example(theme: Theme, excerpt: Excerpt, *, by: Actor) -> None:
    """Let an excerpt be an example no longer; it stays coded."""
    if not _is_example(theme, excerpt):
        return
    gone = db.session.execute(
        delete(ThemeExample)
        .where(ThemeExample.theme_id == theme.id, ThemeExample.excerpt_id == excerpt.id)
        .returning(ThemeExample.id)
    ).all()
    if gone:
        record("took away an example of", theme, by=by, excerpt=excerpt.id)


def _is_example(theme: Theme, excerpt: Excerpt) -> bool:
    found = select(ThemeExample.id).where(
        ThemeExample.theme_id == theme.id, ThemeExample.excerpt_id == excerpt.id
    )
    return db.session.scalar(found) is not None
