"""Findings from the shell."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.events.models import Event
from roundtable.files.whole import written
from roundtable.findings import exporting
from roundtable.findings.models import Strength
from roundtable.findings.narrowing import Asked, Status
from roundtable.programmes.models import Audience, Programme
from roundtable.themes.models import Theme
from roundtable.trail import SYSTEM, record


@click.command("export-recommendations")
@click.option("--programme", "slug", required=True, metavar="SLUG", help="The programme that they belong to.")
@click.option("--format", "form", type=click.Choice(list(exporting.FORMATS)), required=True)
@click.option(
    "--output", "place", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
@click.option("--gaps", is_flag=True, help="The gaps instead.")
@click.option("--audience", default="", metavar="NAME", help="Only those meant for this audience.")
@click.option("--owner", default="", metavar="WORDS", help="Only those whose owner has these words.")
@click.option("--theme", default="", metavar="NAME", help="Only those under this theme.")
@click.option("--strength", type=click.Choice([each.value for each in Strength]), help="Said, or derived.")
@click.option("--event", default="", metavar="SLUG", help="Only those that rest on words from its calls.")
@click.option(
    "--status",
    type=click.Choice([each.value for each in Status]),
    default=Status.STANDS.value,
    show_default=True,
)
@click.pass_obj
def export_recommendations(
    make_app: Callable[[], Flask],
    slug: str,
    form: str,
    place: Path,
    gaps: bool,
    audience: str,
    owner: str,
    theme: str,
    strength: str | None,
    event: str,
    status: str,
) -> None:
    """Export a programme's recommendations, or its gaps, with their evidence as far as consent goes."""
    if gaps and (audience or owner or strength):
        raise click.UsageError("--audience, --owner and --strength are of recommendations, not of gaps.")
    kind = "gaps" if gaps else "recommendations"
    with make_app().app_context(), transaction():
        programme = db.session.scalar(select(Programme).where(Programme.slug == slug))
        if programme is None:
            raise Refusal(f"There is no programme {slug!r}. `roundtable list programmes` names them.")
        asked = Asked(
            audience=_named(Audience, Audience.name, audience, programme),
            owner=owner,
            theme=_named(Theme, Theme.name, theme, programme),
            strength=Strength(strength) if strength else None,
            event=_named(Event, Event.slug, event, programme),
            status=Status(status),
        )
        try:
            with written(place) as file:
                number = exporting.FORMATS[form].write(exporting.Wanted(programme, kind, asked), file)
        except OSError as error:
            raise Refusal(f"{place} could not be written: {error.strerror or error}.") from error
        record(f"exported the {kind}", programme, by=SYSTEM, format=form, rows=number)
    click.echo(f"{number:,} {kind} written to {place}.")


def _named(
    kind: type[Audience] | type[Theme] | type[Event], column: object, said: str, programme: Programme
) -> int | None:
    """The number of the programme's audience, theme or event of that name."""
    if not said:
        return None
    found: int | None = db.session.scalar(
        select(kind.id).where(column == said, kind.programme_id == programme.id)  # type: ignore[arg-type]
    )
    if found is None:
        raise Refusal(f"{programme.title} has no {kind.__name__.lower()} {said!r}.")
    return found
