"""Deeds on the search log."""

from collections.abc import Mapping
from typing import Any

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.literature.models import Search
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record

EDITABLE = ("source", "searched_on", "words", "hits", "kind", "limits", "duplicates", "kept", "notes")


def log_search(programme: Programme, values: Mapping[str, Any], *, by: Actor) -> Search:
    """Note a search. `values` has the names of EDITABLE; what is left out stays empty."""
    _refuse_to_come(values)
    made = Search(programme_id=programme.id, added_at=clock.now(), **values)
    db.session.add(made)
    db.session.flush()
    record("logged", made, by=by)
    return made


def edit_search(search: Search, values: Mapping[str, Any], *, by: Actor) -> None:
    """Correct what is noted of a search."""
    _refuse_to_come(values)
    for name in EDITABLE:
        setattr(search, name, values[name])
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


def _refuse_to_come(values: Mapping[str, Any]) -> None:
    if values["searched_on"] > clock.today():
        raise Refusal(
            "A search that is logged was made already. Give the day on which it was.", field="searched_on"
        )
