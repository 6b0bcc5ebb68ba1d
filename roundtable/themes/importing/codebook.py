"""Themes of a file among the themes of a programme."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.models import Programme
from roundtable.themes import actions
from roundtable.themes.importing.bundles import Entry
from roundtable.themes.models import Theme
from roundtable.trail import Actor


@dataclass
class Weighed:
    """What would become of a codebook's entries."""

    new: list[Entry]
    there: list[Entry]
    moved: list[Entry]
    # There already, under another theme: what stands here stays where it is.
    retired: list[Entry]


def weigh(entries: Iterable[Entry], programme: Programme) -> Weighed:
    """Which entries are new to the codebook. A theme is known by its name, whatever its case."""
    known = {theme.name.lower(): theme for theme in _themes(programme)}
    weighed = Weighed([], [], [], [])
    for entry in entries:
        theme = known.get(entry.path[-1].lower())
        if theme is None:
            weighed.new.append(entry)
        elif theme.retired_at is not None:
            weighed.retired.append(entry)
        else:
            above = theme.parent.name.lower() if theme.parent else ""
            is_there = above == (entry.path[-2].lower() if len(entry.path) > 1 else "")
            (weighed.there if is_there else weighed.moved).append(entry)
    return weighed


def put_themes(entries: Iterable[Entry], programme: Programme, *, by: Actor) -> dict[str, Theme]:
    """Add the entries that the codebook lacks; gives every theme by its name in small letters.

    What is there stays as it is. Refuses a theme that was retired or merged here: somebody decided that.
    """
    known = {theme.name.lower(): theme for theme in _themes(programme)}
    for entry in entries:
        name = entry.path[-1]
        theme = known.get(name.lower())
        if theme is None:
            above = known[entry.path[-2].lower()] if len(entry.path) > 1 else None
            known[name.lower()] = actions.add_theme(
                programme, name, entry.description, parent=above, colour=entry.colour, by=by
            )
        elif theme.retired_at is not None:
            became = f" It was merged into “{theme.merged_into.name}”." if theme.merged_into else ""
            raise Refusal(
                f"“{theme.name}” is among the retired themes.{became} Bring it back, or rename it in the file."
            )
    return known


def _themes(programme: Programme) -> list[Theme]:
    return list(db.session.scalars(select(Theme).where(Theme.programme_id == programme.id)))
