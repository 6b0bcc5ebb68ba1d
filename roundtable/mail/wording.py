"""The words of each kind of letter: as a room gives them, or as a programme's organisers have put them.

A wording is Markdown with named places. Most stand for a name or a time, inside a sentence; some stand for whole
paragraphs (a list of dates), alone between empty lines. A paragraph that is nothing but a place goes where there is
nothing to fill in.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import select

from roundtable.db import db
from roundtable.documents.markdown import parse
from roundtable.errors import Refusal
from roundtable.mail.bodies import LONGEST, places_in
from roundtable.mail.models import LetterTemplate

_ALONE = re.compile(r"\{\{([a-z0-9_]+)\}\}")
_BRACES = re.compile(r"\{\{[^{}\n]*\}\}")


@dataclass(frozen=True)
class Wording:
    """Subject and text of one kind of letter.

    `places` says for each place what it stands for ("link:page" is a link of the recipient's own); `blocks` names
    those that stand for whole paragraphs; without those in `needs` the letter would not do its work.
    """

    kind: str
    label: str
    subject: str
    text: str
    places: Mapping[str, str] = field(hash=False)
    blocks: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _wordings[self.kind] = self

    def check(self, subject: str, text: str) -> None:
        """Refuse words that could not go out: an unknown place, one at the wrong spot, one that lacks."""
        for name, words in (("subject", subject), ("text", text)):
            self._check_places(name, words)
        unfit = [place for place in places_in(subject) if place in self.blocks or place.startswith("link:")]
        if unfit:
            raise Refusal(f"{_braced(unfit)} cannot stand in the subject.", field="subject")
        paragraphs = re.split(r"\n\s*\n", text.strip())
        inside = [
            place for place in places_in(text) if place in self.blocks and _braced([place]) not in paragraphs
        ]
        if inside:
            raise Refusal(
                f"{_braced(inside)} stands for whole paragraphs: give it a line of its own, with an empty line "
                "before and after it.",
                field="text",
            )
        lacking = [place for place in self.needs if place not in places_in(text)]
        if lacking:
            raise Refusal(
                f"This letter needs {_braced(lacking)}, {self.places[lacking[0]]}. Put it back into the text.",
                field="text",
            )
        if len(text) > LONGEST:
            raise Refusal(f"A letter can have {LONGEST:,} characters.", field="text")
        parse(text)

    def _check_places(self, name: str, words: str) -> None:
        for found in _BRACES.findall(words):
            if found[2:-2] not in self.places:
                raise Refusal(
                    f"There is no place {found} in this letter. Take one of: {_braced(self.places)}.",
                    field=name,
                )


_wordings: dict[str, Wording] = {}


def wordings() -> list[Wording]:
    """All of them, in the order in which the rooms gave them."""
    return list(_wordings.values())


def wording_of(kind: str) -> Wording | None:
    """That of one kind."""
    return _wordings.get(kind)


Words = tuple[str, str]
"""A subject and a text."""


def in_use(wanted: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], Words]:
    """What the organisers of these programmes made of these kinds. One query; what has no template is left out."""
    pairs = {(programme, kind) for programme, kind in wanted if programme is not None and kind}
    if not pairs:
        return {}
    found = select(LetterTemplate).where(
        LetterTemplate.programme_id.in_({programme for programme, _ in pairs}),
        LetterTemplate.kind.in_({kind for _, kind in pairs}),
    )
    return {(one.programme_id, one.kind): (one.subject, one.text) for one in db.session.scalars(found)}


def laid_out(text: str, blocks: Mapping[str, str], fields: Mapping[str, str]) -> str:
    """The text with its blocks in their places, without the paragraphs that have nothing to say."""
    empty = frozenset(name for name, value in fields.items() if not value)
    return _laid_out(text, tuple(blocks.items()), empty)


@lru_cache(maxsize=256)
def _laid_out(text: str, blocks: tuple[tuple[str, str], ...], empty: frozenset[str]) -> str:
    values = dict(blocks)
    kept = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        alone = _ALONE.fullmatch(paragraph.strip())
        if alone is not None and alone[1] in values:
            kept.append(values[alone[1]])
        elif alone is None or alone[1] not in empty:
            kept.append(paragraph)
    return "\n\n".join(part for part in kept if part)


def _braced(places: Iterable[str]) -> str:
    return ", ".join("{{" + place + "}}" for place in places)
