"""What one coder of a pass sees: their own marks, in the shape of the reading-and-coding page."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.evidence.models import SubmissionVersion
from roundtable.themes import comparing
from roundtable.themes.coding import MarkedPart
from roundtable.themes.models import CodingPass, PassCoder, PassMark
from roundtable.themes.passages import Passage, laid_out


@dataclass(frozen=True)
class OwnExcerpt:
    """Words that a coder marked, for one theme or several."""

    id: int
    # The number of the first of its marks.
    words: str
    marks: list[PassMark]

    @property
    def memo(self) -> str:
        return next((mark.memo for mark in self.marks if mark.memo), "")


@dataclass(frozen=True)
class OwnMarks:
    """A version's parts with what one coder marked in them."""

    version: SubmissionVersion
    parts: list[MarkedPart]
    here: list[OwnExcerpt]

    @property
    def passages(self) -> list[Passage]:
        return [passage for part in self.parts for passage in part.passages]

    @property
    def numbers(self) -> dict[int, int]:
        """What each excerpt is called on the page: 1, 2, 3 …"""
        return {excerpt.id: n for n, excerpt in enumerate(self.here, 1)}


def marked(version: SubmissionVersion, coder: PassCoder) -> OwnMarks:
    """Lay a version out with one coder's marks."""
    query = (
        select(PassMark)
        .where(
            PassMark.coder_id == coder.id,
            PassMark.version_id == version.id,
            PassMark.removed_at.is_(None),
            PassMark.words != "",  # they were redacted
        )
        .options(joinedload(PassMark.theme))
        .order_by(PassMark.id)
    )
    together: dict[tuple[str, int, int], list[PassMark]] = {}
    for mark in db.session.scalars(query):
        together.setdefault((mark.part, mark.starts, mark.ends), []).append(mark)
    parts = version.parts
    order = {part.name: number for number, part in enumerate(parts)}
    laid = [
        MarkedPart(
            part,
            laid_out(
                part.text,
                [
                    (held[0].id, place[1], place[2])
                    for place, held in together.items()
                    if place[0] == part.name
                ],
                part.name,
            ),
        )
        for part in parts
    ]
    here = sorted(together, key=lambda place: (order.get(place[0], 0), *place[1:]))
    return OwnMarks(
        version, laid, [OwnExcerpt(together[at][0].id, together[at][0].words, together[at]) for at in here]
    )


def next_to_read(made: CodingPass, coder: PassCoder, *, after: int) -> int | None:
    """The next submission of a pass that a coder has not read, from `after` on and then from the beginning."""
    waiting = comparing.standing_in(made) - comparing.read_by(made)[coder.id]
    order = [each.submission_id for each in made.submissions]
    at = order.index(after) + 1 if after in order else 0
    return next((each for each in order[at:] + order[:at] if each in waiting and each != after), None)
