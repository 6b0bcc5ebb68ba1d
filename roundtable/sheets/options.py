"""What commands that import a file are asked alike."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from roundtable.sheets.mapping import Field


def columns_option(fields: Sequence[Field]) -> Callable[[Any], Any]:
    """`--map FIELD=COLUMN`, as often as one wants: which column is which, by the field's name."""
    return click.option(
        "--map",
        "columns",
        multiple=True,
        metavar="FIELD=COLUMN",
        callback=_pairs,
        help="Say which column is which, where it is not guessed. Fields: "
        f"{', '.join(field.name for field in fields)}.",
    )


def _pairs(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for field, sign, _ in pairs:
        if not sign or not field:
            raise click.BadParameter("give FIELD=COLUMN", param=option)
    return {field: column for field, _, column in pairs}
