"""How a page enters a programme: the one way in for every page under /programmes/<programme>."""

from flask import g

from roundtable.access import Permission, current_account
from roundtable.programmes import queries
from roundtable.programmes.models import Programme
from roundtable.web.pages import find_slug_or_404


def enter(slug: str, permission: Permission = Permission.SEE) -> Programme:
    """The programme of that slug, if the account has the permission there; 404 otherwise.

    The page's navigation shows the programme that was entered.
    """
    g.programme = find_slug_or_404(queries.within(current_account(), permission), slug)
    programme: Programme = g.programme
    return programme
