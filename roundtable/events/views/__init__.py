"""Pages of events, for organisers."""

from roundtable.events.views import (
    attendees,
    chasing,
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
    "chasing",
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
