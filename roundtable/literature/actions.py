"""Add references, change them, take them away and put them back."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.literature import csl, queries
from roundtable.literature.models import LONGEST_AUTHORS, LONGEST_KEY, LONGEST_TITLE, Reference, Stage
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_:.-]{0,59}")


def add_reference(
    programme: Programme, *, item: csl.Item, key: str = "", stage: Stage = Stage.INCLUDED, by: Actor
) -> Reference:
    """Add what the programme builds on; without a key, it is made from author and year: oecd2014."""
    made = Reference(programme_id=programme.id, stage=stage, added_at=clock.now())
    describe(made, item)
    made.key = _checked_key(key, made) if key else free_keys(programme, [(item, "")])[0]
    db.session.add(made)
    db.session.flush()
    queries.WORDS.put([(made.id, searched(made))])
    record("added", made, by=by)
    return made


def index(numbers: Sequence[int]) -> None:
    """Let the search find these references by their words as they stand."""
    found = db.session.scalars(select(Reference).where(Reference.id.in_(numbers)))
    queries.WORDS.put((each.id, searched(each)) for each in found)


def edit_reference(reference: Reference, *, item: csl.Item, key: str, by: Actor) -> None:
    """Change a reference."""
    reference.key = _checked_key(key or reference.key, reference)
    describe(reference, item)
    db.session.flush()
    queries.WORDS.put([(reference.id, searched(reference))])
    record("edited", reference, by=by)


def remove(reference: Reference, *, by: Actor) -> None:
    """Take it off the list. What cites it says so; it can be put back."""
    if reference.removed_at is not None:
        return
    reference.removed_at = clock.now()
    db.session.flush()
    record("removed", reference, by=by)


def put_back(reference: Reference, *, by: Actor) -> None:
    """Have it on the list again."""
    if reference.removed_at is None:
        return
    reference.removed_at = None
    db.session.flush()
    record("put back", reference, by=by)


def copy_references(programme: Programme, into: Programme) -> None:
    """Give a new programme what this one builds on."""
    names = (
        "key",
        "csl",
        "kind",
        "authors",
        "year",
        "title",
        "container",
        "doi",
        "url",
        "sorted_by",
        "same_as",
    )
    copies = [
        Reference(programme_id=into.id, added_at=clock.now(), **{name: getattr(each, name) for name in names})
        for each in db.session.scalars(queries.included(programme))
    ]
    db.session.add_all(copies)
    db.session.flush()
    queries.WORDS.put((each.id, searched(each)) for each in copies)


def describe(reference: Reference, item: csl.Item) -> None:
    """Take the item as the record, and draw from it what lists show. Refuses one without a title."""
    title = str(item.get("title") or "").strip()
    if not title:
        raise Refusal("Enter the title.", field="title")
    url = str(item.get("URL") or "")
    if url and not re.match(r"https?://[^\s/]+\.", url):
        raise Refusal("Give the whole address, beginning with https://", field="url")
    reference.csl = dict(item)
    reference.kind = str(item.get("type") or "document")[:40]
    reference.authors = csl.authors_line(item)[:LONGEST_AUTHORS]
    reference.year, reference.title = csl.year_of(item), title[:LONGEST_TITLE]
    reference.container = str(item.get("container-title") or item.get("publisher") or "")[:300]
    reference.doi, reference.url = csl.doi_of(str(item.get("DOI") or ""))[:200], url[:500]
    reference.sorted_by, reference.same_as = csl.sorted_by(item), csl.same_as(item)


def searched(reference: Reference) -> str:
    """All words by which it is found."""
    item = reference.csl
    more = (item.get("container-title"), item.get("publisher"), item.get("abstract"), item.get("note"))
    parts: Iterable[Any] = (
        reference.key,
        csl.lines_of(csl.makers(item)),
        item.get("title"),
        reference.year,
        reference.doi,
        *more,
    )
    return " ".join(str(part) for part in parts if part)


def free_keys(programme: Programme, items: Iterable[tuple[csl.Item, str]]) -> list[str]:
    """A key for each item that no reference of the programme has, removed ones included; one statement.

    The key that an item brings is kept where it is free.
    """
    rows = db.session.scalars(select(Reference.key).where(Reference.programme_id == programme.id))
    taken = {key.lower() for key in rows}
    found: list[str] = []
    again: dict[str, int] = {}
    for item, brought in items:
        wanted = brought or csl.key_for(item)
        key, number = wanted, again.get(wanted, 2)
        while key.lower() in taken:
            tail, number = f"-{number}", number + 1
            key = wanted[: LONGEST_KEY - len(tail)] + tail
        again[wanted] = number
        taken.add(key.lower())
        found.append(key)
    return found


def _checked_key(key: str, reference: Reference) -> str:
    if not KEY.fullmatch(key):
        raise Refusal(
            "Give the key as letters and digits, such as rand2014: text cites it as @rand2014.", field="key"
        )
    with db.session.no_autoflush:
        holder = db.session.scalar(
            select(Reference).where(
                Reference.programme_id == reference.programme_id, func.lower(Reference.key) == key.lower()
            )
        )
    if holder is not None and holder is not reference:
        gone = " among those that were removed" if holder.removed_at else ""
        raise Refusal(f"There is a reference with the key {key} already{gone}.", field="key")
    return key
