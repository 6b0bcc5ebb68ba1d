"""What the reading-and-coding page shows: the parts of a version with the excerpts that are found in it."""

from dataclasses import dataclass

from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.evidence.parts import Part
from roundtable.themes.models import Excerpt
from roundtable.themes.passages import Passage, found_again, laid_out


@dataclass(frozen=True)
class MarkedPart:
    """One part of a version, laid out."""

    part: Part
    passages: list[Passage]


@dataclass(frozen=True)
class Marked:
    """A version's parts and the excerpts of its submission, in the order in which they stand."""

    version: SubmissionVersion
    parts: list[MarkedPart]
    here: list[Excerpt]
    # Marked in this version, or in an earlier one whose words stand here too.
    orphaned: list[Excerpt]
    # Marked in another version, and the words are gone.
    removed: list[Excerpt]
    # Unmarked; each can be put back.

    @property
    def passages(self) -> list[Passage]:
        """The passages of all parts."""
        return [passage for part in self.parts for passage in part.passages]

    @property
    def numbers(self) -> dict[int, int]:
        """What each excerpt is called on the page: 1, 2, 3 …"""
        return {excerpt.id: n for n, excerpt in enumerate(self.here, 1)}


def marked(version: SubmissionVersion, excerpts: list[Excerpt]) -> Marked:
    """Lay a version's parts out with the excerpts of its submission."""
    parts = version.parts
    order = {part.name: number for number, part in enumerate(parts)}
    places: dict[str, list[tuple[int, int, int]]] = {part.name: [] for part in parts}
    stands: dict[int, tuple[int, int, int]] = {}
    here, orphaned, removed = [], [], []
    for excerpt in excerpts:
        place = place_of(excerpt, version)
        if excerpt.removed_at is not None:
            removed.append(excerpt)
        elif place is None:
            orphaned.append(excerpt)
        else:
            places[excerpt.part].append((excerpt.id, *place))
            stands[excerpt.id] = (order[excerpt.part], *place)
            here.append(excerpt)
    here.sort(key=lambda excerpt: stands[excerpt.id])
    laid = [MarkedPart(part, laid_out(part.text, places[part.name], part.name)) for part in parts]
    return Marked(version, laid, here, orphaned, removed)


def place_of(excerpt: Excerpt, version: SubmissionVersion) -> tuple[int, int] | None:
    """Where an excerpt stands in its part of a version; None where its words are gone."""
    if not excerpt.words:
        return None  # they were redacted
    if excerpt.version_id == version.id:
        return excerpt.starts, excerpt.ends
    return found_again(version.words_of(excerpt.part), excerpt.words, excerpt.before, excerpt.after)


def current(submission: Submission) -> SubmissionVersion:
    """The version that counts now."""
    return next(
        (v for v in submission.versions if v.number == submission.current_version), submission.versions[-1]
    )


def tints(excerpts: list[Excerpt], colours: dict[int, int]) -> dict[int, int]:
    """The colour, 1 to 8, of each excerpt that has a theme with one: of the first of them by name."""
    found = {}
    for excerpt in excerpts:
        by_name = sorted(excerpt.codings, key=lambda coding: coding.theme.name)
        own = [colours[each.theme_id] for each in by_name if colours.get(each.theme_id)]
        if own:
            found[excerpt.id] = own[0]
    return found
