"""Words that are to be coded."""

from dataclasses import dataclass

from roundtable.evidence.models import SubmissionVersion


@dataclass(frozen=True)
class Chosen:
    """Words of a part of a version, the theme that they speak of, and whose reading that is."""

    version: SubmissionVersion
    part: str
    starts: int
    ends: int
    theme_id: int
    account_id: int | None
