"""What commands that import submissions are asked alike, and the choices that it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import exporting
from roundtable.evidence.importing import layouts
from roundtable.evidence.importing.choices import Choices, attribution_named, kind_named
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.nothing import NOTHING
from roundtable.evidence.models import Attribution, Call, Kind
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.search import fold
from roundtable.sheets import mapping, reading
from roundtable.sheets.mapping import Mapping as Columns
from roundtable.sheets.options import columns_option
from roundtable.sheets.reading import Sheet

KINDS = ", ".join(kind.value for kind in Kind)
WAYS = ", ".join(each.value for each in Attribution)


@dataclass(frozen=True)
class Said:
    """What was said of a file."""

    columns: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Kind | None] = field(default_factory=dict)
    answers: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    attributions: Mapping[str, Attribution] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)
    no_evidence: tuple[str, ...] = ()
    attribution: str = Attribution.WITHHELD.value
    basis: str = ""
    layout: Path | None = None
    sheet: str = ""
    header_line: int = 0


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which a file of submissions is read; the command is given them as one `said`."""

    @wraps(command)
    def collected(**given: Any) -> Any:
        said = Said(**{name: given.pop(name) for name in Said.__dataclass_fields__})
        return command(said=said, **given)

    wrapped: Callable[..., Any] = collected
    for option in reversed(_options()):
        wrapped = option(wrapped)
    return wrapped


def _options() -> list[Callable[..., Any]]:
    return [
        columns_option(FIELDS),
        click.option(
            "--text",
            "texts",
            multiple=True,
            metavar="COLUMN[=KIND]",
            callback=_texts,
            help="A column that holds words, as often as there are such: each cell becomes a submission of its own.",
        ),
        click.option(
            "--answer",
            "answers",
            multiple=True,
            metavar="COLUMN",
            help="A column that is kept beside the words.",
        ),
        click.option(
            "--kinds",
            multiple=True,
            metavar="VALUE=KIND",
            callback=_kinds,
            help=f"Say which kind a value of the kind column means: {KINDS}. An empty VALUE is for rows that name none.",
        ),
        click.option(
            "--groups",
            multiple=True,
            metavar="VALUE=GROUP",
            callback=_pairs,
            help="Say which group a value means; an empty GROUP is none.",
        ),
        click.option(
            "--attributions",
            multiple=True,
            metavar="VALUE=WAY",
            callback=_ways,
            help=f"Say what a value of the attribution column means: {WAYS}.",
        ),
        click.option(
            "--consents",
            multiple=True,
            metavar="VALUE=yes|no",
            callback=_consents,
            help="Say whether a value of the consent column lets the words be quoted. What is no plain yes, does not.",
        ),
        click.option(
            "--no-evidence",
            "no_evidence",
            multiple=True,
            metavar="WORDS",
            help=f"What says nothing, beside an empty cell, in place of: {', '.join(NOTHING)}.",
        ),
        click.option(
            "--attribution",
            type=click.Choice([each.value for each in Attribution]),
            default=Attribution.WITHHELD.value,
            show_default=True,
            help="How all of them may be quoted, where no column says it.",
        ),
        click.option(
            "--basis", default="", metavar="TEXT", help="On what basis they may be used; kept with each."
        ),
        click.option(
            "--layout",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="An XLSX form that describes the file’s columns.",
        ),
        click.option("--sheet", default="", metavar="NAME", help="Which sheet of a workbook."),
        click.option(
            "--header-line",
            "header_line",
            type=click.IntRange(0, 1_000),
            default=0,
            metavar="LINE",
            help="In which line the names of the columns stand, where that is not found out.",
        ),
    ]


def opened(name: str, content: bytes, said: Said, call: Call) -> tuple[Sheet, Columns, Choices]:
    """The file, which column is which, and what its words mean, as it was said."""
    if layouts.is_layout(name, content):
        raise Refusal(f"{name} describes the columns of another file. Give that file, and this as --layout.")
    sheet = reading.read(name, content, sheet=said.sheet, header_line=said.header_line)
    guessed = mapping.guess(FIELDS, sheet.header)
    applied = layouts.Applied()
    if said.layout:
        applied = layouts.apply(layouts.read_layout(said.layout.name, said.layout.read_bytes()), sheet)
    texts = {**dict.fromkeys(applied.texts), **said.texts}
    columns = {"text": "", **said.columns} if texts else said.columns
    choices = Choices(
        kinds=said.kinds,
        attribution=Attribution(said.attribution),
        basis=said.basis or exporting.basis_of(name, clock.today()),
        texts=texts,
        answers=tuple(dict.fromkeys([*applied.answers, *said.answers])),
        titles=applied.titles,
        groups=_groups(said.groups, call),
        attributions=said.attributions,
        consents=said.consents,
        nothing=said.no_evidence or NOTHING,
    )
    return sheet, mapping.choose(guessed, columns), choices


def call_of(slug: str) -> Call:
    """The call of that slug. Refuses one that there is not."""
    found = db.session.scalar(select(Call).where(Call.slug == slug))
    if found is None:
        raise Refusal(f"There is no call {slug!r}. `roundtable list calls` names them.")
    return found


def _groups(said: Mapping[str, str], call: Call) -> dict[str, int | None]:
    if not said:
        return {}
    query = select(StakeholderGroup).join(Programme).where(Programme.id == call.programme_id)
    named = {fold(group.name): group.id for group in db.session.scalars(query)}
    strange = [name for name in said.values() if name and fold(name) not in named]
    if strange:
        raise Refusal(
            f"The programme has no group “{strange[0]}”. Its groups are {', '.join(named) or 'none'}."
        )
    return {word: named.get(fold(name)) if name else None for word, name in said.items()}


def _pairs(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.rpartition("=") for value in values]
    if any(not sign for _, sign, _ in pairs):
        raise click.BadParameter(f"give {option.make_metavar(_context)}", param=option)
    return {word: meant for word, _, meant in pairs}


def _kinds(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, Kind]:
    return {word: _kind(name, option) for word, name in _pairs(context, option, values).items()}


def _kind(name: str, option: click.Parameter) -> Kind:
    kind = kind_named(name)
    if kind is None:
        raise click.BadParameter(f"{name!r} is no kind. The kinds are {KINDS}.", param=option)
    return kind


def _texts(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> dict[str, Kind | None]:
    found: dict[str, Kind | None] = {}
    for value in values:
        column, _, name = value.rpartition("=")
        kind = kind_named(name) if column else None
        found[column if kind else value] = kind
    return found


def _ways(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, Attribution]:
    found = {}
    for word, name in _pairs(context, option, values).items():
        way = attribution_named(name)
        if way is None:
            raise click.BadParameter(f"{name!r} is no way to be quoted. The ways are {WAYS}.", param=option)
        found[word] = way
    return found


def _consents(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, bool]:
    pairs = _pairs(context, option, values)
    if any(meant not in ("yes", "no") for meant in pairs.values()):
        raise click.BadParameter("give VALUE=yes or VALUE=no", param=option)
    return {word: meant == "yes" for word, meant in pairs.items()}
