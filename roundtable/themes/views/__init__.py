"""Pages of themes: the codebook, and reading and coding."""

from roundtable.themes.views import (
    adrift,
    blind,
    codebook,
    coding,
    exchange,
    imports,
    literature,
    passes,
    patterns,
    reshaping,
    suggestions,
)
from roundtable.themes.views.room import blueprint

__all__ = [
    "adrift",
    "blind",
    "blueprint",
    "codebook",
    "coding",
    "exchange",
    "imports",
    "literature",
    "passes",
    "patterns",
    "reshaping",
    "suggestions",
]
