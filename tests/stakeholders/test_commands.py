"""Importing from the shell: what it says, where, and how it ends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.stakeholders.commands import import_stakeholders
from roundtable.stakeholders.models import Person
from tests import make

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Run:
    """Run the command on a file of this text, in an installation that has one programme."""
    make.programme(slug="mind")
    db.session.commit()
    file = tmp_path / "people.csv"

    def run(text: str, *options: str) -> Result:
        file.write_text(text)
        arguments = [str(file), *(options or ("--programme", "mind"))]
        return CliRunner().invoke(import_stakeholders, arguments, obj=lambda: app)

    return run


def names() -> list[str]:
    return list(db.session.scalars(select(Person.name).order_by(Person.id)))


def test_it_imports_and_says_what_was_done(run: Run) -> None:
    done = run("Name,Email\nAda,ada@one.example\nBob,bob at one\n")
    assert (done.exit_code, names()) == (0, ["Ada"])
    assert done.stdout.splitlines()[-1] == "The import is done: 1 added."
    assert done.stderr == "line 3  refused  “bob at one” is not an e-mail address: it has no @.\n"


def test_the_same_file_again_changes_nothing(run: Run) -> None:
    text = "Name,Email\nAda,ada@one.example\n"
    run(text)
    assert run(text).stdout.splitlines()[-1] == "The import changed nothing."
    assert names() == ["Ada"]


def test_a_preview_shows_each_line_and_writes_nothing(run: Run) -> None:
    done = run("Name,Email\nAda,ada@one.example\nBob,\n", "--programme", "mind", "--preview")
    assert done.stdout.splitlines() == [
        "line 2  new  Ada",
        "line 3  new  Bob",
        "2 new, 0 changed, 0 unchanged, 0 possible duplicate, 0 opted out, 0 refused.",
    ]
    assert names() == []


def test_columns_are_mapped(run: Run) -> None:
    run(
        "Who,Where\nAda,ada@one.example\n", "--programme", "mind", "--map", "name=Who", "--map", "email=where"
    )
    assert names() == ["Ada"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--programme", "nowhere"), "There is no programme 'nowhere'"),
        (("--programme", "mind", "--map", "shoe=Name"), "There is no field “shoe”"),
        (("--programme", "mind", "--map", "name=Shoe"), "There is no column “Shoe”"),
    ],
)
def test_what_cannot_be_done_is_refused(run: Run, options: tuple[str, ...], why: str) -> None:
    refused = run("Name,Email\nAda,ada@one.example\n", *options)
    assert isinstance(refused.exception, Refusal)
    assert why in refused.exception.sentence
    assert names() == []


@pytest.mark.parametrize("options", [("--preview",), ("--programme", "mind", "--map", "name")])
def test_misuse_ends_with_two(run: Run, options: tuple[str, ...]) -> None:
    assert run("Name\nAda\n", *options).exit_code == 2
