"""The ring: the balance of a room, seen from above."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from roundtable.charts.labels import Label, apart, lines_of
from roundtable.charts.pen import Pen
from roundtable.charts.seats import GroupSeats, finding, in_words

MOST_SEATS = 60  # above it the seats become arcs in proportion
WIDTH, HEIGHT, COMPACT = 760, 400, 330


def ring(
    groups: Iterable[GroupSeats], *, of: int | None = None, standalone: bool = False, compact: bool = False
) -> Markup:
    """The balance of the room: each seat a dot on the ring, group by group; above 60 seats, arcs in proportion.

    Filled is yes, half is maybe, a ring has no answer yet, a dashed one is still to fill, and dots outside the
    ring wait. `of` are the seats of the room, where they are counted apart. Compact leaves out the names beside the arcs, for narrow screens; letters stay.
    """
    shown = [group for group in groups if group.seats or group.waiting]
    width, height = (COMPACT, COMPACT) if compact else (WIDTH, HEIGHT)
    pen = Pen(standalone=standalone)
    room = _Room(pen, width / 2, height / 2, 118.0 if compact else 132.0)
    seats = sum(group.seats for group in shown)
    room.draw_table(sum(group.yes for group in shown), seats if of is None else of)
    middles = room.draw_arcs(shown, seats) if seats > MOST_SEATS else room.draw_seats(shown, seats)
    if compact:
        room.draw_letters(shown, middles)
    else:
        room.draw_names(shown, middles, width, height)
    return pen.svg(
        width, height, finding(shown, of), _described(shown), "ring-compact" if compact else "ring-full"
    )


def _described(groups: Sequence[GroupSeats]) -> str:
    return "; ".join(
        f"{group.name}: {group.yes} yes, {group.maybe} maybe, {group.unanswered} without an answer"
        + (f", {group.waiting} waiting" if group.waiting else "")
        + f", of {group.seats} seats"
        for group in groups
    )


@dataclass(frozen=True)
class _Room:
    """Where the table stands and how wide its ring is; angles are in turns, clockwise from the top."""

    pen: Pen
    x: float
    y: float
    radius: float

    def at(self, turn: float, radius: float) -> tuple[float, float]:
        angle = (turn - 0.25) * math.tau
        return self.x + radius * math.cos(angle), self.y + radius * math.sin(angle)

    def draw_table(self, yes: int, seats: int) -> None:
        self.pen.shape("circle", "table", cx=self.x, cy=self.y, r=self.radius - 34, stroke_width=2)
        figure = 44 if seats < 1000 else 34
        self.pen.text(f"{yes:,}", "bold", x=self.x, y=self.y + 4, text_anchor="middle", font_size=figure)
        self.pen.text(f"of {seats:,}", "quiet", x=self.x, y=self.y + 28, text_anchor="middle", font_size=17)

    def draw_seats(self, groups: Sequence[GroupSeats], seats: int) -> list[float]:
        """Draw every seat and return the middle of each group, in turns."""
        gap = 0.75 if len(groups) > 1 else 0.0  # between groups, in seats
        step = 1 / max(1.0, seats + gap * len(groups))
        dot = min(13.0, 0.42 * step * math.tau * self.radius)
        middles, turn = [], step * (gap / 2 + 0.5)
        for group in groups:
            middles.append(turn + step * (group.seats - 1) / 2)
            for state, number in group.states.items():
                for _ in range(number):
                    self.draw_seat(group, state, turn, dot)
                    turn += step
            self.draw_waiting(group, middles[-1], dot, step)
            turn += step * gap
        return middles

    def draw_seat(self, group: GroupSeats, state: str, turn: float, dot: float, radius: float = 0.0) -> None:
        x, y = self.at(turn, radius or self.radius)
        colour = group.colour_class
        if state == "maybe":
            self.pen.shape("circle", "seat-half", cx=x, cy=y, r=dot, stroke_width=1)
            half = f"M{x:.2f} {y - dot:.2f}A{dot:.2f} {dot:.2f} 0 0 1 {x:.2f} {y + dot:.2f}Z"
            self.pen.shape("path", "seat-fill", colour, d=half)
            self.pen.shape("circle", "arc-edge", cx=x, cy=y, r=dot, stroke_width=1)
        elif state == "unanswered":
            self.pen.shape("circle", "seat-open", colour, cx=x, cy=y, r=dot - 1.25, stroke_width=2.5)
        elif state == "missing":
            dash = f"{dot * 0.5:.2f} {dot * 0.35:.2f}"
            self.pen.shape(
                "circle", "seat-missing", cx=x, cy=y, r=dot - 0.75, stroke_width=1.5, stroke_dasharray=dash
            )
        else:
            self.pen.shape("circle", "seat", colour, cx=x, cy=y, r=dot, stroke_width=1)
        if dot >= 8 and state in ("yes", "unanswered"):
            kind = "letter" if state == "yes" else "letter-open"
            size = dot * 1.05
            self.pen.text(
                group.letter, kind, colour, x=x, y=y + size * 0.36, text_anchor="middle", font_size=size
            )

    def draw_waiting(self, group: GroupSeats, middle: float, dot: float, step: float) -> None:
        shown = min(group.waiting, max(1, group.seats), 12)
        outside, small = self.radius + dot + 11, min(dot, 7.0)
        for place in range(shown):
            turn = middle + (place - (shown - 1) / 2) * step * min(1.0, 0.75 * 13 / dot)
            self.draw_seat(group, "yes", turn, small * 0.8, outside)

    def draw_arcs(self, groups: Sequence[GroupSeats], seats: int) -> list[float]:
        """Draw each group as an arc as long as its seats, filled as far as it said yes, lighter for maybe."""
        middles, turn, gap = [], 0.0, 0.006
        for group in groups:
            length = group.seats / seats - gap
            begin = turn + gap / 2
            self.draw_arc("arc-ground", 0, begin, begin + length, 26)
            said, each = group.states, length / max(1, group.seats)
            taken = each * said["yes"]
            perhaps = taken + each * said["maybe"]
            self.draw_arc("arc", group.colour_class, begin, begin + taken, 26)
            self.draw_arc("arc", group.colour_class, begin + taken, begin + perhaps, 10)
            for radius in (self.radius - 13, self.radius + 13):
                self.draw_arc("arc-edge", 0, begin, begin + length, 1, radius)
            middles.append(turn + group.seats / seats / 2)
            turn += group.seats / seats
        return middles

    def draw_arc(
        self, kind: str, colour: int, begin: float, end: float, width: float, radius: float = 0.0
    ) -> None:
        if end - begin <= 0:
            return
        radius = radius or self.radius
        end = min(end, begin + 0.9999)
        (x1, y1), (x2, y2) = self.at(begin, radius), self.at(end, radius)
        path = f"M{x1:.2f} {y1:.2f}A{radius:.2f} {radius:.2f} 0 {int(end - begin > 0.5)} 1 {x2:.2f} {y2:.2f}"
        self.pen.shape("path", kind, colour, d=path, stroke_width=width)

    def draw_letters(self, groups: Sequence[GroupSeats], middles: Sequence[float]) -> None:
        last = -1.0
        for group, middle in zip(groups, middles, strict=True):
            if middle - last < 0.02:  # one letter on another says neither; the table beside has all
                continue
            last = middle
            x, y = self.at(middle, self.radius + (38 if group.waiting else 30))
            self.pen.text(group.letter, "letter-open", x=x, y=y + 5.5, text_anchor="middle", font_size=16)

    def draw_names(
        self, groups: Sequence[GroupSeats], middles: Sequence[float], width: int, height: int
    ) -> None:
        """Write each group's name and number beside its arc, moved apart where two would touch."""
        for right in (True, False):
            labels = []
            for group, middle in zip(groups, middles, strict=True):
                if (middle % 1 < 0.5) == right:
                    x, y = self.at(middle, self.radius + (46 if group.waiting else 36))
                    labels.append(Label(group, x, y, lines_of(group.name)))
            for label, y in apart(labels, height):
                self.draw_name(label, y, right=right)

    def draw_name(self, label: Label, y: float, *, right: bool) -> None:
        anchor = "start" if right else "end"
        # A label that was moved up or down the side steps out of the ring's way.
        clear = math.sqrt(max(0.0, (self.radius + 34) ** 2 - (y - self.y) ** 2))
        x = max(label.x, self.x + clear) if right else min(label.x, self.x - clear)
        top = y - (len(label.lines) * 18) / 2 + 4
        group = label.group
        for number, line in enumerate(label.lines):
            words = f"{group.letter}  {line}" if number == 0 else line
            self.pen.text(words, "bold", x=x, y=top + number * 18, text_anchor=anchor, font_size=15)
        said = f"{group.yes:,} of {group.seats:,}"
        notes = [f"{in_words(group.short)} short"] if group.short else []
        notes += [f"{in_words(group.waiting)} waiting"] if group.waiting else []
        words = ", ".join([said, *notes])
        self.pen.text(words, "quiet", x=x, y=top + len(label.lines) * 18, text_anchor=anchor, font_size=14)
