"""Pages of reports."""

from roundtable.reports.views import desk, index, sections, versions  # noqa: F401 - they join the blueprint
from roundtable.reports.views.room import blueprint

__all__ = ["blueprint"]
