"""The pictures of README, taken from the demonstration as it runs: `make pictures`."""

import io
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
from flask import Flask, url_for
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import func, select
from werkzeug.serving import make_server

from roundtable.app import create_app
from roundtable.config import Settings
from roundtable.db import db, transaction
from roundtable.demonstration import loading
from roundtable.events.addresses import invitation_token
from roundtable.events.models import Event, EventKind, Invitation
from roundtable.evidence.models import Call, Submission, SubmissionVersion
from roundtable.mail.models import Letter
from roundtable.reports.models import Report
from roundtable.themes.models import Excerpt

DOCS = Path(__file__).resolve().parent.parent / "docs"
DESK, PHONE = ViewportSize(width=1280, height=940), ViewportSize(width=390, height=844)
SHARPNESS = 1.5
LINEN = (235, 231, 222)
COLOURS = 96
PASSWORD = "round-table-demo"


def take() -> None:
    """Each picture by name."""
    DOCS.mkdir(exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with TemporaryDirectory() as folder, _served(Path(folder)) as (app, at), sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        places = _places(app)
        desk = _signed_in(browser, at)
        for name in ("event", "outbox", "coding", "report"):
            _keep(_shot(desk, at + places[name]), name)
        public = browser.new_page(viewport=DESK, device_scale_factor=SHARPNESS)
        _keep(_shot(public, f"{at}/"), "front")
        phone = browser.new_page(viewport=PHONE, device_scale_factor=SHARPNESS)
        _keep(_beside([_shot(phone, at + places[name]) for name in ("invitation", "call", "gap")]), "phones")
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
            .where(Invitation.answer.is_(None), Invitation.event.has(Event.open_registration))
            .order_by(Invitation.id)
        ).first()
        assert event and report and read and asked
        slug = event.programme.slug
        call = db.session.scalars(select(Call).where(Call.programme_id == event.programme_id)).first()
        letter = db.session.scalars(
            select(Letter).where(Letter.to_email == asked.person.email).order_by(Letter.id.desc())
        ).first()
        assert call and letter
        return {
            "event": url_for("events.show", programme=slug, event_id=event.id),
            "report": url_for("reports.preview", programme=slug, report_id=report.id) + "#recommendations",
            "coding": url_for("themes.code", programme=slug, submission_id=read.id),
            "outbox": url_for("mail.show", programme=slug, letter=letter.id),
            "call": url_for("evidence_guest.call", slug=call.slug),
            "gap": url_for("evidence_guest.write", slug=call.slug, kind="gap"),
            "invitation": url_for("events_guest.invitation", token=invitation_token(asked)),
        }


def _signed_in(browser: Browser, at: str) -> Page:
    page = browser.new_page(viewport=DESK, device_scale_factor=SHARPNESS)
    page.goto(at + "/sign-in")
    page.fill("input[name=email]", "olive@roundtable.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def _shot(page: Page, address: str) -> Image.Image:
    """One screen."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _beside(shots: list[Image.Image]) -> Image.Image:
    """Phones beside each other, on a picture of a desk's size."""
    whole = Image.new("RGB", (round(DESK["width"] * SHARPNESS), round(DESK["height"] * SHARPNESS)), LINEN)
    gap = (whole.width - sum(shot.width for shot in shots)) // (len(shots) + 1)
    for number, shot in enumerate(shots):
        whole.paste(shot, (gap + number * (shot.width + gap), (whole.height - shot.height) // 2))
    return whole


def _keep(picture: Image.Image, name: str) -> None:
    """With as few colours as do it justice: what is fetched with every clone stays small."""
    path = DOCS / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"docs/{name}.png  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    take()
