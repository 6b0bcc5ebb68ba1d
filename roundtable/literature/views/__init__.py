"""Pages of the literature."""

from roundtable.literature.views import imports, references, style
from roundtable.literature.views.room import blueprint

__all__ = ["blueprint", "imports", "references", "style"]
