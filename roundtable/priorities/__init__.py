"""Rounds in which people weigh gaps, recommendations and statements: votes by personal link, statistics, results."""
