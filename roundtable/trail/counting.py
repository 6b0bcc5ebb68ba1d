"""Numbers of a whole programme, counted once for each change of it.

Counting a hundred thousand rows takes longer than all the rest of a page. Every deed leaves an entry in the trail, so
the newest entry tells whether a count still holds. What changes without a deed, since time goes by or a letter goes
out, shows a minute later at the latest.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app, has_request_context
from sqlalchemy import Select, bindparam, select

from roundtable import clock
from roundtable.db import db
from roundtable.trail.models import Entry
from roundtable.web.addresses import here
from roundtable.web.kept import Kept
from roundtable.web.pages import PAGE_SIZE, Page, numbers_of, page_among
from roundtable.web.transactions import is_safe

T = TypeVar("T")
_NEWEST = (
    select(Entry.id)
    .where(Entry.programme_id == bindparam("programme_id"))
    .order_by(Entry.at.desc(), Entry.id.desc())
    .limit(1)
)


def counted(programme_id: int, name: str, count: Callable[[], T]) -> T:
    """What `count` gives, or gave since the programme's last deed. The name says what is counted."""
    if not (has_request_context() and is_safe()):
        return count()  # a deed in the making, which may be taken back
    newest = db.session.scalar(_NEWEST, {"programme_id": programme_id})
    if newest is None or current_app.extensions["settings"].testing:
        return count()  # tests make rows without deeds
    kept: Kept[T] = current_app.extensions.setdefault("kept_counts", Kept(256))
    return kept.get((programme_id, name), (newest, _minute(clock.now())), count)


def page_since(programme_id: int, query: Select[Any], *, size: int = PAGE_SIZE) -> Page:
    """The page of the list at this address. Which records are in it, and in which order, is found once for all pages."""
    numbers = counted(programme_id, f"list {here(page=None)}", lambda: numbers_of(query))
    return page_among(query, numbers, size=size)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
