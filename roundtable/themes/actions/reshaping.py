"""Merge and split themes, and undo it: each coding is kept as it was before it moved."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.sql.dml import UpdateBase

from roundtable import clock
from roundtable.db import db, insert_many
from roundtable.errors import Refusal
from roundtable.programmes.models import Programme
from roundtable.themes import queries
from roundtable.themes.actions.codebook import add_theme, put_under
from roundtable.themes.actions.filing import move_filed, move_filed_back
from roundtable.themes.actions.values import account_of
from roundtable.themes.models import (
    LEVELS,
    Coding,
    Excerpt,
    MovedCoding,
    Reshaped,
    Reshaping,
    Theme,
    ThemeExample,
)
from roundtable.trail import Actor, record


@dataclass(frozen=True)
class Undone:
    """What undoing a merge or a split did to codings."""

    back: int
    # Codings that went back to the theme they came from.
    gone: int
    # Taken out of the theme since: they stay out.


def merge_themes(source: Theme, *, into: Theme, by: Actor) -> Reshaping | None:
    """Let everything that is coded to a theme be coded to another, and retire it; what stood below it comes along, and
    the references, gaps and recommendations that are filed under it.

    Where an excerpt had both, it keeps the one. Nothing when it was merged so already.
    """
    _lock(source, into)
    if source.merged_into_id == into.id:
        return None
    _refuse_merge(source, into)
    made = _reshaping(Reshaped.MERGE, source, into, by=by)
    _move(made, select(Coding).where(Coding.theme_id == source.id))
    move_filed(made)
    made.children = list(db.session.scalars(select(Theme.id).where(Theme.parent_id == source.id)))
    put_under(made.children, into.id)
    source.retired_at, source.merged_into_id = made.at, into.id
    db.session.flush()
    db.session.expire_all()
    record("merged", source, by=by, into=into.id)
    return made


def split_theme(
    theme: Theme, name: str, description: str = "", *, excerpts: Iterable[Excerpt], by: Actor
) -> Reshaping:
    """Make a theme beside another, and let these of its excerpts be coded to the new one instead."""
    chosen = [excerpt.id for excerpt in excerpts]
    if not chosen:
        raise Refusal("Tick the excerpts that the new theme shall hold.", field="excerpts")
    programme = db.session.get_one(Programme, theme.programme_id)
    target = add_theme(programme, name, description, parent=theme.parent, colour=theme.colour, by=by)
    made = _reshaping(Reshaped.SPLIT, theme, target, by=by)
    _move(made, select(Coding).where(Coding.theme_id == theme.id, Coding.excerpt_id.in_(chosen)))
    db.session.expire_all()
    record("split", theme, by=by, off=target.id)
    return made


def undo_reshaping(made: Reshaping, *, by: Actor) -> Undone:
    """Let the codings go back whence they came, as they were.

    What was coded to the target since stays there, and what was taken out of it since stays out. Refuses while
    a later merge or split of either theme stands: that is undone first.
    """
    _lock(made.source, made.target)
    if made.undone_at is not None:
        return Undone(0, 0)
    _refuse_later(made)
    undone = _move_back(made)
    move_filed_back(made)
    theirs = select(Theme.id).where(Theme.id.in_(made.children), Theme.parent_id == made.target_id)
    put_under(list(db.session.scalars(theirs)), made.source_id)
    if made.kind is Reshaped.MERGE:
        made.source.retired_at = made.source.merged_into_id = None
    elif not _is_used(made.target):
        made.target.retired_at = clock.now()
    made.undone_at = clock.now()
    db.session.flush()
    record(f"undid the {made.kind.value} of", made.source, by=by, back=undone.back, gone=undone.gone)
    db.session.flush()
    db.session.expire_all()
    return undone


def _reshaping(kind: Reshaped, source: Theme, target: Theme, *, by: Actor) -> Reshaping:
    made = Reshaping(
        programme_id=source.programme_id,
        kind=kind,
        source_id=source.id,
        target_id=target.id,
        children=[],
        account_id=account_of(by),
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _move(made: Reshaping, which: Select[Coding]) -> None:
    """Keep these codings as they are, and let them be of the target."""
    codings = db.session.scalars(which).all()
    had = set(db.session.scalars(select(Coding.excerpt_id).where(Coding.theme_id == made.target_id)))
    insert_many(MovedCoding, [_kept(made, coding, had) for coding in codings])
    twice = [coding.id for coding in codings if coding.excerpt_id in had]
    moving = [coding.id for coding in codings if coding.excerpt_id not in had]
    _in_lots(twice, lambda lot: delete(Coding).where(Coding.id.in_(lot)))
    _in_lots(moving, lambda lot: update(Coding).where(Coding.id.in_(lot)).values(theme_id=made.target_id))


def _kept(made: Reshaping, coding: Coding, had: set[int]) -> dict[str, object]:
    return {
        "reshaping_id": made.id,
        "excerpt_id": coding.excerpt_id,
        "coding_id": coding.id,
        "had_both": coding.excerpt_id in had,
        "account_id": coding.account_id,
        "coder": coding.coder,
        "coded_at": coding.created_at,
        "suggested_by": coding.suggested_by.value if coding.suggested_by else None,
        "suggested_why": coding.suggested_why,
    }


def _move_back(made: Reshaping) -> Undone:
    kept = db.session.scalars(select(MovedCoding).where(MovedCoding.reshaping_id == made.id)).all()
    now = dict(
        db.session.execute(
            select(Coding.excerpt_id, Coding.id).where(Coding.theme_id == made.target_id)
        ).all()
    )
    again = set(db.session.scalars(select(Coding.excerpt_id).where(Coding.theme_id == made.source_id)))
    standing = [row for row in kept if row.excerpt_id in now and row.excerpt_id not in again]
    back = [row for row in standing if not row.had_both and now[row.excerpt_id] == row.coding_id]
    anew = [row for row in standing if row.had_both]
    _in_lots(
        [row.coding_id for row in back],
        lambda lot: update(Coding).where(Coding.id.in_(lot)).values(theme_id=made.source_id),
    )
    insert_many(
        Coding,
        [
            {
                "id": row.coding_id,
                "excerpt_id": row.excerpt_id,
                "theme_id": made.source_id,
                "account_id": row.account_id,
                "coder": row.coder,
                "created_at": row.coded_at,
                "suggested_by": row.suggested_by,
                "suggested_why": row.suggested_why,
            }
            for row in anew
        ],
    )
    return Undone(len(back) + len(anew), len(kept) - len(back) - len(anew))


def _in_lots(numbers: list[int], statement: Callable[[list[int]], UpdateBase]) -> None:
    for at in range(0, len(numbers), 500):
        lot = statement(numbers[at : at + 500])
        db.session.execute(lot.execution_options(synchronize_session=False))


def _lock(*themes: Theme) -> None:
    """Let nobody else merge or split these before this transaction ends, and read them as they are now."""
    numbers = sorted(theme.id for theme in themes)
    query = select(Theme).where(Theme.id.in_(numbers)).order_by(Theme.id).with_for_update()
    db.session.scalars(query, execution_options={"populate_existing": True}).all()


def _refuse_merge(source: Theme, into: Theme) -> None:
    tree = queries.tree(source.programme_id)
    if source.id == into.id or into.programme_id != source.programme_id:
        raise Refusal("Choose another theme of this codebook to merge it into.", field="into")
    if source.retired_at is not None or into.retired_at is not None:
        raise Refusal("A retired theme is not merged. Bring it back first.", field="into")
    if into.id in tree.below(source.id):
        raise Refusal(f"“{into.name}” stands below “{source.name}”. Move it up first.", field="into")
    if tree.depth(into.id) + tree.height(source.id) - 1 > LEVELS:
        raise Refusal(
            f"What stands below “{source.name}” would come to a level that the codebook does not have "
            f"({LEVELS} at most). Move it first.",
            field="into",
        )


def _refuse_later(made: Reshaping) -> None:
    both = (made.source_id, made.target_id)
    later = db.session.scalars(
        select(Reshaping)
        .where(
            Reshaping.id > made.id,
            Reshaping.undone_at.is_(None),
            or_(Reshaping.source_id.in_(both), Reshaping.target_id.in_(both)),
        )
        .order_by(Reshaping.id.desc())
    ).first()
    if later is not None:
        deed = "merged into" if later.kind is Reshaped.MERGE else "split into"
        raise Refusal(f"“{later.source.name}” was {deed} “{later.target.name}” after this. Undo that first.")


def _is_used(theme: Theme) -> bool:
    """Whether a theme holds anything that would be lost from sight."""
    for held in (
        select(Coding.id).where(Coding.theme_id == theme.id),
        select(Theme.id).where(Theme.parent_id == theme.id),
        select(ThemeExample.id).where(ThemeExample.theme_id == theme.id),
    ):
        if db.session.scalar(held.limit(1)) is not None:
            return True
    return False
