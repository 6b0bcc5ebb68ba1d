"""A real browser against a real server on a copy of the demonstration, with a mail server that keeps what it takes."""

import email
import email.policy
import fcntl
import os
import re
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from roundtable.access import Account, Role
from roundtable.access import actions as accounts
from roundtable.app import create_app
from roundtable.config import Settings
from roundtable.db import db, transaction
from roundtable.demonstration import loading
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders.actions import index
from roundtable.trail import Actor, ActorKind
from tests import make

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the lightest first
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
SYSTEM = Actor(ActorKind.SYSTEM)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey, and says so where it cannot be made."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a journey ended, and what a screen reader would have read there."""
    report = yield
    if report.failed and report.when == "call" and "journeys" in item.path.parts:
        for name, shown in item.funcargs.items():
            if isinstance(shown, Page):
                report.sections.append((f"{name} at {shown.url}", shown.locator("body").aria_snapshot()))
    return report


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

    def to(self, address: str) -> list[EmailMessage]:
        """Every letter that somebody got, the oldest first."""
        return [letter for letter in self.letters if address in str(letter["To"])]

    def link_in(self, address: str, containing: str) -> str:
        """The address of a link in the last letter to somebody."""
        body = self.to(address)[-1].get_body(("plain",))
        assert body is not None
        found = re.findall(r"https?://[^\s<>]+", body.get_content())
        return next(link.rstrip(".)") for link in found if containing in link)


@dataclass(frozen=True)
class Place:
    """A programme of one journey's own."""

    id: int
    slug: str
    title: str
    groups: dict[str, int]


@dataclass
class Stage:
    """A running installation with the demonstration in it."""

    app: Flask
    address: str
    postbox: Postbox
    cookies: dict[tuple[str, bool], list[Any]] = field(default_factory=dict)

    @contextmanager
    def setting(self) -> Iterator[None]:
        """Put on the stage what a journey finds there."""
        with self.app.app_context():
            with transaction():
                yield
            db.session.remove()

    def work(self) -> None:
        """What `roundtable worker` does, until nothing waits."""
        queue = self.app.extensions["queue"].huey
        while (task := queue.dequeue()) is not None:
            queue.execute(task)

    def programme(self) -> Place:
        """A programme with three groups and two audiences, where Olive organises and Ana writes."""
        with self.setting():
            made = make.programme()
            groups = {
                name: make.group(made, name=name, letter=name[0], colour=colour).id
                for colour, name in enumerate(("Academics", "Employers", "GPs"), 1)
            }
            for name in ("Employers", "GPs"):
                make.audience(made, name=name)
            for address, role in (("olive", Role.ORGANISER), ("ana", Role.AUTHOR)):
                wanted = select(Account).where(Account.email == f"{address}@roundtable.example")
                accounts.grant(db.session.scalars(wanted).one(), role, programme_id=made.id, by=SYSTEM)
            return Place(made.id, made.slug, made.title, groups)

    def stakeholder(self, place: Place, name: str, *, group: str = "Academics") -> str:
        """Somebody with a stake in a programme; gives the address."""
        with self.setting():
            programme = db.session.get_one(Programme, place.id)
            belongs = db.session.get_one(StakeholderGroup, place.groups[group])
            person = make.stakeholder(programme, group=belongs, name=name)
            index([person.id])
            assert person.email
            return person.email


def _loaded(folder: Path) -> Path:
    """A database with the demonstration in it, made once for all workers of a run."""
    made = folder / "demonstration.db"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            first = folder / "loading.db"
            app = create_app(Settings(database_url=f"sqlite:///{first}", files_folder=folder, testing=True))
            with app.app_context():
                flask_migrate.upgrade()
                with transaction():
                    loading.load()
                db.session.remove()
                db.engine.dispose()
            with closing(sqlite3.connect(first)) as source, closing(sqlite3.connect(made)) as copy:
                source.backup(copy)
    return made


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    base = tmp_path_factory.getbasetemp()
    folder = tmp_path_factory.mktemp("journey")
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    shutil.copy(_loaded(shared), folder / "journey.db")
    postbox = Postbox()
    mail = Controller(postbox, hostname="127.0.0.1", port=_free_port())
    mail.start()
    port = _free_port()
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'journey.db'}",
            files_folder=folder / "files",
            base_url=f"http://127.0.0.1:{port}",
            port=port,
            smtp_url=f"smtp://127.0.0.1:{mail.port}",
            testing=True,
        )
    )
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Stage(app, f"http://127.0.0.1:{port}", postbox)
    server.shutdown()
    thread.join()
    mail.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Each journey is made twice."""
    return bool(request.param)


@contextmanager
def _open(browser: Browser, stage: Stage, javascript: bool, **how: Any) -> Iterator[BrowserContext]:
    """A browser of somebody's own, which complains where a script broke or the server did."""
    context = browser.new_context(base_url=stage.address, java_script_enabled=javascript, **how)
    context.set_default_timeout(15_000)
    broken: list[str] = []
    context.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    context.on(
        "response", lambda one: broken.append(f"{one.status}: {one.url}") if one.status >= 500 else None
    )
    context.on("weberror", lambda wrong: broken.append(str(wrong.error)))
    yield context
    context.close()
    refused = ("409", "422", "410", "404")  # Chromium says so of each refusal; the journey looks at the page
    assert not [said for said in broken if not any(f"status of {number}" in said for number in refused)]


@pytest.fixture
def page(browser: Browser, stage: Stage, javascript: bool) -> Iterator[Page]:
    with _open(browser, stage, javascript) as context:
        yield context.new_page()


@pytest.fixture
def guest(browser: Browser, stage: Stage, javascript: bool) -> Iterator[Page]:
    """Somebody else, on a phone."""
    with _open(browser, stage, javascript, viewport={"width": 390, "height": 844}) as context:
        yield context.new_page()


@pytest.fixture
def sign_in(page: Page, stage: Stage, javascript: bool) -> Callable[..., Page]:
    """Sign in as one of the demonstration's accounts; whoever did so before has the cookie still."""

    def go(name: str = "olive") -> Page:
        known = stage.cookies.get((name, javascript))
        if known is not None:
            page.context.add_cookies(known)
            return page
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(f"{name}@roundtable.example")
        page.get_by_label("Password").fill(loading.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Programmes").wait_for()
        stage.cookies[name, javascript] = list(page.context.cookies())
        return page

    return go


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()
