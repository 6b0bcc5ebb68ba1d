"""Pages of stakeholders."""

from roundtable.stakeholders.views import exports, imports, people
from roundtable.stakeholders.views.room import blueprint

__all__ = ["blueprint", "exports", "imports", "people"]
