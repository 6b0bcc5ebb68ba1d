"""Let somebody work in a programme, with an account that is there or one that is made for it."""

from sqlalchemy import select

from roundtable.access import Grant, Role
from roundtable.access import actions as access
from roundtable.access import queries as accounts
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.models import Programme
from roundtable.trail import Actor


def add_member(
    programme: Programme, email: str, role: Role, *, make_account: bool = False, by: Actor
) -> Grant:
    """Give the account of this address a role here.

    Where there is none, one is made if `make_account` says so, and its letter carries a link to set the password.
    """
    account = db.session.scalars(accounts.by_email(email)).one_or_none()
    if account is None:
        if not make_account:
            raise Refusal(
                f"Nobody has an account with the address {email}. Look whether it is right; if it is, tick the box "
                "below the role, and they are sent a letter.",
                field="email",
            )
        account = access.add_account(email=email, by=by)
        access.invite_to_set_password(account, by=by)
    if not account.active:
        raise Refusal(
            f"The account of {account.shown_name} is closed. An administrator can reopen it.", field="email"
        )
    here = select(Grant.id).where(Grant.account_id == account.id, Grant.programme_id == programme.id)
    if db.session.scalar(here.limit(1)) is not None:
        raise Refusal(
            f"{account.shown_name} is a member already. Change the role in the list.", field="email"
        )
    return access.grant(account, role, programme_id=programme.id, by=by)


def write_to_member(held: Grant, *, by: Actor) -> None:
    """Write once more the letter with a link to set the first password. Refuses once there is one."""
    if held.account.password is not None or not held.account.active:
        raise Refusal(
            f"{held.account.shown_name} has set a password already; a new one is asked for on the sign-in page."
        )
    access.invite_to_set_password(held.account, by=by)
