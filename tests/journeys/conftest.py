"""A real browser against a real server on a copy of the demonstration, with a mail server that keeps what it takes."""

import email
import email.policy
import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from roundtable.app import create_app
from roundtable.config import Settings
from roundtable.db import db, transaction

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey, and says so where it cannot be made."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Postbox:
    """What the mail server took."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 OK"

    def last_to(self, address: str) -> EmailMessage:
        return next(letter for letter in reversed(self.letters) if address in str(letter["To"]))

    def link_in(self, address: str, containing: str) -> str:
        """The address of the link in the last letter to somebody."""
        body = self.last_to(address).get_body(("plain",))
        assert body is not None
        found = re.findall(r"https?://\S+", body.get_content())
        return next(link.rstrip(".>)") for link in found if containing in link)


@dataclass
class Stage:
    """A running installation with the demonstration in it."""

    app: Flask
    address: str
    postbox: Postbox

    def post_letters(self) -> None:
        """What `roundtable post` does."""
        from roundtable.mail.posting import post_due

        with self.app.app_context():
            post_due()
            db.session.remove()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("journey")
    postbox = Postbox()
    mail = Controller(postbox, hostname="127.0.0.1", port=_free_port())
    mail.start()
    port = _free_port()
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'journey.db'}",
            files_folder=Path(folder / "files"),
            base_url=f"http://127.0.0.1:{port}",
            port=port,
            smtp_url=f"smtp://127.0.0.1:{mail.port}",
            testing=True,
        )
    )
    from roundtable.demonstration.loading import load

    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            load()
        db.session.remove()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Stage(app, f"http://127.0.0.1:{port}", postbox)
    server.shutdown()
    thread.join()
    mail.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Each journey is made twice."""
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, stage: Stage, javascript: bool) -> Iterator[Page]:
    context = browser.new_context(base_url=stage.address, java_script_enabled=javascript)
    context.set_default_timeout(10_000)
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert not [said for said in broken if "Content Security Policy" in said or "Uncaught" in said]


@pytest.fixture
def guest(browser: Browser, stage: Stage, javascript: bool) -> Iterator[Page]:
    """Somebody else, on another machine."""
    context = browser.new_context(
        base_url=stage.address, java_script_enabled=javascript, viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], Page]:
    """Sign in as one of the demonstration's accounts."""

    def go(address: str = "olive@roundtable.example") -> Page:
        page.goto("/sign-in")
        page.get_by_label("Email address").fill(address)
        page.get_by_label("Password", exact=True).fill("round-table-demo")
        page.get_by_role("button", name="Sign in").click()
        return page

    return go


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()
