"""Letters from the shell, as files."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from roundtable.db import db, transaction, writing
from roundtable.errors import Refusal
from roundtable.events.models import Event
from roundtable.files.whole import write_whole
from roundtable.mail.composing import compose, filled, kinds
from roundtable.mail.models import Letter
from roundtable.mail.posting import not_wanted, outgoing
from roundtable.mail.queries import addresses, in_programme
from roundtable.overview.outbox.lists import about_event
from roundtable.trail import SYSTEM, record

AT_ONCE = 100


@click.command()
@click.option("--event", "slug", required=True, metavar="SLUG", help="The event that they are about.")
@click.option("--kind", metavar="KIND", help="Only letters of this kind, such as invitation.")
@click.option(
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the files go; made where it is not there.",
)
@click.pass_obj
def letters(make_app: Callable[[], Flask], slug: str, kind: str | None, output: Path) -> None:
    """Write each letter about an event as the .eml that goes out.

    The personal links in them work, as they do in what is sent: keep the files as you keep the letters. A letter that
    was sent is composed anew, as it would go out now; one that was dropped, or would not go any more, is left out.
    """
    with make_app().app_context():
        with transaction():  # over before anything is composed: nobody waits for it
            numbers = _wanted(slug, kind)
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
        token = writing.set(False)
        try:
            written = sum(
                _write(numbers[start : start + AT_ONCE], output) for start in range(0, len(numbers), AT_ONCE)
            )
        finally:
            db.session.rollback()
            writing.reset(token)
    click.echo(f"{written:,} letters written to {output}.")
    if written < len(numbers):
        click.echo(f"{len(numbers) - written:,} would not go out any more.", err=True)


def _wanted(slug: str, kind: str | None) -> Sequence[int]:
    event = db.session.scalars(select(Event).where(Event.slug == slug)).one_or_none()
    if event is None:
        raise Refusal(f"There is no event {slug!r}. `roundtable list events` names them.")
    if kind is not None and kind not in kinds():
        raise Refusal(f"There is no kind of letter {kind!r}. The kinds are {', '.join(sorted(kinds()))}.")
    wanted = in_programme(event.programme_id).where(about_event(event.id), Letter.dropped_at.is_(None))
    if kind is not None:
        wanted = wanted.where(Letter.kind == kind)
    record("exported the letters", event, by=SYSTEM)
    return db.session.scalars(wanted.order_by(None).order_by(Letter.id).with_only_columns(Letter.id)).all()


def _write(numbers: Sequence[int], output: Path) -> int:
    found = db.session.scalars(select(Letter).where(Letter.id.in_(numbers)).order_by(Letter.id)).all()
    known = addresses(letter.to_email for letter in found)
    written = 0
    for letter, composed in zip(found, compose(found), strict=True):
        made, address = filled(composed, live=True), known.get(letter.to_email.lower())
        try:
            if why := not_wanted(letter, made, address):
                raise Refusal(why)
            octets = outgoing(letter, made, address).octets
        except Refusal as refusal:
            click.echo(f"{letter.key}: {refusal.sentence}", err=True)
            continue
        name = re.sub(r"[^a-z0-9]+", "-", letter.kind.lower()).strip("-")
        write_whole(output / f"{letter.id:06}-{name}.eml", octets)
        written += 1
    for letter in found:
        db.session.expunge(letter)
    return written
