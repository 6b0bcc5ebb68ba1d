"""One's own account: name, password, second step, sessions."""

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user

from roundtable.access import actions, two_step
from roundtable.access.forms import (
    NOT_YOURS,
    ChangePasswordForm,
    CodeForm,
    NameForm,
    PasswordForm,
)
from roundtable.access.gate import current_account, current_actor, signed_in
from roundtable.access.models import Account
from roundtable.access.views import blueprint
from roundtable.web import limits
from roundtable.web.forms import show_form
from roundtable.web.headers import keep_private


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def mine() -> ResponseReturnValue:
    """My account; change my name."""
    account = current_account()
    form = NameForm(obj=account)
    if not form.validate_on_submit():
        return show_form(
            "access/mine.html",
            form,
            account=account,
            two_step=two_step.is_on(account),
            codes_left=len(account.mf_recovery_codes or []),
        )
    actions.rename(account, name=form.name.data, by=current_actor())
    flash("Your name is saved.")
    return redirect(url_for(".mine"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
def change_password() -> ResponseReturnValue:
    """Change my password. Sessions elsewhere end."""
    account = current_account()
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return show_form("access/change_password.html", form)
    if not actions.has_password(account, form.present.data):
        form.present.errors = [NOT_YOURS]
        return show_form("access/change_password.html", form)
    actions.set_password(account, form.password.data, by=current_actor())
    _stay(account)
    flash("Your password is changed. You are signed out everywhere else.")
    return redirect(url_for(".mine"), 303)


@blueprint.route("/account/two-step", methods=["GET", "POST"])
@signed_in
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
def turn_on_two_step() -> ResponseReturnValue:
    """Set up two-step sign-in: a picture for the app, and a code that proves it was taken."""
    keep_private()
    account = current_account()
    if two_step.is_on(account):
        return redirect(url_for(".mine"), 303)
    secret = session.setdefault("new_secret", two_step.new_secret())
    form = CodeForm()
    if not form.validate_on_submit():
        return show_form("access/two_step.html", form, key=two_step.key_of(secret))
    codes = two_step.turn_on(account, secret, form.code.data, by=current_actor())
    session.pop("new_secret")
    return _show_codes(codes, "Two-step sign-in is on")


@blueprint.get("/account/two-step/picture.svg")
@signed_in
def two_step_picture() -> ResponseReturnValue:
    """The picture for the app."""
    keep_private()
    if "new_secret" not in session:
        return "", 404
    return Response(two_step.picture_of(session["new_secret"], current_account()), mimetype="image/svg+xml")


@blueprint.route("/account/two-step/removal", methods=["GET", "POST"])
@signed_in
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
def turn_off_two_step() -> ResponseReturnValue:
    """Sign in with the password alone from now on."""
    form = PasswordForm()
    account = current_account()
    if not _sure(form, account):
        return show_form("access/sure.html", form, heading="Turn off two-step sign-in", deed="Turn it off")
    two_step.turn_off(account, by=current_actor())
    flash("Two-step sign-in is off.")
    return redirect(url_for(".mine"), 303)


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@signed_in
@limits.limiter.limit(limits.SIGN_IN, methods=["POST"])
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes. They are shown this once."""
    keep_private()
    form = PasswordForm()
    account = current_account()
    if not _sure(form, account):
        return show_form("access/sure.html", form, heading="New recovery codes", deed="Make new codes")
    return _show_codes(two_step.make_recovery_codes(account, by=current_actor()), "Your new recovery codes")


@blueprint.post("/account/sessions/removal")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of mine but this one."""
    account = current_account()
    actions.sign_out_everywhere(account, by=current_actor())
    _stay(account)
    flash("You are signed out everywhere else.")
    return redirect(url_for(".mine"), 303)


def _sure(form: PasswordForm, account: Account) -> bool:
    """Whether somebody who sits at this screen also knows the password."""
    if not form.validate_on_submit():
        return False
    if actions.has_password(account, form.password.data):
        return True
    form.password.errors = [NOT_YOURS]
    return False


def _stay(account: Account) -> None:
    """Go on in this session, though all of the account's have ended."""
    login_user(account, remember=False, authn_via=["password"])


def _show_codes(codes: list[str], heading: str) -> ResponseReturnValue:
    return render_template("access/recovery_codes.html", codes=codes, heading=heading)
