"""Pages of events, for organisers."""

from roundtable.events.views import (
    attendees,
    desk,
    editing,
    inviting,
    lists,
    nominations,
    planning,
)
from roundtable.events.views.frame import blueprint

__all__ = ["attendees", "blueprint", "desk", "editing", "inviting", "lists", "nominations", "planning"]
