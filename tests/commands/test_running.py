"""The shell answers 0 when done, 1 with the reason when refused, 2 on misuse."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from roundtable.cli import COMMANDS, main, roundtable
from roundtable.commands.listing import list_slugs
from roundtable.commands.running import refuse_where_taken
from roundtable.config import Settings
from roundtable.db import db
from roundtable.errors import Refusal
from tests import make

Said = tuple[object, str, str]
"""The exit code, standard output, standard error."""
Shell = Callable[..., Said]


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Run the command in this process, in an environment that says this more."""

    def run(*words: str, **environ: str) -> Said:
        code: object = 0
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["roundtable", *words])
            for name, value in environ.items():
                patch.setenv(name, value)
            try:
                main()
            except SystemExit as end:
                code = end.code
        return code, *capsys.readouterr()

    return run


@pytest.mark.one_database
def test_help_names_every_command() -> None:
    said = CliRunner().invoke(roundtable, ["--help"]).output
    assert [name for name in COMMANDS if name not in said] == []


@pytest.mark.one_database
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    assert CliRunner().invoke(roundtable, [command, "--help"]).exit_code == 0


@pytest.mark.one_database
def test_a_new_installation_is_made_checked_and_used(shell: Shell, tmp_path: Path) -> None:
    place = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "FILES_FOLDER": str(tmp_path / "files")}
    code, said, _ = shell("doctor", **place)
    assert (code, "Run: roundtable migrate" in said) == (1, True)
    code, _, wrong = shell("list", "programmes", **place)
    assert (code, wrong) == (1, "The database is not up to date. Run: roundtable migrate\n")
    assert shell("migrate", **place)[0] == 0
    assert shell("doctor", **place)[0] == 0
    words = ("account", "add", "a@work.example", "--role", "organiser", "--programme", "none")
    code, said, wrong = shell(*words, **place)
    assert (code, said, "none" in wrong) == (1, "", True)
    assert shell("list", "people", **place)[0] == 2


@pytest.mark.one_database
def test_a_process_that_is_refused_ends_with_one_and_its_reason() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "roundtable", "migrate"],
        env={**os.environ, "BASE_URL": "https://roundtable.example", "SECRET_KEY": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.startswith("SECRET_KEY must be set")) == (1, True)


def test_a_port_that_is_taken_is_named_before_anything_is_served() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=f"answers at 127.0.0.1:{port}. Choose another"):
            refuse_where_taken(Settings(host="127.0.0.1", port=port))
    refuse_where_taken(Settings(host="127.0.0.1", port=port))


def test_slugs_are_listed_for_people_and_for_scripts(app: Flask) -> None:
    make.programme(slug="work", title="Work and “health”")
    db.session.commit()
    lines = CliRunner().invoke(list_slugs, ["programmes"], obj=lambda: app, catch_exceptions=False)
    assert lines.output == "work\tWork and “health”\n"
    as_json = CliRunner().invoke(
        list_slugs, ["programmes", "--json"], obj=lambda: app, catch_exceptions=False
    )
    assert json.loads(as_json.output) == [{"slug": "work", "title": "Work and “health”"}]


@pytest.mark.one_database
def test_the_demonstration_is_not_loaded_where_others_can_reach_it(shell: Shell, tmp_path: Path) -> None:
    code, _, wrong = shell(
        "demo",
        "--no-serve",
        DATABASE_URL=f"sqlite:///{tmp_path / 'here.db'}",
        BASE_URL="https://roundtable.example",
        SECRET_KEY="k" * 40,
    )
    assert (code, "for this machine only" in wrong) == (1, True)
