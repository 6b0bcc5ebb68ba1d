"""Find accounts and their roles."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from roundtable.access.models import Account, Grant
from roundtable.db import Base, db


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
        .order_by(Account.sort_name, Grant.id)
    )


def members_to_list(ids: Sequence[int]) -> Select[Grant]:
    """These of them."""
    return select(Grant).where(Grant.id.in_(ids)).options(joinedload(Grant.account))


def accounts(search: str = "") -> Select[Account]:
    """All accounts, by name."""
    found = all_accounts().order_by(Account.sort_name, Account.id)
    if not search:
        return found
    return found.where(
        or_(Account.name.icontains(search, autoescape=True), Account.email.icontains(search, autoescape=True))
    )


def all_accounts() -> Select[Account]:
    """All accounts with their roles."""
    return select(Account).options(selectinload(Account.grants))


def shown_names(numbers: Iterable[int | None]) -> dict[int, str]:
    """What these accounts are called, by their numbers."""
    wanted = {number for number in numbers if number is not None}
    found = db.session.scalars(select(Account).where(Account.id.in_(wanted))) if wanted else ()
    return {account.id: account.shown_name for account in found}


def grants_of(account: Account) -> Select[Grant]:
    """The roles of an account."""
    return select(Grant).where(Grant.account_id == account.id)


def programme_titles() -> dict[int, str]:
    """The title of every programme by its number. The room of programmes stands below; its table has a name."""
    table = Base.metadata.tables["programme"]
    found = db.session.execute(select(table.c.id, table.c.title).order_by(table.c.title))
    return {row.id: row.title for row in found}


def programme_of_slug(slug: str) -> int | None:
    """The number of the programme with this slug."""
    table = Base.metadata.tables["programme"]
    found: int | None = db.session.scalar(select(table.c.id).where(table.c.slug == slug))
    return found
