"""Posting from the shell."""

from click.testing import CliRunner
from flask import Flask

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.mail.commands import post
from tests import make
from tests.mail.notes import approve, write
from tests.mail.sink import Sink


def run(app: Flask, *words: str) -> tuple[str, str]:
    """What it prints, and the refusal it ends with."""
    db.session.commit()
    db.session.remove()
    result = CliRunner().invoke(post, list(words), obj=lambda: app)
    if result.exception is not None and not isinstance(result.exception, Refusal):
        raise result.exception
    return result.output, getattr(result.exception, "sentence", "")


def test_post_says_what_became_of_the_letters(app: Flask, post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada", "Bob", "Cleo")
    approve(programme)
    assert run(app, "--limit", "1") == ("1 sent\n", "")
    assert run(app) == ("2 sent\n", "")
    assert run(app) == ("Nothing is due.\n", "")


def test_post_says_where_letters_stay_without_smtp_settings(app: Flask) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    assert run(app) == ("1 kept here\n", "")


def test_post_is_refused_where_letters_were_put_off(app: Flask, post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    post_office.answer_recipient = lambda address: "451 later"
    output, refusal = run(app)
    assert (output, refusal[:26]) == ("1 put off\n", "Some letters were put off;")
