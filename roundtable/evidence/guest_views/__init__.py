"""What guests do here, without an account: read a call, write, send, and come back to what they sent."""

from flask import Blueprint

blueprint = Blueprint("evidence_guest", __name__)

# The views register themselves on the blueprint when their modules are loaded.
from roundtable.evidence.guest_views import (  # noqa: E402
    attachments,  # noqa: F401
    calls,  # noqa: F401
    drafts,  # noqa: F401
    keeping,  # noqa: F401
    paper,  # noqa: F401
    submissions,  # noqa: F401
)
