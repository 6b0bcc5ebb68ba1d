"""Finding what a page is about, and paging through lists."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import abort, request
from sqlalchemy import Select, func, select

from roundtable.db import Record, db

R = TypeVar("R", bound=Record)

PAGE_SIZE = 50
COUNT_LIMIT = 10_000


def find_or_404(query: Select[R], id: int) -> R:
    """The record of that number among those the query allows; what is not among them does not exist."""
    entity = query.column_descriptions[0]["entity"]
    found: R | None = db.session.scalar(query.where(entity.id == id))
    if found is None:
        abort(404)
    return found


def find_slug_or_404(query: Select[R], slug: str) -> R:
    """The same by slug."""
    entity = query.column_descriptions[0]["entity"]
    found: R | None = db.session.scalar(query.where(entity.slug == slug))
    if found is None:
        abort(404)
    return found


def find_or_none(query: Select[R]) -> R | None:
    """The first of the query."""
    found: R | None = db.session.scalars(query.limit(1)).first()
    return found


@dataclass(frozen=True)
class Page:
    """A part of a list. `total` stops counting at COUNT_LIMIT; `more` says that there are more than that."""

    items: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def more(self) -> bool:
        return self.total >= COUNT_LIMIT

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_shown(self) -> int:
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last_shown(self) -> int:
        return self.first_shown + len(self.items) - 1 if self.items else 0


def length(query: Select[Any]) -> int:
    """How many rows the query has; counts no further than COUNT_LIMIT."""
    some = query.order_by(None).with_only_columns(_number_in(query)).limit(COUNT_LIMIT)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def numbers_of(query: Select[Any]) -> Sequence[int]:
    """The numbers of the records in their order, as far as COUNT_LIMIT."""
    return array("q", db.session.scalars(query.with_only_columns(_number_in(query)).limit(COUNT_LIMIT)))


def _number_in(query: Select[Any]) -> Any:
    """What is counted: the record's number, which every index holds."""
    entity = query.column_descriptions[0]["entity"]
    return query.selected_columns[0] if query.column_descriptions[0]["expr"] is not entity else entity.id


def page_among(
    numbers: Sequence[int], show: Callable[[Sequence[int]], Select[R]], *, size: int = PAGE_SIZE
) -> Page:
    """The same where the numbers of all records in the list are known: `show` finds those of the page, in any order."""
    number = max(1, request.args.get("page", 1, type=int) or 1)
    number = min(number, max(1, -(-len(numbers) // size)))
    shown = numbers[(number - 1) * size : number * size]
    found = {item.id: item for item in db.session.scalars(show(shown))} if shown else {}
    items = [found[each] for each in shown if each in found]
    return Page(items, number, size, len(numbers))


def page_of(query: Select[Any], *, size: int = PAGE_SIZE, total: int | None = None) -> Page:
    """The page that the request's `page` asks for: two queries, whatever the length of the list.

    Give `total` where it is known more cheaply than by counting.
    """
    number = max(1, request.args.get("page", 1, type=int) or 1)
    total = length(query) if total is None else total
    number = min(number, max(1, -(-total // size)))
    items = db.session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return Page(items, number, size, total)


def seen_at() -> datetime:
    """When the list that a form stands under was made, as the form says: nothing is done to what came since."""
    try:
        moment = datetime.fromisoformat(request.form.get("seen_at", ""))
    except ValueError:
        abort(400)
    return moment if moment.tzinfo is not None else abort(400)
