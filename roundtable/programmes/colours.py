"""Colours: whether an accent can be read on white."""

import re

LEAST_CONTRAST = 4.5

GROUP_COLOURS = {
    1: "Blue",
    2: "Vermilion",
    3: "Green",
    4: "Pink",
    5: "Brown",
    6: "Sky blue",
    7: "Violet",
    8: "Grey",
}


def is_colour(text: str) -> bool:
    """Whether this is a colour such as #0B5D5E."""
    return re.fullmatch(r"#[0-9A-Fa-f]{6}", text) is not None


def contrast_on_white(colour: str) -> float:
    """The contrast ratio with white, 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
