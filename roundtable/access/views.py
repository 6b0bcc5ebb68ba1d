"""Pages of accounts."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from roundtable.access.gate import current_account, needs, signed_in
from roundtable.access.permissions import Permission

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/account")
@signed_in
def mine() -> ResponseReturnValue:
    """Your account."""
    return render_template("access/mine.html", account=current_account())


@blueprint.get("/accounts")
@needs(Permission.MANAGE_ACCOUNTS)
def index() -> ResponseReturnValue:
    """All accounts."""
    return render_template("access/mine.html", account=current_account())
