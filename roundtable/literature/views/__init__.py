"""Pages of the literature."""

from roundtable.literature.views import references
from roundtable.literature.views.room import blueprint

__all__ = ["blueprint", "references"]
