"""Numbers of a whole programme, counted once for each change of it.

Counting a hundred thousand rows takes longer than all the rest of a page. Every deed leaves an entry in the trail, so
the newest entry tells whether a count still holds. What changes without a deed, since time goes by or a letter goes
out, shows a minute later at the latest.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

from flask import current_app, g, has_request_context
from sqlalchemy import Select, bindparam, select

from roundtable import clock
from roundtable.db import Record, db
from roundtable.trail.models import Entry
from roundtable.web.kept import Kept
from roundtable.web.pages import Page, numbers_of, page_among
from roundtable.web.transactions import is_safe

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)
_NEWEST = (
    select(Entry.id)
    .where(Entry.programme_id == bindparam("programme_id"))
    .order_by(Entry.at.desc(), Entry.id.desc())
    .limit(1)
)


def counted(programme_id: int, count: Callable[P, T], /, *about: P.args, **asked: P.kwargs) -> T:
    """What `count` gives, or gave since the programme's last deed.

    It is kept under the name of the function and what the function is given, which is all that it may go by: so
    nothing kept depends on who looked first.
    """
    key = (
        programme_id,
        _named(count),
        *map(_named, about),
        *((k, _named(v)) for k, v in sorted(asked.items())),
    )
    if not (has_request_context() and is_safe()):
        return count(*about, **asked)  # a deed in the making, which may be taken back
    newest = _newest(programme_id)
    if newest is None or current_app.extensions["settings"].testing:
        return count(*about, **asked)  # tests make rows without deeds
    kept: Kept[T] = current_app.extensions.setdefault("kept_counts", Kept(256))
    return kept.get(key, (newest, _minute(clock.now())), lambda: count(*about, **asked))


def _newest(programme_id: int) -> int | None:
    """The programme's last deed, asked for once a request."""
    known: dict[int, int | None] = g.setdefault("newest_deeds", {})
    if programme_id not in known:
        known[programme_id] = db.session.scalar(_NEWEST, {"programme_id": programme_id})
    return known[programme_id]


def page_since(
    programme_id: int,
    show: Callable[[Sequence[int]], Select[R]],
    find: Callable[P, Select[Any]],
    /,
    *about: P.args,
    **asked: P.kwargs,
) -> Page:
    """The page of a list at this address: `find` says which records are in it, and `show` how those of one page are read."""
    return page_among(numbers_since(programme_id, find, *about, **asked), show)


def numbers_since(
    programme_id: int, find: Callable[P, Select[Any]], /, *about: P.args, **asked: P.kwargs
) -> Sequence[int]:
    """The numbers of the records that are in a list, in their order: found once for all its pages."""
    return counted(programme_id, _numbers, find, *about, **asked)


def _numbers(find: Callable[P, Select[Any]], /, *about: P.args, **asked: P.kwargs) -> Sequence[int]:
    return numbers_of(find(*about, **asked))


def _named(thing: object) -> Hashable:
    """What a function, a record or a value is known by."""
    if isinstance(thing, Record):
        return (type(thing).__name__, thing.id)
    if isinstance(thing, FunctionType):
        if "<" in thing.__qualname__:
            raise TypeError(f"{thing.__qualname__} may hold something that its name does not tell.")
        return (thing.__module__, thing.__qualname__)
    return thing


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
