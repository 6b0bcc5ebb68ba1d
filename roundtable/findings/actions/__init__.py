"""What is done to gaps and recommendations."""

from roundtable.findings.actions.drawing import (
    draw_gap,
    draw_recommendation,
    revise_gap,
    revise_recommendation,
)
from roundtable.findings.actions.joining import merge, split, undo
from roundtable.findings.actions.resting import answer, build_on, support, support_no_longer
from roundtable.findings.actions.serving import agree, agree_no_longer, ask, ask_no_longer, serve
from roundtable.findings.actions.standing import reinstate, remove_excerpt, withdraw

__all__ = [
    "agree",
    "agree_no_longer",
    "answer",
    "ask",
    "ask_no_longer",
    "build_on",
    "draw_gap",
    "draw_recommendation",
    "merge",
    "reinstate",
    "remove_excerpt",
    "revise_gap",
    "revise_recommendation",
    "serve",
    "split",
    "support",
    "support_no_longer",
    "undo",
    "withdraw",
]
