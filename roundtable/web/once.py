"""A form that is pressed twice is done once: the second press is led to where the first one led."""

import hashlib
from datetime import datetime, timedelta

from flask import Flask, Response, abort, flash, g, redirect, request
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from roundtable import clock
from roundtable.db import Instant, Record, db, insert_missing, transaction
from roundtable.jobs import sweep

KEPT_FOR = timedelta(days=7)


class Press(Record):
    """A form that was sent and done. Kept as long as somebody may still have it open and press again."""

    __tablename__ = "form_press"

    mark: Mapped[str] = mapped_column(unique=True)
    # Of the form's key and what was typed into it: who goes back and types something else means something else.
    led_to: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(Instant, index=True)


def note_press() -> None:
    """Note that this form is being done. Where the same was done before, the request ends: it is led there.

    Of two at the same moment the second waits here, by the unique mark, until the first is on disk. Behind a personal
    link nothing is noted: such an address is kept nowhere.
    """
    if "token" in (request.view_args or {}):
        return
    mark = _mark()
    _lead_on(mark)
    if not insert_missing(Press, [{"mark": mark, "at": clock.now()}], unique=["mark"]):
        _lead_on(mark)
    g.press = mark


def _lead_on(mark: str) -> None:
    led_to = db.session.scalar(select(Press.led_to).where(Press.mark == mark))
    if led_to:
        flash("That was sent twice. It was done once.", "quiet")
        abort(redirect(led_to, 303))


def _mark() -> str:
    """A fingerprint of the address and all that was sent to it, files too."""
    found = hashlib.sha256(repr(request.path).encode())
    for name, values in sorted(request.form.lists()):
        if name != "csrf_token":
            found.update(repr((name, values)).encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda each: each[0]):
        found.update(repr((name, file.filename)).encode())
        found.update(hashlib.file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type]
        file.stream.seek(0)
    return found.hexdigest()


def _note_where_it_led(response: Response) -> Response:
    """What led nowhere is not kept: the same may be asked again."""
    mark = g.pop("press", None)
    if mark is not None and response.status_code < 400:
        this = Press.mark == mark
        db.session.execute(
            update(Press).where(this).values(led_to=response.location)
            if response.location
            else delete(Press).where(this)
        )
    return response


@sweep
def forget_old_presses() -> None:
    """Let go of forms that were done long ago."""
    with transaction():
        db.session.execute(delete(Press).where(Press.at < clock.now() - KEPT_FOR))


def init_app(app: Flask) -> None:
    app.after_request(_note_where_it_led)
