"""How wide the columns of a table are, from what stands in them."""

import math

from roundtable.documents.model import Table, words_of

NARROW = 14
"""Characters up to which a column need not break its lines."""


def longest(table: Table) -> list[int]:
    """The longest cell of each column, in characters."""
    lines = (table.header, *table.rows)
    return [max(len(words_of(line[column])) for line in lines) for column in range(len(table.header))]


def weights(table: Table) -> list[float]:
    """0 for a column as wide as its words, else a share of the rest that grows with them."""
    found = [0.0 if length <= NARROW else round(math.sqrt(length), 1) for length in longest(table)]
    return found if any(found) else [1.0, *found[1:]]


def shares(table: Table) -> list[float]:
    """Each column's part of the table's width; together 1."""
    found = [math.sqrt(min(max(length, 4), 400)) for length in longest(table)]
    return [round(width / sum(found), 4) for width in found]
