"""Words taken out of a text, and where everything else then stands; pure functions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

REDACTED = "[redacted]"
NAMELESS = "[name removed]"
_HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff"
# What stands within a word and is not seen, such as the soft hyphens of what was copied from a PDF.
_ALIKE = ("'’‘ʼ´`", "-‐‑‒–−", '"“”„')
# One of these is typed where another stands.


@dataclass(frozen=True)
class Masked:
    """A text without some of its words."""

    text: str
    spans: tuple[tuple[int, int], ...]
    # Where the words stood that were taken out, in code points of the text as it was.
    marker: str

    def moved(self, starts: int, ends: int) -> tuple[int, int] | None:
        """Where a stretch of the old text stands in the new one; None where nothing of it is left.

        A stretch that held some of the words that were taken out holds their whole marker.
        """
        if any(begin <= starts and ends <= end for begin, end in self.spans):
            return None
        return self._moved(starts, at_end=False), self._moved(ends, at_end=True)

    def _moved(self, place: int, *, at_end: bool) -> int:
        shift = 0
        for begin, end in self.spans:
            if end <= place:
                shift += len(self.marker) - (end - begin)
            elif begin < place:
                return begin + shift + (len(self.marker) if at_end else 0)
        return place + shift


def patterns(words: Iterable[str]) -> list[re.Pattern[str]]:
    """What finds these words: whole words, in any case, however their lines are broken, with whichever apostrophe, quotation
    mark or hyphen; emphasis by underlines and signs that are not seen hide none of them.
    """
    return [_pattern(each.split()) for each in words if each.split()]


def _pattern(parts: Sequence[str]) -> re.Pattern[str]:
    first, last = parts[0][0], parts[-1][-1]
    before = r"(?<![^\W_])" if first.isalnum() else ""
    after = r"(?![^\W_])" if last.isalnum() else ""
    between = rf"[\s{_HIDDEN}]+"
    said = between.join(f"[{_HIDDEN}]*".join(map(_sign, part)) for part in parts)
    return re.compile(before + said + after, re.IGNORECASE)


def _sign(sign: str) -> str:
    """What finds a sign, or one that is typed for it."""
    alike = next((each for each in _ALIKE if sign in each), "")
    return f"[{re.escape(alike)}]" if alike else re.escape(sign)


def masked(text: str, found_by: Sequence[re.Pattern[str]], marker: str) -> Masked:
    """The text with a marker in place of each stretch that a pattern finds; stretches that touch are one."""
    spans: list[tuple[int, int]] = []
    for starts, ends in sorted(match.span() for pattern in found_by for match in pattern.finditer(text)):
        if spans and starts <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(ends, spans[-1][1]))
        else:
            spans.append((starts, ends))
    pieces, at = [], 0
    for starts, ends in spans:
        pieces += [text[at:starts], marker]
        at = ends
    return Masked("".join([*pieces, text[at:]]), tuple(spans), marker)
