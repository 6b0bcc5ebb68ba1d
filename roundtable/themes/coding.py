"""What the reading-and-coding page shows: a version's text with the excerpts that are found in it."""

from dataclasses import dataclass

from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.themes.models import Excerpt
from roundtable.themes.passages import Passage, found_again, laid_out


@dataclass(frozen=True)
class Marked:
    """A version's text and the excerpts of its submission, in the order in which they stand."""

    version: SubmissionVersion
    passages: list[Passage]
    here: list[Excerpt]
    # Marked in this version, or in an earlier one whose words stand here too.
    orphaned: list[Excerpt]
    # Marked in another version, and the words are gone.
    removed: list[Excerpt]
    # Unmarked; each can be put back.

    @property
    def numbers(self) -> dict[int, int]:
        """What each excerpt is called on the page: 1, 2, 3 …"""
        return {excerpt.id: n for n, excerpt in enumerate(self.here, 1)}


def marked(version: SubmissionVersion, excerpts: list[Excerpt]) -> Marked:
    """Lay a version's text out with the excerpts of its submission."""
    places: list[tuple[int, int, int]] = []
    here, orphaned, removed = [], [], []
    for excerpt in excerpts:
        place = place_of(excerpt, version)
        if excerpt.removed_at is not None:
            removed.append(excerpt)
        elif place is None:
            orphaned.append(excerpt)
        else:
            places.append((excerpt.id, *place))
            here.append(excerpt)
    order = {number: (starts, ends) for number, starts, ends in places}
    here.sort(key=lambda excerpt: order[excerpt.id])
    return Marked(version, laid_out(version.text, places), here, orphaned, removed)


def place_of(excerpt: Excerpt, version: SubmissionVersion) -> tuple[int, int] | None:
    """Where an excerpt stands in a version; None where its words are gone."""
    if excerpt.version_id == version.id:
        return excerpt.starts, excerpt.ends
    return found_again(version.text, excerpt.words, excerpt.before, excerpt.after)


def current(submission: Submission) -> SubmissionVersion:
    """The version that counts now."""
    return next(
        (v for v in submission.versions if v.number == submission.current_version), submission.versions[-1]
    )
