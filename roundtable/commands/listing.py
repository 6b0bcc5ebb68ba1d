"""list: the slugs that other commands take."""

import json
from typing import Any

import click
from sqlalchemy import select

from roundtable.commands.running import MakeApp
from roundtable.db import db
from roundtable.events.models import Event
from roundtable.evidence.models import Call
from roundtable.priorities.models import PriorityRound
from roundtable.programmes.models import Programme
from roundtable.reports.models import Report

KINDS: dict[str, Any] = {
    "programmes": Programme,
    "events": Event,
    "calls": Call,
    "rounds": PriorityRound,
    "reports": Report,
}


@click.command("list")
@click.argument("what", type=click.Choice(list(KINDS)))
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
@click.pass_obj
def list_slugs(make_app: MakeApp, what: str, as_json: bool) -> None:
    """List programmes, events, calls, rounds or reports: slug, then title."""
    kind = KINDS[what]
    with make_app().app_context():
        found = db.session.execute(select(kind.slug, kind.title).order_by(kind.slug)).all()
    if as_json:
        click.echo(json.dumps([{"slug": slug, "title": title} for slug, title in found], ensure_ascii=False))
        return
    for slug, title in found:
        click.echo(f"{slug}\t{title}")
