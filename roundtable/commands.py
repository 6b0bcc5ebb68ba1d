"""Commands that see the whole house."""

from collections.abc import Callable

import click
import flask_migrate
from flask import Flask


@click.command()
@click.pass_obj
def migrate(make_app: Callable[[], Flask]) -> None:
    """Make or upgrade the database that DATABASE_URL names."""
    with make_app().app_context():
        flask_migrate.upgrade()
    click.echo("The database is up to date.")
