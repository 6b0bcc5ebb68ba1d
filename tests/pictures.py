"""The pictures of README, taken from the demonstration as it runs: `make pictures`."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
from flask import Flask, url_for
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import func, select
from werkzeug.serving import make_server

from roundtable.app import create_app
from roundtable.config import Settings
from roundtable.db import db, transaction
from roundtable.demonstration import loading
from roundtable.events.addresses import invitation_token
from roundtable.events.models import Event, EventKind, Invitation
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.reports.models import Report
from roundtable.themes.models import Excerpt

DOCS = Path(__file__).resolve().parent.parent / "docs"
DESK, PHONE = (1280, 940), (390, 844)
PASSWORD = "round-table-demo"


def take() -> None:
    """Each picture by name."""
    DOCS.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, _served(Path(folder)) as (app, at), sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        places = _places(app)
        desk = _signed_in(browser, at)
        for name in ("event", "report", "coding"):
            desk.goto(at + places[name])
            _keep(desk, name, 160)
        phone = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, device_scale_factor=2)
        phone.goto(at + places["invitation"])
        _keep(phone, "invitation", 96)
        browser.close()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Flask, str]]:
    app = create_app(
        Settings(database_url=f"sqlite:///{folder / 'pictures.db'}", files_folder=folder, testing=True)
    )
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            loading.load()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def _places(app: Flask) -> dict[str, str]:
    """Where each picture is taken."""
    with app.test_request_context(), db.session.no_autoflush:
        event = db.session.scalars(
            select(Event).where(Event.kind == EventKind.ROUND_TABLE).order_by(Event.id)
        ).first()
        report = db.session.scalars(select(Report).order_by(Report.id)).first()
        read = db.session.scalars(
            select(Submission)
            .join(Submission.versions)
            .join(Excerpt)
            .order_by(func.length(SubmissionVersion.text).desc())
        ).first()
        asked = db.session.scalars(
            select(Invitation)
            .where(Invitation.answer.is_(None), Invitation.event.has(kind=EventKind.WEBINAR))
            .order_by(Invitation.id)
        ).first()
        assert event and report and read and asked
        slug = event.programme.slug
        return {
            "event": url_for("events.show", programme=slug, event_id=event.id),
            "report": url_for("reports.preview", programme=slug, report_id=report.id) + "#recommendations",
            "coding": url_for("themes.code", programme=slug, submission_id=read.id),
            "invitation": url_for("events_guest.invitation", token=invitation_token(asked)),
        }


def _signed_in(browser: Browser, at: str) -> Page:
    page = browser.new_page(viewport={"width": DESK[0], "height": DESK[1]}, device_scale_factor=1.5)
    page.goto(at + "/sign-in")
    page.fill("input[name=email]", "olive@roundtable.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def _keep(page: Page, name: str, colours: int) -> None:
    """One screen, with as few colours as do it justice: what is fetched with every clone stays small."""
    page.evaluate("document.fonts.ready")
    path = DOCS / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"docs/{name}.png  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    take()
