"""Colours of other programs among the eight of ours."""

import re

from roundtable.charts.pen import COLOURS

_hex = re.compile(r"#?([0-9A-Fa-f]{6})")


def hex_of(colour: int) -> str:
    """The colour of a theme as six hexadecimal digits; none for a theme without one of its own."""
    return COLOURS[colour - 1] if 1 <= colour <= len(COLOURS) else ""


def nearest(text: str) -> int:
    """Which of ours is nearest to "#RRGGBB", 1 to 8, by the distance in red, green and blue; 0 for what is no colour.

    One of ours comes back as itself.
    """
    found = _hex.fullmatch(text.strip())
    if found is None:
        return 0
    wanted = _parts(found[1])
    return min(range(1, len(COLOURS) + 1), key=lambda each: _distance(wanted, _parts(COLOURS[each - 1][1:])))


def _parts(digits: str) -> tuple[int, int, int]:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
