"""The mark: a round table seen from above, a ring of eight seats. One is open: it is yours."""

import math

from markupsafe import Markup


def mark(size: int = 32, *, colour: str = "currentColor", open_colour: str = "currentColor") -> Markup:
    """The ring of seats as a small SVG, for documents and the favicon; beside words that name it."""
    seats = []
    for seat in range(1, 8):
        angle = (seat / 8 - 0.25) * math.tau
        x, y = 16 + 11.5 * math.cos(angle), 16 + 11.5 * math.sin(angle)
        seats.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="3.6"/>')
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{0}" height="{0}" aria-hidden="true">'
        '<g fill="{1}">{2}</g>'
        '<circle cx="16" cy="4.5" r="2.8" fill="none" stroke="{3}" stroke-width="1.8"/></svg>'
    ).format(size, colour, Markup("".join(seats)), open_colour)  # noqa: S704
