"""What we draw from the evidence: gaps and recommendations, each with what it rests on and what it came from."""

from roundtable.findings.models.gaps import Gap, GapEvidence, GapReference
from roundtable.findings.models.lineage import (
    FindingNumbering,
    GapLineage,
    Joining,
    RecommendationLineage,
)
from roundtable.findings.models.recommendations import (
    Agreement,
    AimServed,
    Ask,
    GapAnswered,
    IndicatorServed,
    Recommendation,
    RecommendationEvidence,
    RecommendationReference,
    Strength,
    StrengthSaid,
)

__all__ = [
    "Agreement",
    "AimServed",
    "Ask",
    "FindingNumbering",
    "Gap",
    "GapAnswered",
    "GapEvidence",
    "GapLineage",
    "GapReference",
    "IndicatorServed",
    "Joining",
    "Recommendation",
    "RecommendationEvidence",
    "RecommendationLineage",
    "RecommendationReference",
    "Strength",
    "StrengthSaid",
]
