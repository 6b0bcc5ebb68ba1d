"""Accounts, as an administrator looks after them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import actions, queries, two_step
from roundtable.access.forms import NewAccountForm, RoleForm
from roundtable.access.gate import current_actor, needs
from roundtable.access.models import Account, Role
from roundtable.access.permissions import Permission
from roundtable.access.views import blueprint
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404, page_of


@blueprint.get("/accounts")
@needs(Permission.MANAGE_ACCOUNTS)
def index() -> ResponseReturnValue:
    """All accounts."""
    search = request.args.get("q", "").strip()
    page = page_of(queries.accounts(search))
    return render_template(
        "access/accounts.html", page=page, search=search, programmes=queries.programme_titles()
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_ACCOUNTS)
def add() -> ResponseReturnValue:
    """Add an account with a role; its letter carries a link to set the password."""
    form = NewAccountForm(programmes=_programmes(), role=Role.ORGANISER)
    if not form.validate_on_submit():
        return show_form("access/new_account.html", form)
    account = actions.add_account(email=form.email.data, name=form.name.data, by=current_actor())
    actions.grant(account, form.role.data, programme_id=form.programme_id, by=current_actor())
    actions.invite_to_set_password(account, by=current_actor())
    flash(f"{account.shown_name} has an account. A letter with a link to set the password is on its way.")
    return redirect(url_for(".show", account_id=account.id), 303)


@blueprint.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@needs(Permission.MANAGE_ACCOUNTS)
def show(account_id: int) -> ResponseReturnValue:
    """An account and its roles; give it one more."""
    account = _account(account_id)
    form = RoleForm(programmes=_programmes(), role=Role.ORGANISER)
    if not form.validate_on_submit():
        return show_form(
            "access/account.html",
            form,
            account=account,
            programmes=queries.programme_titles(),
            two_step=two_step.is_on(account),
        )
    actions.grant(account, form.role.data, programme_id=form.programme_id, by=current_actor())
    flash("The role is given.")
    return redirect(url_for(".show", account_id=account.id), 303)


@blueprint.post("/accounts/<int:account_id>/roles/<int:grant_id>/removal")
@needs(Permission.MANAGE_ACCOUNTS)
def withdraw(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    held = find_or_404(queries.grants_of(_account(account_id)), grant_id)
    actions.withdraw(held, by=current_actor())
    flash("The role is taken away.")
    return redirect(url_for(".show", account_id=account_id), 303)


@blueprint.post("/accounts/<int:account_id>/closure")
@needs(Permission.MANAGE_ACCOUNTS)
def close(account_id: int) -> ResponseReturnValue:
    """Close the account."""
    account = _account(account_id)
    actions.close(account, by=current_actor())
    flash(f"The account of {account.shown_name} is closed. It can be reopened.")
    return redirect(url_for(".show", account_id=account_id), 303)


@blueprint.post("/accounts/<int:account_id>/reopening")
@needs(Permission.MANAGE_ACCOUNTS)
def reopen(account_id: int) -> ResponseReturnValue:
    """Open it again."""
    account = _account(account_id)
    actions.reopen(account, by=current_actor())
    flash(f"The account of {account.shown_name} is open again, with the roles that it had.")
    return redirect(url_for(".show", account_id=account_id), 303)


@blueprint.post("/accounts/<int:account_id>/letter")
@needs(Permission.MANAGE_ACCOUNTS)
def write(account_id: int) -> ResponseReturnValue:
    """Write the letter with a link to set the password again."""
    account = _account(account_id)
    actions.invite_to_set_password(account, by=current_actor())
    flash("A letter with a link to set the password is on its way.")
    return redirect(url_for(".show", account_id=account_id), 303)


@blueprint.post("/accounts/<int:account_id>/two-step/removal")
@needs(Permission.MANAGE_ACCOUNTS)
def lost_phone(account_id: int) -> ResponseReturnValue:
    """Turn off the second step of somebody who lost the phone and the recovery codes."""
    account = _account(account_id)
    two_step.turn_off(account, by=current_actor())
    flash(f"{account.shown_name} signs in with the password alone now, and is told so by letter.")
    return redirect(url_for(".show", account_id=account_id), 303)


def _account(account_id: int) -> Account:
    return find_or_404(queries.all_accounts(), account_id)


def _programmes() -> list[tuple[int, str]]:
    return list(queries.programme_titles().items())
