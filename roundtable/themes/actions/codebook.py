"""What is done to the codebook."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.models import Programme
from roundtable.themes import queries
from roundtable.themes.actions.values import account_of
from roundtable.themes.models import LEVELS, Theme, ThemeChange
from roundtable.trail import Actor, record

HELD = ("name", "description", "colour", "parent_id", "position")
# What an edit can change.


def add_theme(
    programme: Programme,
    name: str,
    description: str = "",
    *,
    parent: Theme | None = None,
    colour: int = 0,
    by: Actor,
) -> Theme:
    """Add a theme to the codebook, last among its neighbours."""
    name = " ".join(name.split())
    _refuse_taken(programme.id, name)
    refuse_too_deep(programme.id, parent.id if parent else None)
    theme = Theme(
        programme_id=programme.id,
        parent_id=parent.id if parent else None,
        position=_last_place(programme.id, parent.id if parent else None) + 1,
        name=name,
        description=description,
        colour=colour,
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
            _called(" ".join(name.split())),
            Theme.retired_at.is_(None),
        )
    ).first()
    return found or add_theme(programme, name, by=by)


def revise_theme(
    theme: Theme,
    *,
    name: str,
    description: str,
    parent: Theme | None,
    colour: int | None = None,
    by: Actor,
) -> ThemeChange | None:
    """Rename a theme, say anew when to use it, give it a colour, or put it and what is below it under another.

    Gives what was changed, by which it can be undone; nothing where nothing was.
    """
    wanted: dict[str, Any] = {
        "name": " ".join(name.split()),
        "description": description,
        "colour": theme.colour if colour is None else colour,
        "parent_id": parent.id if parent else None,
        "position": theme.position,
    }
    if wanted["parent_id"] != theme.parent_id:
        refuse_too_deep(theme.programme_id, wanted["parent_id"], moving=theme)
        wanted["position"] = _last_place(theme.programme_id, wanted["parent_id"]) + 1
    return _changed(theme, wanted, by=by)


def undo_change(change: ThemeChange, theme: Theme, *, by: Actor) -> None:
    """Put back what an edit changed. Refuses when it was changed again since: the later edit is undone first."""
    if change.undone_at is not None:
        return
    if any(getattr(theme, name) != value for name, value in change.after.items() if name != "position"):
        raise Refusal(f"“{theme.name}” was changed again after this. Undo the later change first.")
    wanted = {name: getattr(theme, name) for name in HELD} | change.before
    if wanted["parent_id"] != theme.parent_id:
        above = db.session.get(Theme, wanted["parent_id"]) if wanted["parent_id"] else None
        if above is not None and above.retired_at is not None:
            raise Refusal(f"“{above.name}”, under which it stood, is retired. Bring that back first.")
        refuse_too_deep(theme.programme_id, wanted["parent_id"], moving=theme)
    if wanted["name"] != theme.name:
        _refuse_taken(theme.programme_id, wanted["name"], but=theme)
    for name, value in change.before.items():
        setattr(theme, name, value)
    change.undone_at = clock.now()
    db.session.flush()
    record("undid a change of", theme, by=by)


def _changed(theme: Theme, wanted: dict[str, Any], *, by: Actor) -> ThemeChange | None:
    before = {name: getattr(theme, name) for name in HELD if getattr(theme, name) != wanted[name]}
    if not before:
        return None
    if "name" in before:
        _refuse_taken(theme.programme_id, wanted["name"], but=theme)
    for name in before:
        setattr(theme, name, wanted[name])
    change = ThemeChange(
        theme_id=theme.id,
        account_id=account_of(by),
        at=clock.now(),
        before=before,
        after={name: wanted[name] for name in before},
    )
    db.session.add(change)
    db.session.flush()
    record("revised", theme, by=by, fields=sorted(before))
    return change


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
    going = {theme.id, *queries.tree(theme.programme_id).below(theme.id)}
    _retire(going, Theme.retired_at.is_(None), clock.now())
    record("retired", theme, by=by)


def bring_back_theme(theme: Theme, *, by: Actor) -> None:
    """Offer a retired theme again, with those that went at the same moment, and those above it."""
    if theme.retired_at is None:
        return
    if theme.merged_into is not None:
        raise Refusal(
            f"“{theme.name}” was merged into “{theme.merged_into.name}”. Undo the merge to bring it back."
        )
    tree = queries.tree(theme.programme_id)
    _retire({theme.id, *tree.below(theme.id)}, Theme.retired_at == theme.retired_at, None)
    _retire(set(tree.above(theme.id)), Theme.merged_into_id.is_(None), None)
    record("brought back", theme, by=by)


def _retire(numbers: set[int], which: Any, at: Any) -> None:
    for theme in db.session.scalars(select(Theme).where(Theme.id.in_(numbers), which)):
        theme.retired_at = at
    db.session.flush()


def put_under(themes: list[int], parent_id: int | None) -> None:
    """Let these themes stand under another, keeping their order."""
    db.session.execute(
        update(Theme)
        .where(Theme.id.in_(themes))
        .values(parent_id=parent_id, version=Theme.version + 1)
        .execution_options(synchronize_session=False)
    )


def _last_place(programme_id: int, parent_id: int | None) -> int:
    beside = select(func.max(Theme.position)).where(
        Theme.programme_id == programme_id, Theme.parent_id == parent_id
    )
    return db.session.scalar(beside) or 0


def _called(name: str) -> ColumnElement[bool]:
    """The condition that a theme has this name, in any case; SQLite folds no letter but those of ASCII."""
    return or_(Theme.name == name, func.lower(Theme.name) == name.lower())


def _refuse_taken(programme_id: int, name: str, *, but: Theme | None = None) -> None:
    taken = db.session.scalars(
        select(Theme).where(
            Theme.programme_id == programme_id,
            _called(name),
            Theme.id != (but.id if but else 0),
        )
    ).first()
    if taken is not None:
        where = "among the retired themes; bring it back" if taken.retired_at else "in the codebook"
        raise Refusal(f"“{taken.name}” is {where} already. Choose another name.", field="name")


def refuse_too_deep(programme_id: int, parent_id: int | None, *, moving: Theme | None = None) -> None:
    """Refuse a place under oneself, and one that would take more levels than the codebook has."""
    tree = queries.tree(programme_id)
    if moving is not None and parent_id is not None and parent_id in {moving.id, *tree.below(moving.id)}:
        raise Refusal(f"“{moving.name}” cannot stand under itself.", field="parent")
    if tree.depth(parent_id) + (tree.height(moving.id) if moving else 1) > LEVELS:
        raise Refusal(f"The codebook has {LEVELS} levels; this would make one more.", field="parent")
