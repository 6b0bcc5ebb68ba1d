"""Pages of the literature."""

from roundtable.literature.views import by_doi, imports, judging, references, searches, style
from roundtable.literature.views.room import blueprint

__all__ = ["blueprint", "by_doi", "imports", "judging", "references", "searches", "style"]
