"""Pages of reports."""

from roundtable.reports.views import (  # noqa: F401 - they join the blueprint
    desk,
    index,
    quotations,
    sections,
    versions,
)
from roundtable.reports.views.room import blueprint

__all__ = ["blueprint"]
