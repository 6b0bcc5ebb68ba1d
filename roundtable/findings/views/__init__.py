"""Pages of findings: gaps, recommendations, and the thread between them and the evidence."""

from roundtable.findings.views import (
    agreements,
    evidence,
    exports,
    gaps,
    index,
    joining,
    recommendations,
    standing,
)
from roundtable.findings.views.room import blueprint

__all__ = [
    "agreements",
    "blueprint",
    "evidence",
    "exports",
    "gaps",
    "index",
    "joining",
    "recommendations",
    "standing",
]
