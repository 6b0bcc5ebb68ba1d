"""Deeds on the search log."""

from datetime import date

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.literature.models import Search, SearchKind
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record


def log_search(
    programme: Programme,
    *,
    source: str,
    searched_on: date,
    words: str,
    hits: int,
    kind: SearchKind = SearchKind.DATABASE,
    limits: str = "",
    duplicates: int | None = None,
    kept: int | None = None,
    notes: str = "",
    by: Actor,
) -> Search:
    """Note a search."""
    made = Search(programme_id=programme.id, added_at=clock.now())
    _describe(made, source, searched_on, words, hits, kind, limits, duplicates, kept, notes)
    db.session.add(made)
    db.session.flush()
    record("logged", made, by=by)
    return made


def edit_search(
    search: Search,
    *,
    source: str,
    searched_on: date,
    words: str,
    hits: int,
    kind: SearchKind,
    limits: str,
    duplicates: int | None,
    kept: int | None,
    notes: str,
    by: Actor,
) -> None:
    """Correct what is noted of a search."""
    _describe(search, source, searched_on, words, hits, kind, limits, duplicates, kept, notes)
    db.session.flush()
    record("edited", search, by=by)


def remove_search(search: Search, *, by: Actor) -> None:
    """Take a search off the log; its references stay, as known otherwise. It can be put back."""
    if search.removed_at is None:
        search.removed_at = clock.now()
        db.session.flush()
        record("removed", search, by=by)


def put_search_back(search: Search, *, by: Actor) -> None:
    """Have a search on the log again."""
    if search.removed_at is not None:
        search.removed_at = None
        db.session.flush()
        record("put back", search, by=by)


def _describe(
    search: Search,
    source: str,
    searched_on: date,
    words: str,
    hits: int,
    kind: SearchKind,
    limits: str,
    duplicates: int | None,
    kept: int | None,
    notes: str,
) -> None:
    if searched_on > clock.today():
        raise Refusal(
            "A search that is logged was made already. Give the day on which it was.", field="searched_on"
        )
    search.source, search.searched_on, search.words, search.hits = source, searched_on, words, hits
    search.kind, search.limits, search.notes = kind, limits, notes
    search.duplicates, search.kept = duplicates, kept
