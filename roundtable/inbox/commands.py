"""Incoming mail from the shell: files, a mail server's pipe, or the mailbox."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from roundtable.calendar.lines import clean

if TYPE_CHECKING:
    from roundtable.inbox.receiving import Line

PIPE = Path("-")
TRY_LATER = os.EX_TEMPFAIL
"""What tells a mail server that pipes to us to keep the message and come again."""


@click.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def inbox(make_app: Callable[[], Flask], files: tuple[Path, ...], as_json: bool) -> None:
    """Read messages: one in each FILE, or - for standard input; without either, the mailbox that IMAP_URL names.

    One line a message: what it was, whom and which event it concerned, what was done or why not. A message that
    was read before does nothing again; what cannot be read waits for a person and ends no run.
    """
    app = make_app()
    with app.app_context():
        if not files and not app.extensions["settings"].imap_url:
            raise click.UsageError("Name files, or - for standard input, or set IMAP_URL.")
        try:
            for line in _lines(files):
                click.echo(json.dumps(asdict(line), ensure_ascii=False) if as_json else _words(line))
        except DBAPIError as error:
            click.echo(f"The database does not answer: {error.orig}", err=True)
            raise click.exceptions.Exit(TRY_LATER) from error


def _lines(files: tuple[Path, ...]) -> Iterator["Line"]:
    from roundtable.inbox.mailbox import read_mailbox
    from roundtable.inbox.receiving import LARGEST, groups, receive_some

    if not files:
        yield from read_mailbox()
    for some in groups((_read(file, LARGEST) for file in files), lambda octets: octets):
        yield from receive_some(some, source="pipe" if PIPE in files else "file")


def _read(file: Path, most: int) -> bytes:
    if file == PIPE:
        return sys.stdin.buffer.read(most)
    with file.open("rb") as opened:
        return opened.read(most)


def _words(line: "Line") -> str:
    """kind, outcome, whom, event, what was done; a tab between them, so that scripts can cut."""
    words = (line.kind, line.outcome, line.whom or "-", line.event or "-", line.words)
    return "\t".join(" ".join(clean(word).split()) for word in words)
