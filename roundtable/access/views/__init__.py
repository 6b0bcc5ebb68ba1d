"""Pages of accounts: one's own, and those that an administrator looks after."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from roundtable.access.views import administration, mine  # noqa: E402, F401 - they join the blueprint
