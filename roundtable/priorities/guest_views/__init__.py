"""What is answered here through a personal link, or by a short code in the room."""

from flask import Blueprint

blueprint = Blueprint("priorities_guest", __name__)

# The views register themselves on the blueprint when their modules are loaded.
from roundtable.priorities.guest_views import aside, results, rooms, votes  # noqa: E402, F401
