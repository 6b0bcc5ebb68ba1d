"""What guests answer here, by link or on a public page."""

from roundtable.events.guest_views import feeds, personal, public, registering
from roundtable.events.guest_views.frame import blueprint

__all__ = ["blueprint", "feeds", "personal", "public", "registering"]
