"""Take in what a file of references brings."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.literature import queries
from roundtable.literature.actions import describe, free_keys, searched
from roundtable.literature.importing.comparing import Incoming
from roundtable.literature.models import Found, Reference, Search, Stage
from roundtable.programmes.models import Programme
from roundtable.sheets.preview import Line, Verdict
from roundtable.trail import Actor, record

_at_once = 500


def take_in(
    lines: Sequence[Line],
    programme: Programme,
    *,
    stage: Stage,
    search: Search | None = None,
    update: bool = True,
    by: Actor,
) -> tuple[int, int]:
    """Add what is new and, with `update`, write what differs into what is known; gives how many of each.

    With a search, each work is noted as found by it, so that duplicates can be counted.
    """
    db.session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
    new = [line for line in lines if line.verdict is Verdict.NEW]
    changed = [line for line in lines if line.verdict is Verdict.CHANGED] if update else []
    numbers = _add(new, programme, stage, search)
    for first in range(0, len(changed), _at_once):
        _write({line.values.reference_id: line.values for line in changed[first : first + _at_once]})
    if search is not None:
        _note(lines, numbers, search)
    if new or changed:
        record("imported references", programme, by=by, number=len(new), changed=len(changed))
    return len(new), len(changed)


def _add(lines: Sequence[Line], programme: Programme, stage: Stage, search: Search | None) -> dict[int, int]:
    """The numbers of the references that were added, by their place in the file."""
    keys = free_keys(programme, [(line.values.item, line.values.key) for line in lines])
    numbers: dict[int, int] = {}
    for first in range(0, len(lines), _at_once):
        made = []
        for line, key in list(zip(lines, keys, strict=True))[first : first + _at_once]:
            reference = Reference(programme_id=programme.id, key=key, stage=stage, added_at=clock.now())
            reference.search_id = search.id if search else None
            describe(reference, line.values.item)
            made.append((line, reference))
        db.session.add_all(reference for _, reference in made)
        db.session.flush()
        queries.WORDS.put((reference.id, searched(reference)) for _, reference in made)
        numbers |= {line.values.place: reference.id for line, reference in made}
        for _, reference in made:
            db.session.expunge(reference)
    return numbers


def _write(incoming: dict[int, Incoming]) -> None:
    for reference in db.session.scalars(queries.to_list(list(incoming))):
        describe(reference, {**reference.csl, **incoming[reference.id].item})
        queries.WORDS.put([(reference.id, searched(reference))])
    db.session.flush()


def _note(lines: Sequence[Line], numbers: dict[int, int], search: Search) -> None:
    """Note what the search found; the same file again notes nothing more."""
    times: Counter[int] = Counter()
    by_place = dict(numbers)
    for line in lines:
        if line.verdict is Verdict.REFUSED:
            continue
        of = line.values
        number = of.reference_id or by_place.get(of.twin if of.twin is not None else of.place)
        if number is not None:
            by_place[of.place] = number
            times[number] += 1
    rows = [{"search_id": search.id, "reference_id": each, "times": n} for each, n in times.items()]
    insert_missing(Found, rows, unique=["search_id", "reference_id"])
