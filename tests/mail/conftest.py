"""Letters to post, and somewhere to post them to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from roundtable.config import Settings
from tests.mail.sink import Sink, listening


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as found:
        yield found


@contextmanager
def posting_to(app: Flask, url: str, **more: object) -> Iterator[None]:
    """The application with SMTP settings that lead there."""
    settings: Settings = app.extensions["settings"]
    values = {"smtp_url": url, "mail_from": "post@roundtable.example", **more}
    app.extensions["settings"] = replace(settings, **values)  # type: ignore[arg-type]
    yield
    app.extensions["settings"] = settings


@pytest.fixture
def post_office(app: Flask, sink: Sink) -> Iterator[Sink]:
    """The application with SMTP settings that lead to the sink."""
    with posting_to(app, sink.url):
        yield sink
