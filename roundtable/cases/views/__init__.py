"""Pages of case studies."""

from flask import Blueprint

blueprint = Blueprint("cases", __name__, url_prefix="/programmes/<programme>/case-studies")

from roundtable.cases.views import pages  # noqa: E402, F401 - they join the blueprint
