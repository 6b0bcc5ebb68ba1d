"""Pages of programmes."""

from flask import Blueprint

blueprint = Blueprint("programmes", __name__)

from roundtable.programmes.views import members, parts, settings, show  # noqa: E402, F401 - they join the blueprint
