"""Rounds, what they ask about, who takes part, what each said, and what came of it."""

from roundtable.priorities.models.items import Item
from roundtable.priorities.models.participants import Participant, Place
from roundtable.priorities.models.rounds import CRITERIA, Criterion, Method, PriorityRound
from roundtable.priorities.models.tallies import Tally
from roundtable.priorities.models.votes import Answer, Vote

__all__ = [
    "CRITERIA",
    "Answer",
    "Criterion",
    "Item",
    "Method",
    "Participant",
    "Place",
    "PriorityRound",
    "Tally",
    "Vote",
]
