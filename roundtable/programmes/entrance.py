"""How a page enters a programme: the one way in for every page under /programmes/<programme>."""

from flask import g

from roundtable import access
from roundtable.access import Permission, current_account
from roundtable.errors import Refusal
from roundtable.programmes import queries
from roundtable.programmes.models import Programme
from roundtable.web.pages import find_slug_or_404
from roundtable.web.transactions import is_safe
from roundtable.web.words import instant_day

# What a closed programme still lets those do who may: look, and take out.
READING = frozenset(
    {
        Permission.SEE,
        Permission.SEE_PEOPLE,
        Permission.SEE_NEEDS,
        Permission.SEE_EVIDENCE,
        Permission.EXPORT_PEOPLE,
    }
)


def enter(slug: str, permission: Permission = Permission.SEE, *, even_closed: bool = False) -> Programme:
    """The programme of that slug, if the account has the permission there; 404 otherwise.

    A closed one takes no deed, save one that says `even_closed`. The page's navigation shows the programme that was
    entered.
    """
    g.programme = find_slug_or_404(queries.within(current_account(), permission), slug)
    programme: Programme = g.programme
    if not is_safe() and not even_closed and permission not in READING:
        refuse_if_closed(programme)
    return programme


def refuse_if_closed(programme: Programme) -> None:
    """Refuse to change anything of a programme that was closed."""
    if programme.closed_at is not None:
        raise Refusal(
            f"{programme.title} was closed on {instant_day(programme.closed_at)}, so nothing in it changes any more. "
            "An organiser can reopen it under Settings."
        )


def may(permission: Permission, programme_id: int | None = None) -> bool:
    """Whether a page offers this: the account has the permission, and the programme is not closed to it."""
    entered: Programme | None = g.get("programme")
    closed = entered is not None and entered.id == programme_id and entered.closed_at is not None
    return access.may(permission, programme_id) and (permission in READING or not closed)
