"""Pages of themes: the codebook, and reading and coding."""

from roundtable.themes.views import codebook, coding, reshaping
from roundtable.themes.views.room import blueprint

__all__ = ["blueprint", "codebook", "coding", "reshaping"]
