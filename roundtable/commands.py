"""Commands that see the whole house."""

import click
import flask_migrate

from roundtable.app import create_app


@click.command()
def migrate() -> None:
    """Make or upgrade the database that DATABASE_URL names."""
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
    click.echo("The database is up to date.")
