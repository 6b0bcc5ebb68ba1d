"""Bulk letters can be left: one POST, undone with another, and nothing else changes."""

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.mail import actions, posting, queries
from roundtable.mail.actions import Draft, Recipient
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter, State
from roundtable.trail import Entry
from tests import make
from tests.conftest import Client
from tests.mail.notes import write
from tests.mail.sink import Sink


@composer("test announcement", "Announcement", bulk=True)
def _announcements(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    for letter in letters:
        yield Composed(
            "News",
            "Dear {{name}},\n\nthere is news.",
            "You get this as a member.",
            fields={"name": letter.to_name},
        )


def announce(*names: str, occasion: str = "1") -> None:
    programme = make.programme()
    drafts = [
        Draft(f"{occasion}/{name}", Recipient(f"{name}@people.example", name), programme) for name in names
    ]
    actions.write("test announcement", drafts, programme_id=programme.id, automatic=True)
    db.session.commit()


def link(sink: Sink) -> str:
    header = str(sink.letters[-1]["List-Unsubscribe"])
    assert header.startswith("<http") and header.endswith(">")
    return re.sub(r"^https?://[^/]+", "", header.strip("<>"))


def leaving(sink: Sink) -> str:
    announce("ada")
    posting.post()
    return link(sink)


def test_a_bulk_letter_says_how_to_leave_in_its_header_and_at_its_foot(post_office: Sink) -> None:
    leaving(post_office)
    (letter,) = post_office.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(letter["List-Unsubscribe"]).strip("<>")
    assert f"To get no more letters like this: {address}" in letter.get_body(("plain",)).get_content()
    assert f'<a href="{address}">' in letter.get_body(("html",)).get_content()


def test_a_letter_to_one_person_carries_nothing_of_the_kind(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada")
    db.session.execute(db.update(Letter).values(approved_at=Letter.written_at))
    db.session.commit()
    posting.post()
    (letter,) = post_office.letters
    assert letter["List-Unsubscribe"] is None
    assert "no more letters" not in letter.get_body(("plain",)).get_content()


@pytest.fixture
def bare(client: Client) -> Iterator[Client]:
    """A mail provider's robot: no cookie, no form token, and tokens are asked for."""
    client.application.config["WTF_CSRF_ENABLED"] = True
    yield client
    client.application.config["WTF_CSRF_ENABLED"] = False


def test_one_post_leaves_and_does_so_once(bare: Client, post_office: Sink) -> None:
    address = leaving(post_office)
    for _ in range(2):
        answer = bare.post(address, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "You get no more of these letters" in answer.text
        assert queries.has_left_bulk("ADA@people.example")
    assert list(db.session.scalars(select(Entry.verb))).count("left bulk letters") == 1


def test_a_get_changes_nothing(client: Client, post_office: Sink) -> None:
    page = client.get(leaving(post_office))
    assert "Get no more of these letters?" in page.text
    assert not queries.has_left_bulk("ada@people.example")
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_leaving_is_undone_with_another_post(client: Client, post_office: Sink) -> None:
    address = leaving(post_office)
    client.post(address)
    assert client.post(address.replace("/leaving", "/return")).status_code == 303
    assert not queries.has_left_bulk("ada@people.example")


def test_who_has_left_gets_no_bulk_letter_and_every_other(client: Client, post_office: Sink) -> None:
    client.post(leaving(post_office))
    announce("Ada", "bob", occasion="2")
    programme = make.programme()
    note = Draft("note/ada", Recipient("ada@people.example", "Ada"), programme)
    actions.write("test note", [note], programme_id=programme.id, automatic=True)
    db.session.commit()
    assert posting.post() == {"sent": 2, "dropped": 1}
    dropped = db.session.scalars(select(Letter).where(Letter.to_email == "Ada@people.example")).one()
    assert (dropped.state, dropped.error) == (
        State.DROPPED,
        "This address gets no bulk letters: its owner left them, or complained.",
    )


def test_a_complaint_has_the_same_effect(app: Flask, post_office: Sink) -> None:
    actions.complained("ada@people.example")
    announce("ada")
    assert posting.post() == {"dropped": 1}


@pytest.mark.parametrize("token", ["nonsense", "l1.0.0.forged", "i1.0.0.x"])
def test_a_forged_link_leaves_nothing(client: Client, token: str) -> None:
    announce("ada")
    assert client.get(f"/letters/{token}/leaving").status_code == 404
    assert client.post(f"/letters/{token}/leaving").status_code == 404
    assert not queries.has_left_bulk("ada@people.example")
