"""Find programmes and what belongs to them."""

from typing import Any

from sqlalchemy import Select, select

from roundtable.access import Account, Permission, in_programmes_of
from roundtable.programmes.models import Programme


def within(account: Account, permission: Permission) -> Select[Programme]:
    """The programmes in which the account has the permission."""
    return select(Programme).where(in_programmes_of(account, permission, Programme.id))


def by_title(account: Account) -> Select[Programme]:
    """The programmes that the account may see, open ones first."""
    return within(account, Permission.SEE).order_by(
        Programme.closed_at.is_not(None), Programme.title, Programme.id
    )


def by_slug(slug: str) -> Select[Programme]:
    """The programme of that slug."""
    return select(Programme).where(Programme.slug == slug)


def of(kind: Any, programme: Programme) -> Select[Any]:
    """The programme's groups, audiences or indicators, in their order."""
    found: Select[Any] = (
        select(kind).where(kind.programme_id == programme.id).order_by(kind.position, kind.id)
    )
    return found
