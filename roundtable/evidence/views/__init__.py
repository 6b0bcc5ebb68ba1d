"""Pages of evidence for organisers, authors and scribes."""

from flask import Blueprint

blueprint = Blueprint("evidence", __name__)

# The views register themselves on the blueprint when their modules are loaded.
from roundtable.evidence.views import attachments, calls, exports, imports, scribing, submissions  # noqa: E402, F401
