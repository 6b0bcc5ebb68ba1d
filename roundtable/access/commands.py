"""Accounts from the shell."""

import sys
from collections.abc import Callable

import click
from flask import Flask

from roundtable.access import actions, letters, links, queries
from roundtable.access.models import Account, Role
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.trail import SYSTEM


@click.group(help="Add accounts and give them roles.")
def account() -> None:
    """The group of commands on accounts."""


@account.command(help="Add an account with a role, or give the role to the account of that address.")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--programme", "slug", help="The slug of the programme; an administrator has none.")
@click.option("--name", default="", help="As others see it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
def add(
    make_app: Callable[[], Flask], email: str, role: str, slug: str | None, name: str, password_stdin: bool
) -> None:
    """Without a password, a link to set one is printed: it works once, within 14 days."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with make_app().app_context(), transaction():
        programme_id = _programme(Role(role), slug)
        found = db.session.scalar(queries.by_email(email))
        made = found or actions.add_account(email=email, name=name, password=password, by=SYSTEM)
        actions.grant(made, Role(role), programme_id=programme_id, by=SYSTEM)
        said = _said(made, new=found is None, where=slug)
    click.echo(said)


def _programme(role: Role, slug: str | None) -> int | None:
    if role is Role.ADMINISTRATOR:
        if slug:
            raise click.UsageError("An administrator's role holds everywhere: leave --programme away.")
        return None
    if not slug:
        raise click.UsageError(f"--role {role.value} needs --programme.")
    found = queries.programme_of_slug(slug)
    if found is None:
        raise Refusal(
            f"There is no programme {slug}. `roundtable list programmes` names those that there are."
        )
    return found


def _said(account: Account, *, new: bool, where: str | None) -> str:
    lines = [
        f"{account.email} has {'an account and ' if new else ''}the role{f' in {where}' if where else ''}."
    ]
    if account.password is None:
        lines.append("To set the password, once, within 14 days:")
        lines.append(letters.password_address(account, links.Purpose.WELCOME))
    return "\n".join(lines)
