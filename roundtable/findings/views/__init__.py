"""Pages of findings: gaps, recommendations, and the thread between them and the evidence."""

from roundtable.findings.views import evidence, gaps, index, recommendations, standing
from roundtable.findings.views.room import blueprint

__all__ = ["blueprint", "evidence", "gaps", "index", "recommendations", "standing"]
