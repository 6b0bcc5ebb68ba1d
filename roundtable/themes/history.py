"""What was changed of a theme: who did it, when, and what stood there before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from roundtable.access.queries import shown_names
from roundtable.db import db
from roundtable.programmes.colours import GROUP_COLOURS
from roundtable.themes import queries
from roundtable.themes.models import Reshaped, Reshaping, Theme, ThemeChange
from roundtable.trail import ActorKind, Entry
from roundtable.trail.queries import about

PLAIN = {
    "added": "added it",
    "retired": "retired it",
    "brought back": "brought it back",
    "moved": "moved it among its neighbours",
    "chose an example of": "chose an example",
    "took away an example of": "took away an example",
}
MOST = 200


@dataclass(frozen=True)
class Line:
    """One thing that was done."""

    at: datetime
    who: str
    words: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    # Of each field: its name, what stood there, what stands there since.
    change: ThemeChange | None = None
    reshaping: Reshaping | None = None


def of(theme: Theme) -> list[Line]:
    """What was done to a theme, newest first."""
    changes = db.session.scalars(queries.changes(theme).limit(MOST)).all()
    reshapings = db.session.scalars(queries.reshapings_of(theme).limit(MOST)).all()
    entries = db.session.scalars(about(theme).where(Entry.verb.in_(PLAIN)).limit(MOST)).all()
    numbers = [each.account_id for each in changes] + [each.account_id for each in reshapings]
    numbers += [each.actor_id for each in entries if each.actor_kind is ActorKind.ACCOUNT]
    names: dict[int | None, str] = {None: "Roundtable"} | shown_names(numbers)
    places = _names(theme.programme_id) if any("parent_id" in each.before for each in changes) else {}
    lines = [
        *(_changed(each, names, places) for each in changes),
        *(_reshaped(each, theme, names) for each in reshapings),
        *(Line(each.at, names.get(each.actor_id, "Roundtable"), PLAIN[each.verb]) for each in entries),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _names(programme_id: int) -> dict[int, str]:
    rows = db.session.execute(select(Theme.id, Theme.name).where(Theme.programme_id == programme_id))
    return {row.id: row.name for row in rows}


def _changed(change: ThemeChange, names: dict[int | None, str], places: dict[int, str]) -> Line:
    who = names.get(change.account_id, "Roundtable")
    fields = list(_fields(change, places))
    undone = " (undone since)" if change.undone_at else ""
    return Line(change.at, who, f"changed it{undone}", fields, change=change)


def _fields(change: ThemeChange, places: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    def place(number: int | None) -> str:
        return places.get(number or 0, "a theme that is gone") if number else "the first level"

    def colour(number: int) -> str:
        return GROUP_COLOURS.get(number, "that of the theme above it")

    shown: dict[str, tuple[str, Any]] = {
        "name": ("Name", str),
        "description": ("When to use it", str),
        "colour": ("Colour", colour),
        "parent_id": ("Stands below", place),
    }
    for name, (label, words) in shown.items():
        if name in change.before:
            yield label, words(change.before[name]), words(change.after[name])


def _reshaped(made: Reshaping, theme: Theme, names: dict[int | None, str]) -> Line:
    is_source = made.source_id == theme.id
    other = made.target.name if is_source else made.source.name
    words = {
        (Reshaped.MERGE, True): f"merged it into “{other}”",
        (Reshaped.MERGE, False): f"merged “{other}” into it",
        (Reshaped.SPLIT, True): f"split “{other}” off it",
        (Reshaped.SPLIT, False): f"split it off “{other}”",
    }[made.kind, is_source]
    undone = " (undone since)" if made.undone_at else ""
    return Line(made.at, names.get(made.account_id, "Roundtable"), words + undone, reshaping=made)
