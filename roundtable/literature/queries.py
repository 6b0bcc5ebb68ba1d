"""Find references."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, select

from roundtable.literature.models import Reference, Search, Stage
from roundtable.programmes.models import Programme
from roundtable.search import Index

WORDS = Index("search_reference")
MOST_OFFERED = 300
"""How many references a form offers to choose from."""


def of(programme: Programme) -> Select[Reference]:
    """The references of a programme in the order of their authors, without those that were removed."""
    return ever_of(programme).where(Reference.removed_at.is_(None))


def ever_of(programme: Programme) -> Select[Reference]:
    """The same with those that were removed."""
    return (
        select(Reference)
        .where(Reference.programme_id == programme.id)
        .order_by(Reference.sorted_by, Reference.id)
    )


def included(programme: Programme) -> Select[Reference]:
    """What the programme builds on: not what is still to be screened, nor what was excluded."""
    return of(programme).where(Reference.stage == Stage.INCLUDED)


def cited(programme: Programme, keys: Iterable[str], ids: Iterable[int]) -> Select[Reference]:
    """Those of these keys or numbers, whatever their stage."""
    return of(programme).where(Reference.key.in_(keys) | Reference.id.in_(ids))


def offered(programme: Programme) -> Select[Reference]:
    """What a form offers to choose from."""
    return included(programme).limit(MOST_OFFERED)


def listed(
    programme: Programme,
    *,
    words: str = "",
    stage: Stage | None = None,
    kind: str = "",
    removed: bool = False,
) -> Select[Reference]:
    """The references of a programme, narrowed; the removed ones only when asked for."""
    conditions: Sequence[ColumnElement[bool] | None] = (
        Reference.removed_at.is_not(None) if removed else Reference.removed_at.is_(None),
        Reference.stage == stage if stage else None,
        Reference.kind == kind if kind else None,
        WORDS.matches(Reference.id, words),
    )
    return ever_of(programme).where(*(each for each in conditions if each is not None))


def to_list(ids: Sequence[int]) -> Select[Reference]:
    """These references."""
    return select(Reference).where(Reference.id.in_(ids))


def searches(programme: Programme) -> Select[Search]:
    """The search log, newest search first, without what was taken off it."""
    return ever_searched(programme).where(Search.removed_at.is_(None))


def ever_searched(programme: Programme) -> Select[Search]:
    """The same with what was taken off."""
    return (
        select(Search)
        .where(Search.programme_id == programme.id)
        .order_by(Search.searched_on.desc(), Search.id.desc())
    )
