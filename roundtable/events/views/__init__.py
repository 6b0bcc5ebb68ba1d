"""Pages of events, for organisers."""

from roundtable.events.views import (
    attendees,
    desk,
    diaries,
    editing,
    feeds,
    inviting,
    lists,
    nominations,
    planning,
    proposals,
    series,
)
from roundtable.events.views.frame import blueprint

__all__ = [
    "attendees",
    "blueprint",
    "desk",
    "diaries",
    "editing",
    "feeds",
    "inviting",
    "lists",
    "nominations",
    "planning",
    "proposals",
    "series",
]
