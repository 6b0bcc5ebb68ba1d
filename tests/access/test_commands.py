"""Accounts from the shell."""

from click.testing import CliRunner
from flask import Flask

from roundtable.access import Account, Grant, Role
from roundtable.access.commands import account
from roundtable.db import db
from tests import make
from tests.conftest import Client


def run(app: Flask, *words: str, typed: str = "") -> tuple[int, str]:
    db.session.commit()
    result = CliRunner().invoke(account, words, obj=lambda: app, input=typed)
    db.session.expire_all()
    return result.exit_code, result.output + (str(result.exception) if result.exit_code == 1 else "")


def test_an_account_is_added_and_its_link_sets_the_password(app: Flask, client: Client) -> None:
    programme = make.programme(slug="mhe")
    code, said = run(app, "add", "ana@charity.example", "--role", "author", "--programme", "mhe")
    assert code == 0
    held = db.session.query(Grant).one()
    assert (held.programme_id, held.role) == (programme.id, Role.AUTHOR)
    link = "/password/" + said.strip().rpartition("/password/")[2]
    form = {"password": "a kettle of nine larks", "again": "a kettle of nine larks"}
    assert client.send(link, form).status_code == 303
    form = {"email": "ana@charity.example", "password": "a kettle of nine larks"}
    assert client.send("/sign-in", form).status_code == 303


def test_a_password_is_read_from_standard_input_and_not_shown(app: Flask) -> None:
    code, said = run(
        app,
        "add",
        "ada@charity.example",
        "--role",
        "administrator",
        "--password-stdin",
        typed="teapot orbit gravel nine\n",
    )
    assert code == 0
    assert "teapot" not in said
    assert "/password/" not in said
    assert db.session.query(Account).one().password is not None


def test_a_second_run_gives_the_role_once(app: Flask) -> None:
    make.programme(slug="mhe")
    for _ in range(2):
        assert run(app, "add", "ana@charity.example", "--role", "author", "--programme", "mhe")[0] == 0
    assert db.session.query(Grant).count() == 1


def test_what_is_missing_is_misuse_and_what_is_unknown_is_refused(app: Flask) -> None:
    assert run(app, "add", "ana@charity.example", "--role", "author")[0] == 2
    assert run(app, "add", "ana@charity.example", "--role", "king", "--programme", "x")[0] == 2
    code, said = run(app, "add", "ana@charity.example", "--role", "author", "--programme", "nowhere")
    assert code == 1
    assert "There is no programme nowhere" in said
    assert db.session.query(Account).count() == 0
