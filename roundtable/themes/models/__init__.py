"""The codebook, the words that it was applied to, and passes of several coders."""

from roundtable.themes.models.codebook import (
    LEVELS,
    MovedCoding,
    Reshaped,
    Reshaping,
    Theme,
    ThemeChange,
    ThemeExample,
    ThemeRule,
)
from roundtable.themes.models.excerpts import CONTEXT, Anchoring, Coding, Excerpt, Reading, Suggested
from roundtable.themes.models.imports import CodingImport
from roundtable.themes.models.passes import (
    CodingPass,
    PassCoder,
    PassMark,
    PassReading,
    PassSettlement,
    PassSubmission,
)
from roundtable.themes.models.references import ReferenceTheme

__all__ = [
    "CONTEXT",
    "LEVELS",
    "Anchoring",
    "Coding",
    "CodingImport",
    "CodingPass",
    "Excerpt",
    "MovedCoding",
    "PassCoder",
    "PassMark",
    "PassReading",
    "PassSettlement",
    "PassSubmission",
    "Reading",
    "ReferenceTheme",
    "Reshaped",
    "Reshaping",
    "Suggested",
    "Theme",
    "ThemeChange",
    "ThemeExample",
    "ThemeRule",
]
