"""A text in sentences and highlighted pieces. Every place is a code point of the text; pure functions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

# A sentence ends at a full stop, a question mark or an exclamation mark (with what closes a quotation) before
# white space, or at the end of a line. Ideographic full stops need no space.
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|[。！？]+[」』”’）]*|[\r\n]+""")
_SHORT_FORM = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.g|i\.e|etc|cf|vs|Dr|Mr|Mrs|Ms|Mx|Prof|St|No|Rev|approx|dept|p\.a)\.)$"
)
_JOINER = "\u200d"


@dataclass(frozen=True)
class Piece:
    """Words that lie in the same excerpts from their first character to their last."""

    starts: int
    ends: int
    words: str
    excerpts: tuple[int, ...]
    # Numbers of the excerpts that it lies in.
    opens: tuple[int, ...]
    # Those of them that begin here.


@dataclass(frozen=True)
class Passage:
    """A sentence, or the white space between two."""

    starts: int
    ends: int
    is_sentence: bool
    pieces: tuple[Piece, ...]
    part: str
    # The part of the submission of whose text it is one.

    @property
    def place(self) -> str:
        return f"{self.part}-{self.starts}-{self.ends}"


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends, without the white space around it; together they hold every word."""
    found: list[tuple[int, int]] = []
    begin = 0
    for match in _END.finditer(text):
        is_line_end = match.group()[0] in "\r\n"
        if not is_line_end and _goes_on(text, begin, match.end()):
            continue
        _keep(found, text, begin, match.start() if is_line_end else match.end())
        begin = match.end()
    _keep(found, text, begin, len(text))
    return found


def _goes_on(text: str, begin: int, end: int) -> bool:
    """Whether the full stop at `end` belongs to a short form, or what follows begins with a small letter."""
    following = text[end : end + 40].lstrip()
    if following[:1].islower() and "\n" not in text[end : end + 2]:
        return True
    return _SHORT_FORM.search(text[max(begin, end - 12) : end]) is not None


def _keep(found: list[tuple[int, int]], text: str, starts: int, ends: int) -> None:
    starts, ends = trimmed(text, starts, ends)
    if starts < ends:
        found.append((starts, ends))


def trimmed(text: str, starts: int, ends: int) -> tuple[int, int]:
    """The same stretch without white space at its ends."""
    while starts < ends and text[starts].isspace():
        starts += 1
    while ends > starts and text[ends - 1].isspace():
        ends -= 1
    return starts, ends


def whole(text: str, starts: int, ends: int) -> tuple[int, int]:
    """The same stretch, grown so that it cuts no accented letter and no joined emoji in two."""
    while 0 < starts < len(text) and (_hangs_on(text[starts]) or text[starts - 1] == _JOINER):
        starts -= 1
    while 0 < ends < len(text) and (_hangs_on(text[ends]) or text[ends - 1] == _JOINER):
        ends += 1
    return starts, ends


def _hangs_on(character: str) -> bool:
    """Whether it belongs to the character before it: an accent, a joiner, a skin tone, a variation."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character == _JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ at most in how a browser writes the end of a line."""
    return _lines(one) == _lines(other)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def found_again(text: str, words: str, before: str, after: str) -> tuple[int, int] | None:
    """Where the words of an excerpt stand in another version of the text; None when that is not certain."""
    place = text.find(before + words + after)
    if place >= 0 and (before or after):
        return place + len(before), place + len(before) + len(words)
    place = text.find(words)
    if place < 0 or text.find(words, place + 1) >= 0:
        return None
    return place, place + len(words)


def laid_out(text: str, ranges: Iterable[tuple[int, int, int]], part: str = "text") -> list[Passage]:
    """The whole text of a part as passages. `ranges` are (excerpt, starts, ends) and may overlap."""
    marks = [(number, starts, ends) for number, starts, ends in ranges if starts < ends]
    edges = sentences(text)
    cuts = {0, len(text)}
    for starts, ends in [*edges, *((starts, ends) for _, starts, ends in marks)]:
        cuts |= {starts, ends}
    for match in re.finditer(r"\r\n", text):  # a browser makes one character of it, so it stands alone
        cuts |= {match.start(), match.end()}
    pieces = list(_pieces(text, sorted(cuts), marks))
    return list(_passages(pieces, edges, len(text), part))


def _pieces(text: str, cuts: list[int], marks: list[tuple[int, int, int]]) -> Iterator[Piece]:
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for number, starts, ends in marks:
        opening.setdefault(starts, []).append(number)
        closing.setdefault(ends, []).append(number)
    inside: dict[int, None] = {}
    for starts, ends in pairwise(cuts):
        for number in closing.get(starts, ()):
            inside.pop(number, None)
        begun = opening.get(starts, ())
        inside.update(dict.fromkeys(begun))
        yield Piece(starts, ends, text[starts:ends], tuple(inside), tuple(begun))


def _passages(pieces: list[Piece], edges: list[tuple[int, int]], end: int, part: str) -> Iterator[Passage]:
    stretches: list[tuple[int, int, bool]] = []
    last = 0
    for starts, ends in edges:
        stretches += [(last, starts, False), (starts, ends, True)]
        last = ends
    stretches.append((last, end, False))
    at = 0
    for starts, ends, is_sentence in stretches:
        held = []
        while at < len(pieces) and pieces[at].ends <= ends:
            held.append(pieces[at])
            at += 1
        if held:
            yield Passage(starts, ends, is_sentence, tuple(held), part)
