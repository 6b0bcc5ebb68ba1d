"""How much of a spreadsheet is read, so that no file can take the machine with it."""

MAX_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 300_000_000
MAX_ROWS = 250_000
MAX_COLUMNS = 500
MAX_CELLS = 6_000_000
MAX_FIELD = 100_000
"""Characters in one cell. Below the 131,072 at which Python's own CSV reader stops."""
