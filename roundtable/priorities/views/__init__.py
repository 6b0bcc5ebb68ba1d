"""Pages of rounds for organisers and authors. None of them shows what one person voted."""

from flask import Blueprint

blueprint = Blueprint("priorities", __name__, url_prefix="/programmes/<programme>/priorities")

# The views register themselves on the blueprint when their modules are loaded.
from roundtable.priorities.views import items, participants, results, rounds, running, thread  # noqa: E402, F401
