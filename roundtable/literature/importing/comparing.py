"""What would become of each entry: new, known, changed or refused."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from roundtable.db import db
from roundtable.literature import csl
from roundtable.literature.actions import KEY
from roundtable.literature.importing.reading import Read
from roundtable.literature.models import Reference
from roundtable.programmes.models import Programme
from roundtable.sheets.preview import Line, Verdict

_at_once = 500
WORDS = {
    "author": "authors",
    "container-title": "journal or book",
    "issued": "date",
    "URL": "address",
    "page": "pages",
}


@dataclass(frozen=True)
class Incoming:
    """A reference as it comes in: its item, the key that it brings, and what is known of it already."""

    place: int
    # Which entry of the file it is; several may stand on one line.
    item: dict[str, Any]
    key: str
    reference_id: int | None = None
    twin: int | None = None
    # The entry of the same file that holds the same work.


@dataclass(frozen=True)
class _Known:
    id: int
    csl: dict[str, Any]
    doi: str
    removed: bool


def compared(found: Sequence[Read], programme: Programme) -> Iterator[Line]:
    """Every entry with its verdict. A work is the same by its DOI, or, where not both have one, by title and year."""
    by_doi = _known(programme, "doi", (csl.doi_of(str(r.item.get("DOI", ""))) for r in found if r.item))
    by_title = _known(programme, "same_as", (csl.same_as(r.item) for r in found if r.item))
    seen: dict[str, int] = {}
    for place, each in enumerate(found):
        if each.item is None:
            yield Line(each.line, Verdict.REFUSED, (each.reason,), None)
            continue
        doi, title = csl.doi_of(str(each.item.get("DOI", ""))), csl.same_as(each.item)
        key = each.key if KEY.fullmatch(each.key) else ""
        known = by_doi.get(doi) if doi else None
        how = "by its DOI"
        if (
            known is None
            and (similar := by_title.get(title))
            and not (doi and similar.doi and doi != similar.doi)
        ):
            known, how = similar, "by its title and year"
        marks = [mark for mark in (f"doi {doi}" if doi else "", "" if doi else f"title {title}") if mark]
        twin = next((seen[mark] for mark in marks if mark in seen), None)
        for mark in (*marks, f"title {title}"):
            seen.setdefault(mark, place)
        if twin is not None:
            reason = f"It is the same work as on line {found[twin].line}."
            yield Line(
                each.line,
                Verdict.UNCHANGED,
                (reason,),
                Incoming(place, each.item, key, known.id if known else None, twin),
            )
        elif known is None:
            yield Line(each.line, Verdict.NEW, (), Incoming(place, each.item, key))
        else:
            yield _against(Incoming(place, each.item, key, known.id), each.line, known, how)


def _against(incoming: Incoming, line: int, known: _Known, how: str) -> Line:
    if known.removed:
        return Line(line, Verdict.UNCHANGED, (f"Known {how}; it was removed, and stays so.",), incoming)
    differs = changes(known.csl, incoming.item)
    if not differs:
        return Line(line, Verdict.UNCHANGED, (f"Known {how}.",), incoming)
    words = ", ".join(WORDS.get(name, name.replace("-", " ")) for name in differs)
    return Line(line, Verdict.CHANGED, (f"Known {how}. Other than kept: {words}.",), incoming)


def changes(kept: csl.Item, item: csl.Item) -> list[str]:
    """The fields in which the file says something other than what is kept. What it does not say changes nothing."""
    return [
        name for name, value in item.items() if kept.get(name) != value and not _is_less(name, kept, value)
    ]


def _is_less(name: str, kept: csl.Item, value: Any) -> bool:
    """Whether the file says less than what is kept: a type that is none, a year without the day."""
    if name == "type":
        return value == "document" and "type" in kept
    return (
        name == "issued"
        and csl.year_of(kept) == csl.year_of({"issued": value})
        and len(str(value)) < len(str(kept.get("issued")))
    )


def _known(programme: Programme, column: str, values: Iterable[str]) -> dict[str, _Known]:
    """The references that have one of these values, by it; those on the list before those that were removed."""
    wanted = sorted({value for value in values if value})
    of: Any = getattr(Reference, column)
    found: dict[str, _Known] = {}
    for first in range(0, len(wanted), _at_once):
        rows = db.session.execute(
            select(of, Reference.id, Reference.csl, Reference.doi, Reference.removed_at)
            .where(Reference.programme_id == programme.id, of.in_(wanted[first : first + _at_once]))
            .order_by(Reference.removed_at.is_not(None), Reference.id)
        )
        for value, number, item, doi, removed_at in rows:
            found.setdefault(value, _Known(number, item, doi, removed_at is not None))
    return found
