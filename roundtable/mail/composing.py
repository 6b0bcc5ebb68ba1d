"""How a letter gets its words: each room registers a composer for the kinds of letter that it writes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from roundtable.errors import Refusal
from roundtable.mail.models import Letter

DEAD_LINK = "https://link.invalid/in-previews-personal-links-do-not-work"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Composed:
    """A letter's words. `text` is Markdown; the plain text and the HTML part are both made of it.

    In it, and in `calendar`, every personal link stands as `{{link:NAME}}`; `links` says which address each name has.
    They are filled in when the letter is handed over; previews show a dead one.
    """

    subject: str
    text: str
    why: str
    # Why this person gets it: "You get this because …", at the foot.
    from_name: str = ""
    reply_to: str = ""
    calendar: bytes | None = None
    calendar_method: str = "REQUEST"
    links: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


Composer = Callable[[Sequence[Letter]], Iterable[Composed | None]]
C = TypeVar("C", bound=Composer)

_composers: dict[str, Composer] = {}


def composer(kind: str) -> Callable[[C], C]:
    """Register what writes the letters of this kind: a batch of letters in, as many Composed out, in order.

    None stands for a letter whose subject is gone; it is dropped. A batch takes a constant number of queries.
    """

    def register(write: C) -> C:
        _composers[kind] = write
        return write

    return register


def compose(letters: Sequence[Letter]) -> list[Composed | None]:
    """The words of these letters, in their order, each kind in one batch."""
    found: dict[int, Composed | None] = {}
    for kind in dict.fromkeys(letter.kind for letter in letters):
        if kind not in _composers:
            raise Refusal(f"Nothing here writes letters of the kind {kind!r}.")
        batch = [letter for letter in letters if letter.kind == kind]
        found.update(zip((letter.id for letter in batch), _composers[kind](batch), strict=True))
    return [found[letter.id] for letter in letters]
