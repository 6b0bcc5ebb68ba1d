"""Which column holds which field: guessed from the column names, changed by whoever knows better."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import cast

from roundtable.errors import Refusal

_close_enough = 86


@dataclass(frozen=True)
class Field:
    """Something that a row can say. `synonyms` are what other programs and people call its column."""

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Every name by which a column is taken for this field, the likeliest first."""
        return tuple(dict.fromkeys(map(_plain, (self.name, self.label, *self.synonyms))))


@dataclass(frozen=True)
class Mapping:
    """The column of each field that has one, by its place in the header."""

    fields: tuple[Field, ...]
    header: tuple[str, ...]
    columns: AnyMapping[str, int]

    def column_of(self, field: str) -> str:
        """The name of a field's column; empty where it has none."""
        place = self.columns.get(field)
        return "" if place is None else self.header[place]

    @property
    def missing(self) -> tuple[Field, ...]:
        """The fields that are needed and have no column."""
        return tuple(field for field in self.fields if field.required and field.name not in self.columns)

    def values(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """What a row says, one text for each field in the order of the fields; empty where it says nothing."""
        return self._pick((*cells, ""))

    @cached_property
    def _pick(self) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
        nothing = len(self.header)
        places = [self.columns.get(field.name, nothing) for field in self.fields]
        if len(places) == 1:
            return lambda cells: (cells[places[0]],)
        return cast("Callable[[tuple[str, ...]], tuple[str, ...]]", itemgetter(*places))

    def as_names(self) -> dict[str, str]:
        """Field to column name, as it is kept between two pages."""
        return {field: self.header[place] for field, place in self.columns.items()}


def guess(fields: Sequence[Field], header: tuple[str, ...]) -> Mapping:
    """The likeliest column of each field: the same name, then a synonym, then something spelt nearly alike.

    No column is given to two fields.
    """
    plain_header = [_plain(name) for name in header]
    columns: dict[str, int] = {}
    deepest = max((len(field.spellings) for field in fields), default=0)
    for depth in range(deepest):
        for field in fields:
            if field.name in columns or depth >= len(field.spellings):
                continue
            for place, name in enumerate(plain_header):
                if name and name == field.spellings[depth] and place not in columns.values():
                    columns[field.name] = place
                    break
    _guess_misspelt(fields, plain_header, columns)
    return Mapping(tuple(fields), header, columns)


def choose(mapping: Mapping, chosen: AnyMapping[str, str]) -> Mapping:
    """The mapping with these fields on these columns instead; an empty column name means none.

    Refuses a field or a column that there is not. A column chosen here is taken from the field that was guessed.
    """
    known = {field.name: field for field in mapping.fields}
    places: dict[str, int | None] = {}
    for name, column in chosen.items():
        if name not in known:
            raise Refusal(f"There is no field “{name}”. The fields are {', '.join(known)}.")
        places[name] = place_of(column, mapping.header, name) if column.strip() else None
    taken = set(places.values())
    columns = {
        name: place for name, place in mapping.columns.items() if name not in places and place not in taken
    }
    columns.update({name: place for name, place in places.items() if place is not None})
    return Mapping(mapping.fields, mapping.header, columns)


def check(mapping: Mapping) -> None:
    """Refuse a mapping in which a field that is needed has no column."""
    if mapping.missing:
        names = " and ".join(field.label for field in mapping.missing)
        raise Refusal(
            f"Choose the column for {names}. The columns are {_listed(mapping.header)}.",
            field=mapping.missing[0].name,
        )


def _guess_misspelt(fields: Sequence[Field], header: list[str], columns: dict[str, int]) -> None:
    free = {place: name for place, name in enumerate(header) if name and place not in columns.values()}
    wanting = [field for field in fields if field.name not in columns]
    if not free or not wanting:
        return
    from rapidfuzz import fuzz, process  # a compiled library that only an odd header needs

    for field in wanting:
        scored = [
            found
            for spelling in field.spellings
            if len(spelling) > 3
            for found in process.extract(
                spelling, free, scorer=fuzz.ratio, score_cutoff=_close_enough, limit=1
            )
        ]
        if scored:
            _, _, place = max(scored, key=lambda found: found[1])
            columns[field.name] = place
            del free[place]


def place_of(column: str, header: tuple[str, ...], field: str) -> int:
    """Where the column of that name stands. Refuses one that there is not, naming those that there are."""
    wanted = column.strip()
    if wanted in header:
        return header.index(wanted)
    plain_header = [_plain(name) for name in header]
    if (plain := _plain(wanted)) and plain in plain_header:
        return plain_header.index(plain)
    raise Refusal(f"There is no column “{wanted}”. The columns are {_listed(header)}.", field=field)


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in header[:30])
    return f"{shown} and {len(header) - 30} more" if len(header) > 30 else shown


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()
