"""Codings as `roundtable export-codings --format json` writes them: codebook, submissions and codings in one file."""

import json
from typing import Any

from roundtable.errors import Refusal
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS, NAMES
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.models import Call
from roundtable.evidence.parts import TEXT
from roundtable.sheets import mapping, reading
from roundtable.themes.importing.bundles import Bundle, Entry, Key, Mark, path_of
from roundtable.themes.importing.sheets import keyed


def read(name: str, content: bytes, call: Call, choices: Choices) -> Bundle:
    """What the file says. Refuses one that is not of this form, naming the place."""
    try:
        said = json.loads(content)
        themes, submissions, codings = said["themes"], said["submissions"], said["codings"]
        bundle = Bundle(themes=[_entry(each, name) for each in themes])
        keys = _submissions(name, submissions, call, choices, bundle)
        bundle.marks = [_mark(number, each, keys, name) for number, each in enumerate(codings, 1)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refusal(
            f"{name} is no file of codings: it lacks what `roundtable export-codings --format json` writes ({error!r})."
        ) from error
    return bundle


def _entry(theme: dict[str, Any], name: str) -> Entry:
    path = path_of([*theme.get("above", ()), theme["name"]], name)
    colour = theme.get("colour", 0)
    return Entry(path, str(theme.get("description", "")), colour if colour in range(9) else 0)


def _submissions(
    name: str, submissions: list[dict[str, Any]], call: Call, choices: Choices, bundle: Bundle
) -> dict[str, Key]:
    header = ["submission", *NAMES]
    rows = [[str(each.get(column) or "") for column in header] for each in submissions]
    sheet = reading.made_of(name, header, rows)
    columns = mapping.Mapping(FIELDS, sheet.header, {field: place for place, field in enumerate(NAMES, 1)})
    del columns.columns["consent"]  # type: ignore[attr-defined]
    first = {row.cells[0]: row for row in sheet.rows()}
    return keyed(
        bundle,
        lines(sheet.with_rows(list(first.values())), columns, call, choices),
        first,
        call,
        1 + NAMES.index("text"),
    )


def _mark(number: int, coding: dict[str, Any], keys: dict[str, Key], name: str) -> Mark:
    starts, ends = coding.get("starts"), coding.get("ends")
    placed = type(starts) is int and type(ends) is int
    return Mark(
        number,
        keys.get(coding["submission"]) or Key(reference=coding["submission"]),
        path_of([*coding.get("above", ()), coding["theme"]], name),
        part=coding.get("part") or TEXT,
        starts=starts if placed else None,
        ends=ends if placed else None,
        words=coding.get("words", ""),
        coder=coding.get("coder", ""),
        memo=coding.get("memo", ""),
    )
