"""Signing in and out, and a new password by letter."""

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_security.utils import login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from roundtable import clock
from roundtable.access import actions, queries, tries, two_step
from roundtable.access.forms import CodeForm, ForgotForm, NewPasswordForm, RecoveryForm, SignInForm
from roundtable.access.gate import public, signed_in
from roundtable.access.models import Account
from roundtable.db import db
from roundtable.trail import Actor, ActorKind
from roundtable.web import limits
from roundtable.web.display import is_local
from roundtable.web.forms import show_form
from roundtable.web.headers import keep_private
from roundtable.web.pages import find_or_none

blueprint = Blueprint("security", __name__)

NOT_FITTING = "This address and password do not belong together. Check both, or set a new password."
# How long somebody may look for the phone, in seconds.
PATIENCE = 600


def _pending() -> str:
    """Whose second step is under way, or the address it comes from: tries are counted for both."""
    return str(session.get("second_step", {}).get("account") or get_remote_address())


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
def login() -> ResponseReturnValue:
    """Sign in with address and password; a code is asked for next where the account has a second step."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(_wanted())
    form = SignInForm()
    if not form.validate_on_submit():
        return show_form("access/sign_in.html", form)
    email, account = form.email.data, find_or_none(queries.by_email(form.email.data))
    if not tries.are_left(email, account):
        form.form_errors.append(tries.TOO_MANY)
        return show_form("access/sign_in.html", form)
    if not actions.has_password(account, form.password.data):
        tries.note_wrong(email, account)
        form.form_errors.append(NOT_FITTING)
        return show_form("access/sign_in.html", form)
    assert account is not None
    if two_step.is_on(account):
        session["second_step"] = {"account": account.fs_uniquifier, "at": clock.now().timestamp()}
        return redirect(url_for(".code", next=request.args.get("next")), 303)
    return _let_in(account, "password")


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"], key_func=_pending)
def code() -> ResponseReturnValue:
    """The second step: a code from the app."""
    account = _half_way()
    if account is None:
        return _start_again()
    form = CodeForm()
    if not form.validate_on_submit():
        return show_form("access/code.html", form)
    if not two_step.is_right(account, form.code.data):
        form.code.errors = [
            "This code is not right, or was used before. Enter the one that the app shows now."
        ]
        return show_form("access/code.html", form)
    return _let_in(account, "password and code")


@blueprint.route("/sign-in/recovery", methods=["GET", "POST"])
@public
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"], key_func=_pending)
def recovery() -> ResponseReturnValue:
    """The second step without the phone: a recovery code."""
    account = _half_way()
    if account is None:
        return _start_again()
    form = RecoveryForm()
    if not form.validate_on_submit():
        return show_form("access/recovery.html", form)
    if not two_step.use_recovery_code(account, form.code.data):
        form.code.errors = ["This is none of your recovery codes, or it was used before."]
        return show_form("access/recovery.html", form)
    left = len(account.mf_recovery_codes or [])
    flash(f"You have {left} recovery codes left. Make new ones on the page of your account.", "warning")
    return _let_in(account, "password and recovery code")


@blueprint.post("/sign-out")
@signed_in
def logout() -> ResponseReturnValue:
    """Sign out here."""
    logout_user()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for(".login"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@public
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
def forgot_password() -> ResponseReturnValue:
    """Ask for a letter with a link to set a new password. Says the same whether there is an account or not."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return show_form("access/forgot.html", form)
    account = find_or_none(queries.by_email(form.email.data))
    if account is not None and account.active and tries.may_be_written_to(account):
        actions.write_reset_letter(account, by=Actor(ActorKind.GUEST))
    flash(
        "If there is an account with this address, a letter with a link is on its way. The link works for two hours."
    )
    return redirect(url_for(".login"), 303)


@blueprint.route("/password/<token>", methods=["GET", "POST"])
@public
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
def choose_password(token: str) -> ResponseReturnValue:
    """Set a password, by the link of an account letter. The link works once."""
    keep_private()
    account = actions.by_password_link(token)
    if account is None:
        flash("This link was used before or has run out. Ask for a fresh one.", "warning")
        return redirect(url_for(".forgot_password"), 303)
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return show_form("access/choose_password.html", form, account=account)
    actions.set_password(account, form.password.data, by=Actor(ActorKind.ACCOUNT, account.id))
    flash("The password is set. Sign in with it.")
    response = redirect(url_for(".login"), 303)
    tries.remember_browser(response, account)
    return response


def _let_in(account: Account, how: str) -> Response:
    """Begin a session of its own: nothing that stood in the browser before is taken over but what is to be said."""
    said = session.get("_flashes", [])
    wanted = _wanted()
    session.clear()
    if said:
        session["_flashes"] = said
    login_user(account, remember=False, authn_via=["password"])
    actions.note_sign_in(account, how=how, by=Actor(ActorKind.ACCOUNT, account.id))
    response = redirect(wanted, 303)
    tries.remember_browser(response, account)
    return response


def _half_way() -> Account | None:
    """Whose password was right a moment ago. On a POST the account is held, so that a code is used once."""
    step = session.get("second_step")
    if not step or clock.now().timestamp() - step["at"] > PATIENCE:
        return None
    found = select(Account).where(Account.fs_uniquifier == step["account"], Account.active.is_(True))
    return db.session.scalar(found.with_for_update() if request.method == "POST" else found)


def _start_again() -> Response:
    session.pop("second_step", None)
    flash("That took too long. Enter your password again.", "warning")
    return redirect(url_for(".login", next=request.args.get("next")), 303)


def _wanted() -> str:
    """The page that was asked for before signing in, if it is one of ours."""
    wanted = request.args.get("next", "")
    return wanted if wanted.startswith("/") and is_local(wanted) else url_for("programmes.index")
