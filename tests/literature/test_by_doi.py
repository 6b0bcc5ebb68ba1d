"""A reference by its DOI, from a resolver that stands on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.literature import csl
from roundtable.literature.doi import fetching
from roundtable.literature.doi.asking import TYPE
from roundtable.literature.models import Reference
from roundtable.programmes.models import Programme
from tests import make
from tests.conftest import Client

WORK = {
    "type": "journal-article",
    "title": "Supported <i>employment</i>",
    "author": [{"family": "Example", "given": "Ada"}, {"name": "A Body, of People"}],
    "issued": {"date-parts": [[2020, 5]]},
    "container-title": ["Journal of Examples"],
    "DOI": "10.5555/Known",
    "ISSN": ["1234-5678"],
}


class Resolver(BaseHTTPRequestHandler):
    """Answers each path as `says` has it: a status, a media type, the content, and where it leads on to."""

    says: ClassVar[dict[str, tuple[int, str, bytes, str]]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []
    waits: ClassVar[threading.Event]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Accept"]))
        if self.path == "/10.5555/slow":
            self.waits.wait(20)
            return
        status, media_type, content, to = self.says.get(self.path, (404, "text/html", b"<p>No</p>", ""))
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if to:
            self.send_header("Location", to)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def resolver(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Resolver]]:
    Resolver.says, Resolver.asked, Resolver.waits = {}, [], threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Resolver) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], doi_url=here))
        yield Resolver
        Resolver.waits.set()
        server.shutdown()


@pytest.fixture
def place(client: Client) -> Programme:
    programme = make.programme(slug="work")
    client.sign_in(make.account(programme=programme))
    return programme


def look_up(client: Client, doi: str) -> Any:
    return client.send("/programmes/work/literature/references/doi", {"known_by": doi})


def titles() -> list[str]:
    return list(db.session.scalars(select(Reference.title).order_by(Reference.id)))


def test_a_work_is_described_as_the_resolver_says_and_added_once(
    client: Client, place: Programme, resolver: type[Resolver]
) -> None:
    resolver.says["/10.5555/known"] = (200, f"{TYPE}; charset=utf-8", json.dumps(WORK).encode(), "")
    first = look_up(client, " https://doi.org/10.5555%2FKNOWN ")
    assert first.status_code == 303
    assert resolver.asked == [("/10.5555/known", TYPE)]
    made = db.session.scalars(select(Reference)).one()
    assert first.location.endswith(f"/literature/references/{made.id}")
    assert (made.kind, made.key, made.doi) == ("article-journal", "example2020", "10.5555/known")
    assert (made.title, made.container) == ("Supported employment", "Journal of Examples")
    assert made.authors == "Example A, A Body, of People"
    assert look_up(client, "doi:10.5555/known").location == first.location
    assert len(resolver.asked) == 1  # it is known: nobody is asked
    assert "is there already" in client.get(first.location).text


def test_a_work_that_is_there_without_its_doi_is_not_added_again(
    client: Client, place: Programme, resolver: type[Resolver]
) -> None:
    there = make.reference(place, title="Supported employment", issued={"date-parts": [[2020]]})
    resolver.says["/10.5555/known"] = (200, TYPE, json.dumps(WORK).encode(), "")
    assert look_up(client, "10.5555/known").location.endswith(f"/references/{there.id}")
    assert titles() == ["Supported employment"]


@pytest.mark.parametrize(
    ("status", "media_type", "content", "to", "said"),
    [
        (404, "text/html", b"", "", "knows no DOI 10.5555/asked"),
        (503, "text/html", b"", "", "cannot answer now (it says 503)"),
        (
            200,
            "text/html",
            b"<title>A landing page</title>",
            "",
            "has no description of it that a program reads",
        ),
        (204, TYPE, b"", "", "has no description of it that a program reads"),
        (200, TYPE, b"{" * 50_000, "", "cannot be read"),
        (200, TYPE, b'{"author": "' + b"\xff\xfe", "", "cannot be read"),
        (200, TYPE, b'["a", 3]', "", "cannot be read"),
        (200, TYPE, b'{"type": "book", "title": [3]}', "", "has no title"),
        (200, TYPE, b'{"title": "' + b"a" * 1_100_000 + b'"}', "", "answers with more than a description"),
        (302, TYPE, b"", "https://127.0.0.1/inside", "leads on to an address that is not followed"),
        (302, TYPE, b"", "https://localhost/inside", "leads on to an address that is not followed"),
        (
            302,
            TYPE,
            b"",
            "https://[::ffff:169.254.169.254]/latest",
            "leads on to an address that is not followed",
        ),
        (302, TYPE, b"", "http://192.0.2.1/plain", "leads on to an address that is not followed"),
        (302, TYPE, b"", "/10.5555/asked", "leads on to an address that is not followed"),
        (302, TYPE, b"", "file:///etc/passwd", "leads on to an address that is not followed"),
        (302, TYPE, b"", "https://[rubbish", "cannot be reached"),
    ],
)
def test_what_is_no_description_is_said_and_what_was_typed_stays(
    client: Client,
    place: Programme,
    resolver: type[Resolver],
    status: int,
    media_type: str,
    content: bytes,
    to: str,
    said: str,
) -> None:
    resolver.says["/10.5555/asked"] = (status, media_type, content, to)
    answer = look_up(client, "10.5555/Asked")
    assert answer.status_code == 409
    assert said in answer.text
    assert 'value="10.5555/Asked"' in answer.text  # above
    assert 'value="10.5555/asked"' in answer.text  # and in the form by hand
    assert titles() == []
    assert len(resolver.asked) == 1


def test_who_answers_too_late_is_not_waited_for(
    client: Client, place: Programme, resolver: type[Resolver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching.fetch, "__kwdefaults__", {"limit": 0.3})
    began = time.monotonic()
    assert "did not answer within 0.3 seconds" in look_up(client, "10.5555/slow").text
    assert time.monotonic() - began < 3


def test_without_a_network_a_sentence_says_so(client: Client, place: Programme) -> None:
    answer = look_up(client, "10.5555/known")
    assert answer.status_code == 409
    assert "127.0.0.1 cannot be reached. Try again in a moment, or describe it by hand below." in answer.text


@pytest.mark.parametrize(
    ("typed", "doi"),
    [
        ("10.1000/182", "10.1000/182"),
        ("DOI: 10.1000/ABC(1)<2>", "10.1000/abc(1)<2>"),
        ("http://dx.doi.org/10.1000/a%3Cb", "10.1000/a<b"),
        ("https://example.org/10.1000/182", ""),
        ("10.1000/18 2", ""),
        ("10.1000/", ""),
        ("182", ""),
        ("", ""),
    ],
)
def test_a_doi_is_known_however_it_is_written(typed: str, doi: str) -> None:
    assert csl.typed_doi(typed) == doi


def test_what_is_no_doi_is_asked_of_nobody(
    client: Client, place: Programme, resolver: type[Resolver]
) -> None:
    answer = look_up(client, "https://127.0.0.1/10.1000/182")
    assert answer.status_code == 422
    assert "Give the DOI as it begins with 10." in answer.text
    assert resolver.asked == []


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("::127.0.0.1", False),
        ("64:ff9b:1::a00:1", False),
        ("fec0::1", False),
    ],
)
def test_only_the_public_internet_is_followed_to(address: str, is_public: bool) -> None:
    assert fetching.is_public(address) is is_public
