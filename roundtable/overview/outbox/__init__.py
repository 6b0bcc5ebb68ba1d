"""The outbox: every letter of a programme, read before it goes. Nothing leaves unseen.

It stands here because a letter knows only the number of what it is about.
"""

from roundtable.overview.outbox.views import blueprint

__all__ = ["blueprint"]
