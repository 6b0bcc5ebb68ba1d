"""Pages of evidence for organisers, authors and scribes."""

from flask import Blueprint

blueprint = Blueprint("evidence", __name__)

# The views register themselves on the blueprint when their modules are loaded.
from roundtable.evidence.views import (  # noqa: E402
    attachments,  # noqa: F401
    calls,  # noqa: F401
    exports,  # noqa: F401
    import_preview,  # noqa: F401
    imports,  # noqa: F401
    moderating,  # noqa: F401
    questions,  # noqa: F401
    scribing,  # noqa: F401
    submissions,  # noqa: F401
    versions,  # noqa: F401
)
