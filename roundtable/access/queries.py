"""Find accounts and their roles."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from roundtable.access.models import Account, Grant


def by_email(email: str) -> Select[Account]:
    """The account of that address, in any case."""
    return select(Account).where(func.lower(Account.email) == email.strip().lower())


def members_of(programme_id: int) -> Select[Grant]:
    """Who has which role in the programme, with their accounts, by name."""
    return (
        select(Grant)
        .join(Grant.account)
        .options(contains_eager(Grant.account))
        .where(Grant.programme_id == programme_id)
        .order_by(func.lower(Account.name), Account.email, Grant.id)
    )


def accounts(search: str = "") -> Select[Account]:
    """All accounts, open ones first, by name."""
    found = select(Account).order_by(Account.active.desc(), func.lower(Account.name), Account.email)
    if not search:
        return found
    return found.where(
        or_(Account.name.icontains(search, autoescape=True), Account.email.icontains(search, autoescape=True))
    )
