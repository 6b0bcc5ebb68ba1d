"""What an import would do, line by line, before it does it."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple


class Verdict(StrEnum):
    """What would become of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    POSSIBLE_DUPLICATE = "possible-duplicate"
    OPTED_OUT = "opted-out"
    NO_EVIDENCE = "no-evidence"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """In words."""
        return self.value.replace("-", " ").capitalize()


class Line(NamedTuple):
    """One line of the file, what would become of it and why. `values` are as the importing room keeps them."""

    number: int
    verdict: Verdict
    reasons: tuple[str, ...]
    values: Any


def fingerprint(lines: Iterable[Line]) -> str:
    """Stands for all that a preview said, so that a confirmation confirms just that. `values` are plain data."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(repr(line).encode())
    return digest.hexdigest()[:32]


def tally(lines: Iterable[Line]) -> dict[Verdict, int]:
    """How many lines there are of each verdict, all verdicts named, in their order."""
    counted = Counter(line.verdict for line in lines)
    return {verdict: counted[verdict] for verdict in Verdict}
