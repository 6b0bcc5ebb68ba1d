"""The `roundtable` command: the same deeds from the shell, for scripts.

It answers 0 when it was done, 1 when it was refused (the reason stands on standard error), 2 on misuse.
"""

import gc
import sys
from importlib import import_module
from typing import Any

import click

from roundtable.errors import NO_ROOM, Refusal

# Each command stands in the room that it concerns; it is imported when it is called, so that --help is quick.
COMMANDS = {
    "migrate": (
        "roundtable.commands.running:migrate",
        "Make or upgrade the database that DATABASE_URL names.",
    ),
    "demo": ("roundtable.commands.demonstrating:demo", "Load the demonstration once, then serve it."),
    "serve": ("roundtable.commands.running:serve", "Serve on HOST and PORT."),
    "worker": ("roundtable.commands.running:worker", "Do what runs later, until stopped."),
    "post": ("roundtable.mail.commands:post", "Post the letters that are due, then end."),
    "inbox": ("roundtable.inbox.commands:inbox", "Read incoming mail: files, - for a pipe, or the mailbox."),
    "letters": (
        "roundtable.overview.outbox.commands:letters",
        "Write letters as the .eml files that go out.",
    ),
    "doctor": (
        "roundtable.commands.running:doctor",
        "Say what is set, what is missing and what it would do.",
    ),
    "list": (
        "roundtable.commands.listing:list_slugs",
        "List programmes, events, calls, rounds or reports by slug.",
    ),
    "account": ("roundtable.access.commands:account", "Add accounts and give them roles."),
    "import-stakeholders": (
        "roundtable.stakeholders.commands:import_stakeholders",
        "Import stakeholders from a CSV or XLSX file.",
    ),
    "import-submissions": (
        "roundtable.evidence.commands:import_submissions",
        "Import submissions from a CSV or XLSX file.",
    ),
    "export-submissions": (
        "roundtable.evidence.commands:export_submissions",
        "Export a call's submissions as CSV, XLSX or JSON.",
    ),
    "import-codings": (
        "roundtable.themes.commands:import_codings",
        "Import codings, with their themes and texts, from a table, JSON or ThemeFinder.",
    ),
    "export-codings": (
        "roundtable.themes.commands:export_codings",
        "Export what was coded in a call as CSV, XLSX, JSON or a REFI-QDA project.",
    ),
    "import-codebook": (
        "roundtable.themes.commands:import_codebook",
        "Import themes from a table or a REFI-QDA codebook.",
    ),
    "export-codebook": (
        "roundtable.themes.commands:export_codebook",
        "Export the themes as CSV or a REFI-QDA codebook.",
    ),
    "import-votes": (
        "roundtable.priorities.commands:import_votes",
        "Import votes into a round, from paper or another tool.",
    ),
    "export-results": (
        "roundtable.priorities.commands:export_results",
        "Export a round's results as CSV, XLSX or JSON.",
    ),
    "import-references": (
        "roundtable.literature.commands:import_references",
        "Import references from RIS, BibTeX, CSL JSON or EndNote XML.",
    ),
    "export-recommendations": (
        "roundtable.findings.commands:export_recommendations",
        "Export recommendations, or gaps, with their evidence.",
    ),
    "export-report": (
        "roundtable.reports.commands:export_report",
        "Export a report: HTML, PDF, DOCX, ODT, EPUB, slides, Markdown, JSON.",
    ),
    "feed": ("roundtable.events.commands:feed", "Write an event's meetings as a calendar file."),
    "backup": ("roundtable.commands.keeping:backup", "Write everything into one file, while it runs."),
    "restore": (
        "roundtable.commands.keeping:restore",
        "Make an installation from a backup; refuses to overwrite.",
    ),
}


class Rooms(click.Group):
    """Finds a command in its room when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def roundtable(ctx: click.Context) -> None:
    """Round tables and webinars, from the stakeholder list to a report that shows its evidence.

    Settings come from the environment: DATABASE_URL, SMTP_URL, REDIS_URL, SECRET_KEY, BASE_URL, PORT and the rest
    that README lists.
    """
    ctx.obj = make_app


def make_app() -> Any:
    """The application. Imported when a command asks for it, so that --help is quick."""
    gc.disable()  # what is loaded now stays, so nobody need look for garbage in it
    try:
        from roundtable.app import create_app

        return create_app()
    finally:
        gc.enable()


def main() -> None:
    """Run, and turn a refusal into one line on standard error."""
    try:
        roundtable(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except click.ClickException as misuse:
        misuse.show()
        sys.exit(2)
    except Refusal as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)
    except Exception as error:
        sentence = _of_the_disk(error) or _of_the_database(error)
        if not sentence:
            raise
        click.echo(sentence, err=True)
        sys.exit(1)


def _of_the_disk(error: Exception) -> str:
    """What to say where the disk is full; empty for any other error."""
    if not isinstance(error, OSError) or error.errno not in NO_ROOM:
        return ""
    return f"{error.filename or 'A file'} could not be written: {error.strerror}. Make room and try again."


def _of_the_database(error: Exception) -> str:
    """What to say where the database could not do it; empty for any other error.

    Known by name: importing SQLAlchemy here would slow --help.
    """
    if type(error).__name__ not in ("OperationalError", "ProgrammingError"):
        return ""
    if any(missing in str(error) for missing in ("no such table", "no such column", "does not exist")):
        return "The database is not up to date. Run: roundtable migrate"
    if type(error).__name__ == "ProgrammingError":
        return ""
    reason = str(getattr(error, "orig", error)).strip()
    return f"The database could not do this: {reason}. Nothing of it was kept. Mend that and try again."
