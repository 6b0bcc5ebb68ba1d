"""What is done to the rules that suggest themes."""

from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.themes.actions.values import account_of
from roundtable.themes.models import Theme, ThemeRule
from roundtable.themes.suggesting import Phrase
from roundtable.trail import Actor, record

MOST = 100
# Rules of one theme.


def add_rule(theme: Theme, phrase: str, *, by: Actor) -> ThemeRule:
    """Let a word or phrase suggest a theme. The same again adds nothing, and brings back one that was removed."""
    typed = " ".join(phrase.split())
    folded = Phrase.of(typed).folded
    if not folded:
        raise Refusal("A rule needs a word.", field="phrase")
    query = select(ThemeRule).where(ThemeRule.theme_id == theme.id, ThemeRule.folded == folded)
    found = db.session.scalars(query).first()
    if found is not None and found.removed_at is None:
        return found
    standing = select(func.count(ThemeRule.id)).where(
        ThemeRule.theme_id == theme.id, ThemeRule.removed_at.is_(None)
    )
    if (db.session.scalar(standing) or 0) >= MOST:
        raise Refusal(f"A theme takes {MOST} rules. Remove one first.", field="phrase")
    rule = found or ThemeRule(
        theme_id=theme.id,
        phrase=typed,
        folded=folded,
        account_id=account_of(by),
        created_at=clock.now(),
    )
    rule.removed_at = None
    db.session.add(rule)
    db.session.flush()
    record("added a rule to", theme, by=by)
    return rule


def remove_rule(rule: ThemeRule, *, by: Actor) -> None:
    """Let a rule suggest nothing more. What was taken from its suggestions stays coded."""
    if rule.removed_at is not None:
        return
    rule.removed_at = clock.now()
    db.session.flush()
    record("removed a rule of", rule.theme, by=by)
