"""Mail from the shell."""

from collections.abc import Callable

import click
from flask import Flask

from roundtable.errors import Refusal
from roundtable.mail import claims, posting


@click.command()
@click.option("--limit", type=click.IntRange(min=1), help="Post at most so many letters.")
@click.pass_obj
def post(make_app: Callable[[], Flask], limit: int | None) -> None:
    """Post the letters that are due, then end. For a timer, where no worker runs."""
    with make_app().app_context():
        unknown = claims.recover()
        tally = posting.post(limit=limit)
    if unknown:
        click.echo(f"{unknown} unknown: an earlier run ended while they were being handed over")
    for outcome, number in sorted(tally.items()):
        click.echo(f"{number} {outcome}")
    if not tally and not unknown:
        click.echo("Nothing is due.")
    if tally["put off"]:
        raise Refusal("Some letters were put off; the outbox says why. They are tried again later.")
