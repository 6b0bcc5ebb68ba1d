"""demo: the demonstration, loaded once, then served."""

import click

from roundtable.commands.running import MakeApp, refuse_where_taken, run_server, upgrade
from roundtable.config import Settings
from roundtable.db import db, transaction
from roundtable.errors import Refusal

SAID = """\
Roundtable, with its demonstration, is at {base}

  the public site    {base}/
  sign in            {base}/sign-in
    as organiser     olive@roundtable.example
    as author        ana@roundtable.example
    as scribe        sam@roundtable.example
    as administrator alex@roundtable.example
    password         {password}
  every component    {base}/patterns

{mail} Stop it with Ctrl+C; what you do is kept in {database}.
"""


@click.command()
@click.option("--no-serve", is_flag=True, help="Only load it.")
@click.pass_obj
def demo(make_app: MakeApp, no_serve: bool) -> None:
    """Load the demonstration once, then serve it on HOST and PORT."""
    app = make_app()
    settings: Settings = app.extensions["settings"]
    if not settings.is_for_this_machine:
        raise Refusal(
            "The demonstration is for this machine only: its accounts have a password that everybody can read. "
            "Leave BASE_URL away to try it, or start an installation with: roundtable migrate"
        )
    if not no_serve:
        refuse_where_taken(settings)
    upgrade(app)
    with app.app_context():
        _load()
        db.session.remove()
    if no_serve:
        click.echo("The demonstration is loaded.")
        return
    click.echo(_said(settings))
    run_server(app)


def _load() -> None:
    from roundtable.demonstration import loading  # much text, and read once only

    if loading.is_loaded():
        return
    click.echo("Loading the demonstration…")
    with transaction():
        loading.load()


def _said(settings: Settings) -> str:
    from roundtable.demonstration.loading import PASSWORD

    mail = (
        "Letters leave by SMTP_URL."
        if settings.smtp_url
        else "No mail leaves: letters are read in the outbox."
    )
    database = settings.sqlite_file or "the database that DATABASE_URL names"
    return SAID.format(base=settings.base_url, password=PASSWORD, mail=mail, database=database)
