"""Signing in."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy import func, select

from roundtable.access.gate import public, signed_in
from roundtable.access.models import Account
from roundtable.config import Settings
from roundtable.db import db

blueprint = Blueprint("security", __name__)


def init_app(app: Flask, settings: Settings) -> None:
    manager = LoginManager(app)

    @manager.user_loader
    def load(uniquifier: str) -> Account | None:
        return db.session.scalar(
            select(Account).where(Account.fs_uniquifier == uniquifier, Account.active.is_(True))
        )

    app.register_blueprint(blueprint)


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Flask-Security takes this over."""
    if request.method == "POST":
        account = db.session.scalar(
            select(Account).where(func.lower(Account.email) == request.form["email"].strip().lower())
        )
        if account is not None and account.active:
            login_user(account)
            return redirect(request.args.get("next") or "/programmes", 303)
        flash("This address and password do not fit together.")
    return render_template("access/login.html"), 200


@blueprint.post("/logout")
@signed_in
def logout() -> ResponseReturnValue:
    logout_user()
    return redirect(url_for("security.login"), 303)
