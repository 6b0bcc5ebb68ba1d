"""Figures as SVG, made from numbers alone, and always with their finding in words; the table of numbers stands beside.

In a page they take their colours from the style sheet (classes group-1 to group-8), so that they follow the
reader's theme; `standalone=True` writes literal colours, for documents and files.
"""

from roundtable.charts.bars import Bar, bars
from roundtable.charts.mark import mark
from roundtable.charts.pen import COLOURS
from roundtable.charts.ring import ring
from roundtable.charts.seats import GroupSeats, finding
from roundtable.charts.spread import Spread, Stand, spreads

__all__ = ["COLOURS", "Bar", "GroupSeats", "Spread", "Stand", "bars", "finding", "mark", "ring", "spreads"]
