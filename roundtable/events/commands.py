"""Events from the shell."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from roundtable.calendar import publish
from roundtable.db import db, writing
from roundtable.errors import Refusal
from roundtable.events.appointments import appointments_of
from roundtable.events.models import Event
from roundtable.files.whole import write_whole
from roundtable.web.words import count


@click.command()
@click.option("--event", "slug", required=True, help="Its slug; `roundtable list events` names them.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write it. The file is there whole or not at all.",
)
@click.pass_obj
def feed(make_app: Callable[[], Flask], slug: str, output: Path) -> None:
    """Write an event's meetings as a calendar file, as a feed has them.

    It names no guest and holds no joining link; what is cancelled stands in it and says so.
    """
    token = writing.set(False)
    try:
        with make_app().app_context():
            event = db.session.scalars(select(Event).where(Event.slug == slug)).one_or_none()
            if event is None:
                raise Refusal(f"There is no event {slug!r}. `roundtable list events` names those there are.")
            content = publish(appointments_of(event), name=event.title)
            meetings = count(len(event.meetings), "meeting")
    finally:
        writing.reset(token)
    write_whole(output, content)
    click.echo(f"{output}: {meetings}, {len(content):,} bytes")
