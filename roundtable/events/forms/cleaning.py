"""How what is typed is tidied."""

from roundtable.stakeholders.names import tidy


def stripped(value: str | None) -> str:
    return (value or "").strip()


def one_line(value: str | None) -> str:
    """A name as it is kept: on one line, without signs that cannot be seen."""
    return tidy(value or "")
