"""What a file of codings says, whatever its form: submissions, themes, and which words speak of which theme."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from roundtable.errors import Refusal
from roundtable.evidence.parts import TEXT
from roundtable.sheets.preview import Line, Verdict
from roundtable.themes.models import LEVELS

NAME = 120
"""Characters in a theme's name."""


@dataclass(frozen=True)
class Entry:
    """A theme as a file has it: the names above it, its own last; when to use it; its colour, 1 to 8, or 0 for none."""

    path: tuple[str, ...]
    description: str = ""
    colour: int = 0


@dataclass(frozen=True)
class Key:
    """By which a file's submission is found: the key of its import, or its reference."""

    import_key: str = ""
    reference: str = ""
    text: str | None = None
    # What it must say, where a reference alone might be another programme's.


@dataclass(frozen=True)
class Mark:
    """Words that speak of a theme. Without a place or words the whole part is meant. Places are code points."""

    line: int
    key: Key
    theme: tuple[str, ...]
    part: str = TEXT
    starts: int | None = None
    ends: int | None = None
    words: str = ""
    coder: str = ""
    memo: str = ""


@dataclass
class Bundle:
    """Everything that a file says."""

    lines: list[Line] = field(default_factory=list)
    # Submissions that come with it.
    themes: list[Entry] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    # Codings that cannot be kept, by the reason.
    warnings: list[str] = field(default_factory=list)

    def all_themes(self) -> dict[tuple[str, ...], Entry]:
        """Every theme that is described or coded to, those above before those below."""
        found: dict[tuple[str, ...], Entry] = {}
        for entry in self._entries():
            for length in range(1, len(entry.path)):
                found.setdefault(entry.path[:length], Entry(entry.path[:length]))
            if entry.description or entry.colour or entry.path not in found:
                found[entry.path] = entry
        return found

    def _entries(self) -> Iterator[Entry]:
        yield from self.themes
        for mark in self.marks:
            yield Entry(mark.theme)

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.verdict is Verdict.REFUSED]


def path_of(names: "tuple[str, ...] | list[str]", where: str) -> tuple[str, ...]:
    """The names of a theme and those above it, tidied. Refuses a codebook that is too deep, and a name that is too long."""
    path = tuple(" ".join(name.split()) for name in names if name.strip())
    if not path:
        raise Refusal(f"{where} names no theme.")
    if len(path) > LEVELS:
        raise Refusal(
            f"{where}: “{path[-1]}” stands on level {len(path)}, and the codebook has {LEVELS}. Move it up in the file."
        )
    for name in path:
        if len(name) > NAME:
            raise Refusal(
                f"{where}: “{name[:60]}…” has {len(name)} characters, and a theme’s name {NAME}. Shorten it in the file."
            )
    return path
