"""What guests do here, without an account: read a call, write, send, and come back to what they sent."""

from flask import Blueprint

blueprint = Blueprint("evidence_guest", __name__)

# The views register themselves on the blueprint when their modules are loaded.
from roundtable.evidence.guest_views import attachments, calls, drafts, keeping, submissions  # noqa: E402, F401
