"""The shell answers 0 when done, 1 with the reason when refused, 2 on misuse."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from roundtable.cli import COMMANDS, roundtable
from roundtable.commands.listing import list_slugs
from roundtable.commands.running import refuse_where_taken
from roundtable.config import Settings
from roundtable.db import db
from roundtable.errors import Refusal
from tests import make


def _roundtable(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "roundtable", *words],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.one_database
def test_help_names_every_command() -> None:
    said = CliRunner().invoke(roundtable, ["--help"]).output
    assert [name for name in COMMANDS if name not in said] == []


@pytest.mark.one_database
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    assert CliRunner().invoke(roundtable, [command, "--help"]).exit_code == 0


@pytest.mark.one_database
def test_a_new_installation_is_made_checked_and_used(tmp_path: Path) -> None:
    place = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "FILES_FOLDER": str(tmp_path / "files")}
    doctor = _roundtable("doctor", **place)
    assert (doctor.returncode, "Run: roundtable migrate" in doctor.stdout) == (1, True)
    early = _roundtable("list", "programmes", **place)
    assert (early.returncode, early.stderr) == (
        1,
        "The database is not up to date. Run: roundtable migrate\n",
    )
    assert _roundtable("migrate", **place).returncode == 0
    assert _roundtable("doctor", **place).returncode == 0
    refused = _roundtable(
        "account", "add", "a@work.example", "--role", "organiser", "--programme", "none", **place
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "none" in refused.stderr
    assert _roundtable("list", "people", **place).returncode == 2
    half_set = _roundtable("migrate", BASE_URL="https://roundtable.example", SECRET_KEY="", **place)
    assert (half_set.returncode, half_set.stderr.startswith("SECRET_KEY must be set")) == (1, True)


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
def test_the_demonstration_is_not_loaded_where_others_can_reach_it(tmp_path: Path) -> None:
    done = _roundtable(
        "demo",
        "--no-serve",
        DATABASE_URL=f"sqlite:///{tmp_path / 'here.db'}",
        BASE_URL="https://roundtable.example",
        SECRET_KEY="k" * 40,
    )
    assert done.returncode == 1
    assert "for this machine only" in done.stderr
