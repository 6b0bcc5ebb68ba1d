"""Find programmes."""

from sqlalchemy import Select, select

from roundtable.access import Account, Permission, in_programmes_of
from roundtable.programmes.models import Programme


def within(account: Account, permission: Permission) -> Select[Programme]:
    """The programmes in which the account has the permission."""
    return select(Programme).where(in_programmes_of(account, permission, Programme.id))


def by_slug(slug: str) -> Select[Programme]:
    """The programme of that slug."""
    return select(Programme).where(Programme.slug == slug)
