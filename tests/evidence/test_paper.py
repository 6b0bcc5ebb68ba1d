"""A call's form on paper and as a file: everything that is asked, with room to answer."""

import io
import zipfile

import pytest

from roundtable.db import db
from roundtable.evidence import queries
from roundtable.evidence.models import FieldType
from roundtable.evidence.paper import form_of
from tests import make
from tests.conftest import Client
from tests.evidence.test_questions import a_condition
from tests.evidence.test_thread import a_call


def test_the_form_says_what_is_asked_when_and_how_it_may_be_used(client: Client) -> None:
    call = a_call()
    a_condition(call)
    make.question(
        call, FieldType.SCALE, label="How sure?", limits={"lowest": 0, "highest": 2, "high": "very"}
    )
    make.question(
        call, FieldType.MONEY, label="What cost?", guidance="Roughly is *enough*.", kinds=["evidence"]
    )
    page = client.get(f"/calls/{call.slug}/form").text
    for words in (
        "This part: only if you answered “Yes” to “Do you employ anybody?”.",
        "What would help you?",
        "☐\u2002No",
        "☐\u20022 (very)",
        "Only with: evidence.",
        "<em>enough</em>",
        "olive@roundtable.example",
        "My words may be quoted in reports and briefings with my name",
    ):
        assert words in page
    assert f"/calls/{call.slug}/form" in client.get(f"/calls/{call.slug}").text


@pytest.mark.parametrize("kind, begins", [("pdf", b"%PDF"), ("docx", b"PK")])
def test_it_can_be_taken_as_a_file_whatever_the_answers_are_called(
    client: Client, kind: str, begins: bytes
) -> None:
    call = a_call()
    make.question(
        call, FieldType.CHOICE, label="#set page()", options=['A "quoted", comma', "<script>", "#let x"]
    )
    make.question(call, guidance="[" * 5_000)
    got = client.get(f"/calls/{call.slug}/form.{kind}")
    assert got.data.startswith(begins)
    assert got.headers["Content-Disposition"].startswith("attachment")
    if kind == "docx":
        words = zipfile.ZipFile(io.BytesIO(got.data)).read("word/document.xml").decode()
        assert "&lt;script&gt;" in words


def test_a_call_that_is_not_public_gives_no_form(client: Client) -> None:
    call = a_call(public_at=None)
    assert client.get(f"/calls/{call.slug}/form").status_code == 404
    assert client.get(f"/calls/{call.slug}/form.pdf").status_code == 404


def test_retired_questions_are_not_printed(client: Client) -> None:
    call = a_call()
    make.question(call, label="Gone", retired_at=call.created_at)
    made = form_of(call, db.session.scalars(queries.questions_of(call)).all())
    assert "Gone" not in str(made)
