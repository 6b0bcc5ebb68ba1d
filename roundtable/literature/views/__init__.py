"""Pages of the literature."""

from roundtable.literature.views import imports, judging, references, searches, style
from roundtable.literature.views.room import blueprint

__all__ = ["blueprint", "imports", "judging", "references", "searches", "style"]
