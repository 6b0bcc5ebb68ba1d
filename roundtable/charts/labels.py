"""The names beside the ring: broken into lines, and moved apart where two would touch."""

from dataclasses import dataclass

from roundtable.charts.seats import GroupSeats


@dataclass(frozen=True)
class Label:
    group: GroupSeats
    x: float
    y: float
    lines: list[str]

    @property
    def height(self) -> float:
        return (len(self.lines) + 1) * 18 + 8


def lines_of(name: str, widest: int = 22, most: int = 2) -> list[str]:
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > widest:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most or len(lines[most - 1 if len(lines) >= most else -1]) > widest + 6:
        lines = [line if len(line) <= widest + 6 else line[: widest + 5] + "…" for line in lines[:most]]
        lines[-1] = lines[-1].rstrip("…") + "…"
    return lines


def apart(labels: list[Label], height: float) -> list[tuple[Label, float]]:
    """Places from top to bottom, as near to where each belongs as the others let it."""
    labels = sorted(labels, key=lambda label: label.y)
    places: list[float] = []
    top = 0.0
    for label in labels:
        y = max(label.y, top + label.height / 2)
        places.append(y)
        top = y + label.height / 2
    bottom = height
    for index in range(len(labels) - 1, -1, -1):
        places[index] = min(places[index], bottom - labels[index].height / 2)
        bottom = places[index] - labels[index].height / 2
    return list(zip(labels, places, strict=True))
